"""How many mails a minute a server gets, from all workers together."""

from __future__ import annotations

from stammkunde.foundation import clock
from stammkunde.foundation.models import MailPace

_MINUTE = 60_000_000  # microseconds
_LOST = 0.02


def wait(server: str, per_minute: int) -> float:
    """Take the next place in line; seconds to wait when it is not free yet (nothing is taken then).

    Places are `60 / per_minute` seconds apart, and at most one that was missed is made up for. In
    the transaction that claims a mail: who takes a place takes a mail. 0 is no limit, at no cost.
    """
    if per_minute <= 0:
        return 0.0
    now, step = int(clock.now().timestamp() * 1_000_000), _MINUTE // per_minute
    found = MailPace.objects.filter(server=server)
    next_at = found.values_list("next_at", flat=True).first()
    if next_at is None:
        MailPace.objects.bulk_create([MailPace(server=server)], ignore_conflicts=True)
        next_at = 0
    if next_at > now:
        return (next_at - now) / 1_000_000
    moved = found.filter(next_at=next_at).update(next_at=max(next_at, now - step) + step)
    return 0.0 if moved else _LOST
