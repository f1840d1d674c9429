"""Days as the office says them (R1, D46, D47)."""

from __future__ import annotations

from datetime import date

import pytest

from stammkunde.foundation.fields import FieldProblem
from stammkunde.notes.days import add_months
from stammkunde.notes.rules import parse_day, snoozes

pytestmark = pytest.mark.pure

SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("heute", date(2026, 11, 21)),
        ("Morgen", date(2026, 11, 22)),
        (" übermorgen ", date(2026, 11, 23)),
        ("Montag", date(2026, 11, 23)),
        ("am Montag", date(2026, 11, 23)),
        ("nächsten Freitag", date(2026, 11, 27)),
        ("kommenden Mittwoch", date(2026, 11, 25)),
        ("Samstag", date(2026, 11, 28)),
        ("sonnabend", date(2026, 11, 28)),
        ("Mo", date(2026, 11, 23)),
        ("nächste Woche", date(2026, 11, 23)),
        ("nächsten Monat", date(2026, 12, 1)),
        ("in 2 Wochen", date(2026, 12, 5)),
        ("in zwei Wochen", date(2026, 12, 5)),
        ("in einer Woche", date(2026, 11, 28)),
        ("in 3 Tagen", date(2026, 11, 24)),
        ("in einem Monat", date(2026, 12, 21)),
        ("in fünf Tagen", date(2026, 11, 26)),
        ("in 1 Jahr", date(2027, 11, 21)),
        ("Ende des Monats", date(2026, 11, 30)),
        ("3.12.", date(2026, 12, 3)),
        ("3.12", date(2026, 12, 3)),
        ("3. 12.", date(2026, 12, 3)),
        ("1.3.", date(2027, 3, 1)),
        ("21.11.", date(2026, 11, 21)),
        ("03.12.2026", date(2026, 12, 3)),
        ("3.12.26", date(2026, 12, 3)),
        ("2026-12-03", date(2026, 12, 3)),
        ("29.2.", date(2028, 2, 29)),
        ("tomorrow", date(2026, 11, 22)),
        ("in 2 weeks", date(2026, 12, 5)),
        ("next Monday", date(2026, 11, 23)),
    ],
)
def test_a_day_is_understood_as_the_office_says_it(text: str, day: date) -> None:
    assert parse_day(text, SATURDAY) == day


@pytest.mark.parametrize(
    "text", ["bald", "31.2.", "32.12.", "in vielen Wochen", "3.13.", "12", "ab"]
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    with pytest.raises(FieldProblem):
        parse_day(text, SATURDAY)


def test_nothing_typed_is_no_day() -> None:
    assert parse_day("  ", SATURDAY) is None


def test_a_day_beyond_all_measure_is_refused() -> None:
    with pytest.raises(FieldProblem):
        parse_day("1.1.2999", SATURDAY)


def test_a_month_after_the_last_of_january_is_the_last_of_february() -> None:
    assert add_months(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert add_months(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert add_months(date(2028, 2, 29), 12) == date(2029, 2, 28)


def test_putting_off_crosses_the_year_and_never_stays_today() -> None:
    for today in (date(2026, 12, 31), date(2026, 3, 29), date(2026, 10, 25), date(2028, 2, 29)):
        days = {one.key: day for one, day in snoozes(today)}
        assert all(day > today for day in days.values())
        assert days.get("week", days["tomorrow"]).weekday() == 0
    days = {one.key: day for one, day in snoozes(date(2026, 12, 31))}
    assert days["tomorrow"] == date(2027, 1, 1)


def test_on_a_sunday_next_week_is_tomorrow_and_said_once() -> None:
    assert [one.key for one, _day in snoozes(date(2026, 11, 22))] == ["tomorrow", "month"]
