"""Days as the office says them: *morgen*, *Montag*, *in 2 Wochen*, *3.12.* (R1). Pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from stammkunde.foundation.fields import FieldProblem
from stammkunde.foundation.folding import fold

FURTHEST = 50  # years ahead that a follow-up may lie
_WEEKDAYS = {
    name: at
    for at, names in enumerate(
        (
            ("montag", "mo", "monday"),
            ("dienstag", "di", "tuesday"),
            ("mittwoch", "mi", "wednesday"),
            ("donnerstag", "do", "thursday"),
            ("freitag", "fr", "friday"),
            ("samstag", "sonnabend", "sa", "saturday"),
            ("sonntag", "so", "sunday"),
        )
    )
    for name in names
}
_NAMED = {
    "heute": 0, "today": 0, "morgen": 1, "tomorrow": 1, "ubermorgen": 2, "uebermorgen": 2,
}  # fmt: skip
_NUMBERS = {
    "einem": 1, "einer": 1, "a": 1, "one": 1, "zwei": 2, "two": 2, "drei": 3, "three": 3,
    "vier": 4, "four": 4, "funf": 5, "fuenf": 5, "five": 5, "sechs": 6, "six": 6, "sieben": 7,
    "acht": 8, "neun": 9, "zehn": 10, "ten": 10, "zwolf": 12, "zwoelf": 12,
}  # fmt: skip
_IN = re.compile(r"^in (\d{1,3}|[a-z]+) (tag|day|woche|week|monat|month|jahr|year)[a-z]*$")
_DAY = re.compile(r"^(\d{1,2})\. ?(\d{1,2})\.? ?(\d{2}|\d{4})?$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_NEXT = re.compile(r"^(?:am |on )?(?:kommend|nachst|naechst|next|diese[nr]?)[a-z]* ")


@dataclass(frozen=True)
class Snooze:
    """A way of putting a follow-up off: what the address says, its words, and the day."""

    key: str
    label: Any
    day: Callable[[date], date]


def parse_day(text: str, today: date) -> date | None:
    """The day that `text` means on `today`, None for nothing. Raises `FieldProblem`.

    A weekday is the next one, never today; a day without a year is the next one that comes.
    """
    said = " ".join(fold(text).split()) if not any(c.isdigit() for c in text) else text.strip()
    said = said.lower().rstrip(",")
    if not said:
        return None
    found = _named(said, today) or _counted(fold(said), today) or _written(said, today)
    if found is None:
        raise FieldProblem(
            _("“%(value)s” is not a day.") % {"value": text.strip()[:40]},
            _("Write e.g. tomorrow, Monday, in 2 weeks or 3.12."),
        )
    if found.year > today.year + FURTHEST:
        raise FieldProblem(_("This day is too far away."), _("Choose an earlier day."))
    return found


def snoozes(today: date) -> list[tuple[Snooze, date]]:
    """The ways of putting off that are offered, with their days, each day once."""
    days: dict[date, Snooze] = {}
    for one in _SNOOZES:
        days.setdefault(one.day(today), one)
    return [(one, day) for day, one in days.items()]


def said_day(day: date) -> str:
    """A day in words: Monday, 23 November 2026."""
    return date_format(day, pgettext("date format: weekday and date", "l, j F Y"))


def add_months(day: date, months: int) -> date:
    """The same day of another month, or its last one: 31 January + 1 is 28 February (D46)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def next_weekday(today: date, weekday: int) -> date:
    """The next such weekday after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _named(said: str, today: date) -> date | None:
    if said in _NAMED:
        return today + timedelta(days=_NAMED[said])
    bare = _NEXT.sub("", said).removeprefix("am ").removeprefix("on ")
    if bare in _WEEKDAYS:
        return next_weekday(today, _WEEKDAYS[bare])
    following = _NEXT.match(said)
    if following and bare in {"woche", "week"}:
        return next_weekday(today, 0)
    if following and bare in {"monat", "month"}:
        return add_months(today.replace(day=1), 1)
    if said in {"ende des monats", "monatsende", "end of the month"}:
        last = calendar.monthrange(today.year, today.month)[1]
        return today.replace(day=last)
    return None


def _counted(said: str, today: date) -> date | None:
    found = _IN.match(" ".join(said.split()))
    if not found:
        return None
    many = int(found[1]) if found[1].isdigit() else _NUMBERS.get(found[1])
    if many is None:
        return None
    if found[2] in {"tag", "day"}:
        return today + timedelta(days=many)
    if found[2] in {"woche", "week"}:
        return today + timedelta(weeks=many)
    return add_months(today, many * (12 if found[2] in {"jahr", "year"} else 1))


def _written(said: str, today: date) -> date | None:
    if iso := _ISO.match(said):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    found = _DAY.match(said)
    if not found:
        return None
    day, month = int(found[1]), int(found[2])
    if found[3]:
        year = int(found[3])
        return _day(year if year > 99 else 2000 + year, month, day)
    for year in range(today.year, today.year + 9):  # 29 February: the next one that there is
        coming = _day(year, month, day)
        if coming and coming >= today:
            return coming
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_SNOOZES = (
    Snooze(
        "tomorrow", pgettext_lazy("notes: until", "tomorrow"), lambda day: day + timedelta(days=1)
    ),
    Snooze("week", pgettext_lazy("notes: until", "next week"), lambda day: next_weekday(day, 0)),
    Snooze("month", pgettext_lazy("notes: until", "in a month"), lambda day: add_months(day, 1)),
)
