"""Transport of e-mail: a row in the transaction first, a delivery by the worker later.

`queue(message, dedupe_key="invoice-4711-sent")` inserts one row per message; the same key twice is
one row. `queue_all` inserts many at once. Django's own mail functions arrive here too
(`backend.RowBackend`). In trial operation nothing goes out but mail whose purpose is `HOUSE`.
Rooms above are asked before a mail goes and told how it went (`gates`, ADR 33).
"""

from __future__ import annotations

from stammkunde.foundation.mail.gates import WAIT, gate, rate, settled
from stammkunde.foundation.mail.outbox import queue, queue_all, row_of
from stammkunde.foundation.mail.purposes import HOUSE, PURPOSES, label_of, purpose

__all__ = [
    "HOUSE",
    "PURPOSES",
    "WAIT",
    "gate",
    "label_of",
    "purpose",
    "queue",
    "queue_all",
    "rate",
    "row_of",
    "settled",
]
