"""The filter from-to of days (LST-04)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists.filters import EMPTY, FILLED, Filter, FilterProblem, emptiness


@dataclass(frozen=True)
class Span:
    """From-to of civil days, both included; None is open."""

    first: date | None
    last: date | None


@dataclass(frozen=True)
class Between(Filter):
    """From-to of days, `2026-06-01..2026-06-30` in the URL.

    Typed as offices write it: 1.6.2026 – 30.6.2026, *ab* or *from* a day, *bis* or *until* one, a
    month (06.2026) or a year. An empty value never passes (users.md 2).
    instant: the column holds instants; days become a half-open UTC range (ADR 7).
    empty: the value that stands for nothing in a NOT NULL column. always: nothing is ever empty.
    """

    instant: bool = False
    empty: Any = None
    always: bool = False
    placeholder: Any = gettext_lazy("from – to")
    widget = "between"

    @property
    def empties(self) -> bool:
        """Whether *empty* and *not empty* are offered."""
        return not self.always

    def parse(self, raws: Sequence[str]) -> Span | str | None:
        if self.empties and (asked := emptiness(raws)):
            return asked
        typed = [raw.strip() for raw in raws]
        parts = _parts(typed[0]) if len([raw for raw in typed if raw]) < 2 and typed[0] else typed
        first = _days(parts[0])[0] if parts else None
        last = _days(parts[min(1, len(parts) - 1)])[1] if parts else None
        span = Span(first, last)
        if span.first and span.last and span.last < span.first:
            raise FilterProblem(_("The end lies before the beginning."))
        return span if span.first or span.last else None

    def raw(self, value: Span | str) -> list[str]:
        if isinstance(value, str):
            return [value]
        return [f"{value.first or ''}..{value.last or ''}"]

    def typed(self, value: Span | str) -> list[str]:
        return [value if isinstance(value, str) else self.words(value)]

    def q(self, value: Span | str, actor: Actor) -> Q:
        condition = Q(**{f"{self.source}__isnull": False})
        if self.empty is not None:
            condition = ~Q(**{self.source: self.empty})
        if isinstance(value, str):
            return condition if value == FILLED else ~condition
        first: Any = value.first
        last: Any = value.last
        if self.instant:
            first = clock.day_bounds(first, first)[0] if first else None
            last = clock.day_bounds(last, last)[1] if last else None
        if first:
            condition &= Q(**{f"{self.source}__gte": first})
        if last:
            condition &= Q(**{f"{self.source}__{'lt' if self.instant else 'lte'}": last})
        return condition

    def words(self, value: Span | str) -> str:
        if isinstance(value, str):
            return pgettext("list", "empty") if value == EMPTY else pgettext("list", "not empty")
        first, last = (
            date_format(day, "SHORT_DATE_FORMAT") if day else ""
            for day in (value.first, value.last)
        )
        if first and last:
            return first if first == last else f"{first} – {last}"
        return _("from %(day)s") % {"day": first} if first else _("until %(day)s") % {"day": last}


_LAST = date(9998, 12, 31)
_OPEN_END = re.compile(r"^(?:ab|seit|von|from|since)\b\s*", re.IGNORECASE)
_OPEN_START = re.compile(r"^(?:bis|until|to)\b\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:\.\.+|–|—|\s-\s|\bbis\b|\bto\b|(?<=\d)-(?=\d{1,2}\.\d))\s*")


def _parts(text: str) -> list[str]:
    """The two ends of what is typed, or the one day that is meant."""
    if opened := _OPEN_START.match(text):
        return ["", text[opened.end() :]]
    opened = _OPEN_END.match(text)
    bare = text[opened.end() :] if opened else text
    parts = _BETWEEN.split(bare, maxsplit=1)
    return [*parts, ""] if opened and len(parts) == 1 else parts


def _days(text: str) -> tuple[date | None, date | None]:
    """The first and the last day of what is typed: a day, a month, a year, or nothing."""
    text = text.strip()
    if not text:
        return None, None
    for form, step in (("%Y-%m-%d", 0), ("%d.%m.%Y", 0), ("%d.%m.%y", 0), ("%m.%Y", 1), ("%Y", 12)):
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 - a civil date
        except ValueError:
            continue
        if day.year >= 1000 and day <= _LAST:
            months = day.year * 12 + day.month - 1 + step
            after = date(months // 12, months % 12 + 1, 1)
            return day, after - timedelta(days=1) if step else day
    raise FilterProblem(_("“%(value)s” is not a date such as 31.12.2026.") % {"value": text[:40]})
