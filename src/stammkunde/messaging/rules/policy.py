"""How much of a message stays, and for how long (C-01, N-08). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from stammkunde.messaging.models import BodyPolicy, State

BODY = ("text", "html", "recipe")
NAMES = ("subject", "recipient", "recipient_name", "about_label")
_RANK = {BodyPolicy.NONE.value: 0, BodyPolicy.METADATA.value: 1, BodyPolicy.FULL.value: 2}
# As long as one of these holds, the text is still needed; what is unclear is not so for ever
# (`operations.empty_bodies`).
UNSETTLED = (State.QUEUED.value, State.SENDING.value, State.UNCLEAR.value)
LONGEST_DAYS = 3650


def emptied(policy: str) -> dict[str, str]:
    """The columns that a message loses under this policy."""
    gone: tuple[str, ...] = ()
    if policy != BodyPolicy.FULL:
        gone = BODY if policy == BodyPolicy.METADATA else (*BODY, *NAMES)
    return dict.fromkeys(gone, "")


def is_less(policy: str, kept: str) -> bool:
    """Whether `policy` keeps less than a message still holds."""
    return _RANK[policy] < _RANK[kept]


def target(policy: str, send_at: datetime, *, days: int, now: datetime) -> str:
    """What a settled message may still hold: its category's policy, and no text past its days."""
    over = send_at < now - timedelta(days=days)
    if over and policy == BodyPolicy.FULL:
        return BodyPolicy.METADATA
    return policy


def shown(message: Any) -> Mapping[str, bool]:
    """What a page can show of a message: whether subject and text are there."""
    return {"subject": bool(message.subject), "text": bool(message.text or message.html)}
