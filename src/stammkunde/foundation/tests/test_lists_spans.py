"""What people type into a from-to of days, and what it means."""

from __future__ import annotations

from datetime import date

import pytest

from stammkunde.foundation.lists.filters import EMPTY, FILLED, FilterProblem
from stammkunde.foundation.lists.spans import Between, Span

pytestmark = pytest.mark.pure

DAYS = Between("born_on", "Born")
JUNE = Span(date(2026, 6, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    "typed",
    [
        "2026-06-01..2026-06-30", "1.6.2026 – 30.6.2026", "01.06.26-30.06.26", "06.2026",
        "1.6.2026 bis 30.6.2026", "01.06.2026 - 30.06.2026", "1.6.2026..30.6.2026",
    ],
)  # fmt: skip
def test_a_span_is_read_however_it_is_written(typed: str) -> None:
    assert DAYS.parse([typed]) == JUNE


@pytest.mark.parametrize(
    ("typed", "span"),
    [
        ("ab 1.6.2026", Span(date(2026, 6, 1), None)),
        ("2026-06-01..", Span(date(2026, 6, 1), None)),
        ("bis 06.2026", Span(None, date(2026, 6, 30))),
        ("..2026-06-30", Span(None, date(2026, 6, 30))),
        ("2026", Span(date(2026, 1, 1), date(2026, 12, 31))),
        ("02.2028", Span(date(2028, 2, 1), date(2028, 2, 29))),
        ("1.6.2026", Span(date(2026, 6, 1), date(2026, 6, 1))),
        ("2025 – 2026", Span(date(2025, 1, 1), date(2026, 12, 31))),
        ("", None),
    ],
)
def test_an_end_may_be_open_and_a_month_or_year_is_whole(typed: str, span: Span | None) -> None:
    assert DAYS.parse([typed]) == span


def test_two_fields_are_the_two_ends() -> None:
    assert DAYS.parse(["2026-06-01", "2026-06-30"]) == JUNE
    assert DAYS.parse(["", "2026-06-30"]) == Span(None, date(2026, 6, 30))


@pytest.mark.parametrize("typed", ["gestern", "31.02.2026", "30.6.2026 – 1.6.2026", "0999"])
def test_what_is_no_span_says_what_one_looks_like(typed: str) -> None:
    with pytest.raises(FilterProblem):
        DAYS.parse([typed])


@pytest.mark.parametrize("asked", [EMPTY, FILLED])
def test_empty_and_not_empty_can_be_asked_unless_nothing_is_ever_empty(asked: str) -> None:
    assert DAYS.parse(["", asked]) == asked
    assert DAYS.raw(asked) == [asked]
    with pytest.raises(FilterProblem):
        Between("created_at", "Created", always=True).parse([asked])


@pytest.mark.parametrize(
    "span", [JUNE, Span(None, date(2026, 6, 30)), Span(date(2026, 6, 1), None)]
)
def test_what_the_url_and_the_field_say_is_read_again_as_the_same(span: Span) -> None:
    assert DAYS.parse(DAYS.raw(span)) == span
    assert DAYS.parse(DAYS.typed(span)) == span
