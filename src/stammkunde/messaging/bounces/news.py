"""What is known of one delivery, whoever said it: a bounce by mail, or a provider's webhook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stammkunde.messaging.bounces.verdict import Cause, Kind, Verdict


class What(StrEnum):
    """What became of a message. REFUSED: this one for ever, the address is fine (ADR 34)."""

    DELIVERED = "delivered"
    LATER = "later"
    REFUSED = "refused"
    DEAD = "dead"
    COMPLAINT = "complaint"


@dataclass(frozen=True)
class News:
    """One piece of news. message_ids: of our message, best guess first; provider, provider_id: how a
    provider calls it. also: other forms of the address. at: when it was said.
    """

    what: What
    address: str
    at: datetime
    code: str = ""
    reason: str = ""
    message_ids: tuple[str, ...] = ()
    provider: str = ""
    provider_id: str = ""
    also: tuple[str, ...] = ()


def of_verdict(verdict: Verdict, at: datetime) -> Sequence[News]:
    """What a message that was read says, per address; nothing for automatic answers."""
    if verdict.kind not in {Kind.BOUNCE, Kind.COMPLAINT}:
        return ()
    found = []
    for one in verdict.recipients:
        what = What.LATER
        if verdict.kind == Kind.COMPLAINT:
            what = What.COMPLAINT
        elif one.dead and one.cause is not Cause.LATER:
            what = What.DEAD
        elif one.permanent and one.cause is not Cause.FULL:
            what = What.REFUSED
        news = News(
            what, one.address, at, one.status, one.reason, verdict.message_ids, also=one.also
        )
        found.append(news)
    return found
