"""Limits that hold across processes and restarts: the counters are rows (reliability 3.5).

Only tries that were let through count. So an impatient owner does not lengthen the wait by asking
again, and a stranger cannot keep a door shut longer than the widest window that he can fill.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stammkunde.foundation import clock
from stammkunde.foundation.models.limits import RateCounter
from stammkunde.foundation.refusals import Refused

SALT = "stammkunde.ratelimit"
MOST_HITS = 100


@dataclass(frozen=True)
class Limit:
    """At most `count` tries within any `seconds` seconds."""

    count: int
    seconds: int


@dataclass(frozen=True)
class Rule:
    """A named limit: all of its windows must have room."""

    scope: str
    limits: tuple[Limit, ...]

    def __post_init__(self) -> None:
        if max(limit.count for limit in self.limits) > MOST_HITS:
            raise ValueError("A limit above 100 wants another kind of counter: each hit is kept.")

    @property
    def longest(self) -> int:
        """The widest window in seconds; older hits are forgotten."""
        return max(limit.seconds for limit in self.limits)


@dataclass(frozen=True)
class Ticket:
    """One counted try; `give_back` takes it out again."""

    scope: str
    key_hash: str
    at: float


class TooMany(Refused):
    """Refused with the code `too_many`; `wait` is in whole seconds, at least one (HTTP 429)."""

    def __init__(self, wait: int) -> None:
        super().__init__("too_many", _too_many_text(wait))
        self.wait = wait


def hit(scope: str, key: str, limit: int, per: timedelta) -> None:
    """Count one try of `key`; raises `TooMany` when there were `limit` within `per` already."""
    take([(Rule(scope, (Limit(limit, int(per.total_seconds())),)), key)])


def take(wanted: Sequence[tuple[Rule, str]]) -> list[Ticket]:
    """Count one try under every rule, or under none of them.

    Raises `TooMany` with the longest wait when any rule has no room. Rules are locked in the given
    order: callers that share rules name them in the same order.
    """
    now = clock.now()
    tickets, wait = [], 0.0
    with transaction.atomic():
        for rule, key in wanted:
            row = _locked_row(rule, hashed(rule.scope, key), now)
            wait = max(wait, wait_for(rule.limits, row.hits, now.timestamp()))
            tickets.append(Ticket(rule.scope, row.key_hash, now.timestamp()))
            recent = [at for at in row.hits if at > now.timestamp() - rule.longest]
            _write(row, [*recent, now.timestamp()], now + timedelta(seconds=rule.longest))
        if wait > 0:
            transaction.set_rollback(True)
    if wait > 0:
        raise TooMany(max(1, int(wait + 0.999)))
    return tickets


def give_back(tickets: Sequence[Ticket]) -> None:
    """Take tries out again that turned out to be harmless; everybody else's stay counted."""
    with transaction.atomic():
        for ticket in tickets:
            rows = RateCounter.objects.select_for_update()
            row = rows.filter(scope=ticket.scope, key_hash=ticket.key_hash).first()
            if row is not None and ticket.at in row.hits:
                rest = list(row.hits)
                rest.remove(ticket.at)
                _write(row, rest, row.expires_at)


def wait_for(limits: Sequence[Limit], hits: Sequence[float], now: float) -> float:
    """Seconds until one more try fits into every window; 0 when it fits now. Pure.

    >>> wait_for([Limit(2, 60)], [100.0, 110.0], 120.0)
    40.0
    """
    wait = 0.0
    for limit in limits:
        inside = sorted(at for at in hits if at > now - limit.seconds)
        if len(inside) >= limit.count:
            wait = max(wait, inside[-limit.count] + limit.seconds - now)
    return wait


def hashed(scope: str, key: str) -> str:
    """The keyed hash under which `key` is stored: 64 hexadecimal digits."""
    return salted_hmac(f"{SALT}.{scope}", key, algorithm="sha256").hexdigest()


def sweep() -> int:
    """Remove counters whose time is over; returns how many."""
    return RateCounter.objects.filter(expires_at__lt=clock.now()).delete()[0]


def _locked_row(rule: Rule, key_hash: str, now: datetime) -> RateCounter:
    fresh = RateCounter(scope=rule.scope, key_hash=key_hash, expires_at=now)
    RateCounter.objects.bulk_create([fresh], ignore_conflicts=True)
    return RateCounter.objects.select_for_update().get(scope=rule.scope, key_hash=key_hash)


def _write(row: RateCounter, hits: list[float], expires_at: datetime) -> None:
    RateCounter.objects.filter(pk=row.pk).update(hits=hits, expires_at=expires_at)


def _too_many_text(wait: int) -> str:
    if wait < 60:
        return _("Too many tries. Please wait a minute.")
    minutes = -(-wait // 60)
    text = ngettext(
        "Too many tries. Please wait %(minutes)d minute.",
        "Too many tries. Please wait %(minutes)d minutes.",
        minutes,
    )
    return text % {"minutes": minutes}
