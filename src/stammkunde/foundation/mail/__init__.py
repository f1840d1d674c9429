"""Transport of e-mail: a row in the transaction first, a delivery by the worker later.

`queue(message, dedupe_key="invoice-4711-sent")` inserts one row per message; the same key twice is
one row. Django's own mail functions arrive here too (`backend.RowBackend`).
"""

from __future__ import annotations

from stammkunde.foundation.mail.outbox import queue

__all__ = ["queue"]
