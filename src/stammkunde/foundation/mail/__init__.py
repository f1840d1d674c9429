"""Transport of e-mail: a row in the transaction first, a delivery by the worker later.

`queue(message, dedupe_key="invoice-4711-sent")` inserts one row per message; the same key twice is
one row. Django's own mail functions arrive here too (`backend.RowBackend`). In trial operation
nothing goes out but mail whose purpose is `HOUSE`.
"""

from __future__ import annotations

from stammkunde.foundation.mail.outbox import queue
from stammkunde.foundation.mail.purposes import HOUSE, PURPOSES, label_of, purpose

__all__ = ["HOUSE", "PURPOSES", "label_of", "purpose", "queue"]
