"""Reading what comes back: bounces, complaints, automatic replies (ADR 34). Pure: no database.

`reading.read(raw)` is the whole of it; `mailbox` fetches new mail over IMAP.
"""
