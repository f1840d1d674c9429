"""Who is logged in where: a staff session lives exactly as long as its row (D39, ADR 28).

The rows are written outside operations, as security events are: a login is no operation. Ending
them is one (`operations.sessions`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q

from stammkunde.accounts.models import AccountSettings, StaffSession
from stammkunde.accounts.rules import FACTORS
from stammkunde.foundation import clock, guard
from stammkunde.foundation.ratelimit import hashed

IDLE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=5)

_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip
# Everybody calls themselves Mozilla and most Safari and Chrome: the rarer name comes first.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip


def start() -> None:
    """Declare the table as written freely."""
    guard.free(StaffSession._meta.db_table)


def begin(key: str, user: int, *, agent: str = "", factor: str = "") -> StaffSession:
    """Note that somebody has just logged in; `factor`: what was shown beside the password."""
    now = clock.now()
    row = StaffSession(
        user_id=user,
        key_hash=_hash(key),
        device=device_of(agent),
        factor=factor,
        begun_at=now,
        seen_at=now,
        confirmed_at=now,
        factor_at=now if factor else None,
    )
    return StaffSession.objects.bulk_create([row])[0]


def standing(key: str) -> Any:
    """The row of the session with this key, its user, and whether a factor is `needed` but missing.

    None for a session that was ended, has been idle for 12 hours, or whose user may not come in; and
    for one that has shown no factor although there is one by now: a login by password alone may
    overlap with the setting up that ends all others. One query, asked at every request.
    """
    lenient = AccountSettings.objects.filter(factor_required=False)
    rows = StaffSession.objects.select_related("user").annotate(required=~Exists(lenient))
    having = Authenticator.objects.filter(user=OuterRef("user"), type__in=FACTORS)
    found = rows.filter(~Q(factor="") | ~Exists(having), key_hash=_hash(key), user__is_active=True)
    return found.filter(seen_at__gt=clock.now() - IDLE).first()


def needs_factor(row: Any) -> bool:
    """Whether this session may do nothing but set up a second factor."""
    return bool(row.required and not row.factor)


def seen(row: StaffSession) -> bool:
    """Note that the session is in use, at most every five minutes; returns whether it was noted."""
    now = clock.now()
    if now - row.seen_at < SEEN_EVERY:
        return False
    StaffSession.objects.filter(pk=row.pk).update(seen_at=now)
    row.seen_at = now
    return True


def confirm(row: StaffSession, *, factor: str = "") -> None:
    """Note that somebody has shown again that it is they, `factor`: with which one."""
    values: dict[str, Any] = {"confirmed_at": clock.now()}
    if factor:
        values |= {"factor": factor, "factor_at": values["confirmed_at"]}
    StaffSession.objects.filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(row, name, value)


def has_shown(user: int, session: int, factor: str) -> None:
    """Note that this session of a user is the one in which a factor was just set up."""
    now = clock.now()
    rows = StaffSession.objects.filter(user=user, pk=session)
    rows.update(factor=factor, factor_at=now, confirmed_at=now)


def of(user: int) -> list[StaffSession]:
    """Where somebody is logged in, the last used first."""
    rows = StaffSession.objects.filter(user=user, seen_at__gt=clock.now() - IDLE)
    return list(rows.order_by("-seen_at", "-pk"))


def end(users: Iterable[int], *, but: int | None = None, only: int | None = None) -> int:
    """End the sessions of these users, all but one or only one of them; returns how many."""
    rows = StaffSession.objects.filter(user__in=list(users))
    if only is not None:
        rows = rows.filter(pk=only)
    if but is not None:
        rows = rows.exclude(pk=but)
    return rows.delete()[0]


def close(key: str) -> None:
    """The session with this key is over: somebody logged out."""
    StaffSession.objects.filter(key_hash=_hash(key)).delete()


def rekey(row: StaffSession, key: str) -> None:
    """The session goes on under another key."""
    StaffSession.objects.filter(pk=row.pk).update(key_hash=_hash(key))


def forget_factor(user: int) -> None:
    """Whoever has no second factor any more has shown none."""
    StaffSession.objects.filter(user=user).update(factor="", factor_at=None)


def sweep() -> int:
    """Remove rows whose session is over; returns how many."""
    return StaffSession.objects.filter(seen_at__lte=clock.now() - IDLE).delete()[0]


def device_of(agent: str) -> str:
    """A browser in words: "Firefox, Windows"; "" when it says nothing that is known. Pure.

    >>> device_of("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120 Safari/537.36")
    'Chrome, Linux'
    """
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return ", ".join(filter(None, (browser, system)))


def _hash(key: str) -> str:
    return hashed("session", key)
