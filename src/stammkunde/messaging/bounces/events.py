"""What a provider's webhook says, in our words. Opens and clicks are not looked at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from stammkunde.messaging.bounces import causes
from stammkunde.messaging.bounces.news import News, What
from stammkunde.messaging.bounces.verdict import Cause

_SIMPLE = {
    "delivered": What.DELIVERED,
    "deferred": What.LATER,
    "complained": What.COMPLAINT,
    "failed": What.REFUSED,
}
_NOT_WANTED = {"blocked", "spam", "unsubscribed", "other", "timed_out"}


def news_of(event: Any, provider: str, now: datetime) -> News | None:
    """One event of django-anymail as news; None for what says nothing about delivery (queued, sent,
    opened, clicked, an automatic answer).
    """
    kind = str(event.event_type or "")
    said = " ".join(str(one) for one in (event.mta_response, event.description) if one)
    what = _SIMPLE.get(kind)
    if kind in {"bounced", "rejected"}:
        what = _failed(kind, str(event.reject_reason or ""), said)
    if what is None or not event.recipient:
        return None
    number = str(event.message_id or "")
    return News(
        what,
        str(event.recipient),
        min(event.timestamp or now, now),
        causes.status_in(said),
        said,
        (number,) if number.startswith("<") else (),
        provider,
        number[:200],
    )


def _failed(kind: str, reason: str, said: str) -> What:
    permanent, cause = causes.judge("", said) if said else (True, Cause.OTHER)
    if cause is Cause.FULL or (kind == "bounced" and not permanent):
        return What.LATER
    if reason in _NOT_WANTED or cause in {Cause.POLICY, Cause.SIZE}:
        return What.REFUSED
    return What.DEAD
