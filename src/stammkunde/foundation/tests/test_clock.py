"""The clock: civil days of the business zone (ADR 7; D45, D47)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stammkunde.foundation import clock
from tests import cast

pytestmark = pytest.mark.pure


def at(monkeypatch: pytest.MonkeyPatch, *moment: int) -> None:
    """Stop the clock at a moment in UTC."""
    monkeypatch.setattr(clock, "now", lambda: datetime(*moment, tzinfo=UTC))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ((2026, 1, 31, 23, 30), date(2026, 2, 1)),  # 00:30 in Berlin
        ((2026, 1, 31, 22, 59), date(2026, 1, 31)),
        ((2026, 6, 30, 22, 30), date(2026, 7, 1)),  # 00:30 in summer
        ((2026, 6, 30, 21, 59), date(2026, 6, 30)),
        ((2026, 12, 31, 23, 0), date(2027, 1, 1)),
        ((2028, 2, 28, 23, 1), date(2028, 2, 29)),
    ],
)
def test_half_past_midnight_in_berlin_is_the_new_day(monkeypatch, moment, day) -> None:
    at(monkeypatch, *moment)
    assert clock.today() == day
    assert cast.visitor().today == day


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().tzinfo is UTC


@pytest.mark.parametrize(
    ("day", "start", "hours"),
    [
        (date(2026, 3, 29), datetime(2026, 3, 28, 23, tzinfo=UTC), 23),  # clocks go forward
        (date(2026, 10, 25), datetime(2026, 10, 24, 22, tzinfo=UTC), 25),  # and back
        (date(2026, 7, 1), datetime(2026, 6, 30, 22, tzinfo=UTC), 24),
        (date(2026, 1, 1), datetime(2025, 12, 31, 23, tzinfo=UTC), 24),
    ],
)
def test_a_day_has_as_many_hours_as_it_has(day: date, start: datetime, hours: int) -> None:
    first, end = clock.day_bounds(day, day)
    assert first == start
    assert end - first == timedelta(hours=hours)


def test_the_last_day_is_included() -> None:
    first, end = clock.day_bounds(date(2026, 6, 1), date(2026, 6, 30))
    assert first == datetime(2026, 5, 31, 22, tzinfo=UTC)
    assert end == datetime(2026, 6, 30, 22, tzinfo=UTC)


@given(st.dates(date(1990, 1, 1), date(2090, 12, 30)))
def test_days_follow_each_other_without_gap_or_overlap(day: date) -> None:
    assert (
        clock.day_bounds(day, day)[1]
        == clock.day_bounds(day + timedelta(days=1), day + timedelta(days=1))[0]
    )
