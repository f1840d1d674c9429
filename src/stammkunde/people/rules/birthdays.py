"""Birthdays: as a number to filter by, and on which day they are (PAR-08; C-22; 2.15). Pure.

Who was born on 29 February has the birthday on the 28th in other years, wherever birthdays are
shown, greeted or listed. By law they are a year older only the day after: see `rules.age`.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date

_LEAP = 229  # the key of 29 February


def birthday_key(born: date | None) -> int:
    """Month * 100 + day: 504 for the fourth of May; 0 for nobody knows."""
    return born.month * 100 + born.day if born else 0


def birthday_span(first: date, last: date) -> tuple[int, int]:
    """The keys from `first` to `last` (under a year apart). Across New Year the first is larger."""
    return birthday_key(first), max(birthday_keys(last))


def birthday_keys(day: date) -> list[int]:
    """The keys of those whose birthday is on this day."""
    keys = [birthday_key(day)]
    if (day.month, day.day) == (2, 28) and not isleap(day.year):
        keys.append(_LEAP)
    return keys


def next_birthday(born: date, today: date) -> date:
    """The first birthday that is not before `today`."""
    this = _birthday_in(born, today.year)
    return this if this >= today else _birthday_in(born, today.year + 1)


def _birthday_in(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
