"""Which days are to be congratulated on now. Pure: wall time in, days out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MOST_LATE = 3  # days after which a late greeting is worse than none


def due_at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """When the greetings of a day go out, in UTC: an hour that the spring night skips is the next
    one, of one that the autumn night has twice the first (as `jobs.every`).
    """
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def days(
    now: datetime, *, hour: int, zone: ZoneInfo, done_on: date | None, late: bool
) -> list[tuple[date, bool]]:
    """The days to deal with, oldest first, each with whether it is late.

    Today once its hour has come; days that were missed only where `late`, at most three of them.
    Nothing is ever due twice: `done_on` is the last day that was dealt with.
    """
    today = now.astimezone(zone).date()
    if now < due_at(today, hour, zone) or (done_on is not None and done_on >= today):
        return []
    missed: list[tuple[date, bool]] = []
    if late and done_on is not None:
        first = max(done_on + timedelta(days=1), today - timedelta(days=MOST_LATE))
        missed = [(first + timedelta(days=n), True) for n in range((today - first).days)]
    return [*missed, (today, False)]
