"""Birthdays: as a number to filter by, and who has one soon (PAR-08; C-22). Pure."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta

_LEAP = 229  # 29 February: in other years these people grow older on 1 March, see `rules.age`


def birthday_key(born: date | None) -> int:
    """Month * 100 + day: 504 for the fourth of May; 0 for nobody knows."""
    return born.month * 100 + born.day if born else 0


def birthday_span(first: date, last: date) -> tuple[int, int]:
    """The keys from `first` to `last` (under a year apart). Across New Year the first is larger."""
    low, high = birthday_key(first), birthday_key(last)
    if (first.month, first.day) == (3, 1) and not isleap(first.year):
        low = _LEAP
    return low, high


def next_birthday(born: date, today: date) -> date:
    """The first birthday that is not before `today`."""
    this = _birthday_in(born, today.year)
    return this if this >= today else _birthday_in(born, today.year + 1)


def _birthday_in(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 2, 28) + timedelta(days=1)
