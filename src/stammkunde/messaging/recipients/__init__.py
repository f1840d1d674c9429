"""Who a message to many is for: what was chosen, who that is now, who of them gets it (COM-09).

wanted = recipients.read(notice.recipients)
ids = recipients.members(actor, wanted)                    # the union, each once
parted = recipients.parted(actor, ids, channel=…, category=…)   # who gets it, the others by reason
"""

from __future__ import annotations

from stammkunde.messaging.recipients.chosen import KINDS, ListOf, Wanted, kept, list_of, read
from stammkunde.messaging.recipients.members import MOST, members
from stammkunde.messaging.recipients.parting import Parted, parted

__all__ = [
    "KINDS",
    "MOST",
    "ListOf",
    "Parted",
    "Wanted",
    "kept",
    "list_of",
    "members",
    "parted",
    "read",
]
