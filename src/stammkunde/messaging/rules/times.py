"""When something shall go out: a day and a time on the wall, in the zone of the business (D45)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from stammkunde.foundation.refusals import Refused

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*(?:Uhr|h))?", re.IGNORECASE)
FARTHEST = timedelta(days=366)


def time_of(text: str) -> time:
    """The time that somebody typed: 9:30, 09.30, 9 Uhr. Refuses all else (`invalid`)."""
    found = _TIME.fullmatch(text.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise Refused("invalid", _("This is not a time. Write it as 14:30."), "send_time")
    return time(hour, minute)


def instant_of(day: date | None, at: time, zone: ZoneInfo, now: datetime) -> datetime:
    """The instant of a day and a time in a zone.

    Refuses a missing day (`invalid`), what is over (`past`) or more than a year ahead (`too_far`),
    and a time that the clock skips in that night (`no_such_time`). One that it shows twice is meant
    the first time.
    """
    if day is None:
        raise Refused("invalid", _("On which day? Write it as 31.12.2026."), "send_day")
    local = datetime.combine(day, at, zone)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        text = _("In that night the clocks go from 2 to 3: this time does not exist.")
        raise Refused("no_such_time", text, "send_time")
    if instant <= now:
        raise Refused("past", _("This time is over already."), "send_day")
    if instant - now > FARTHEST:
        text = _("That is more than a year ahead. Choose an earlier day.")
        raise Refused("too_far", text, "send_day")
    return instant
