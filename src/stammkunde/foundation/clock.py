"""The only clock. Instants are UTC; civil dates are those of the business zone (ADR 7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def business_zone() -> ZoneInfo:
    """The one zone in which the business lives (`STAMMKUNDE_TIME_ZONE`)."""
    return ZoneInfo(settings.TIME_ZONE)


def today() -> date:
    """The civil date in the business zone; at 00:30 in Berlin it is already the new day (D47)."""
    return now().astimezone(business_zone()).date()


def day_bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """The half-open UTC range [start, end) of the civil days `first` to `last`, both included."""
    zone = business_zone()
    start = datetime.combine(first, time.min, zone)
    end = datetime.combine(last + timedelta(days=1), time.min, zone)
    return start.astimezone(UTC), end.astimezone(UTC)
