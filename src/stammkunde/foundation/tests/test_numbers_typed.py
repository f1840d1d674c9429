"""Numbers as people type them, in fields and in the filter from-to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from stammkunde.foundation.fields import NUMBER, Field, FieldProblem
from stammkunde.foundation.lists.filters import EMPTY, FILLED, FilterProblem
from stammkunde.foundation.lists.numbers import Numbers

pytestmark = pytest.mark.pure

SIZE = Field("size", "Größe", kind=NUMBER)
BETWEEN = Numbers("size", "Größe")


@pytest.mark.parametrize(
    ("typed", "number", "shown", "again"),
    [
        ("1.234,50", "1234.5", "1.234,5", "1234,5"),
        ("1.234", "1234", "1.234", "1234"),
        ("1.5", "1.5", "1,5", "1,5"),
        (" -0,0001 ", "-0.0001", "-0,0001", "-0,0001"),
        ("12 000", "12000", "12.000", "12000"),
        ("0", "0", "0", "0"),
    ],
)
def test_a_number_is_read_shown_and_read_again(
    typed: str, number: str, shown: str, again: str
) -> None:
    stored = SIZE.parse(typed)
    assert stored == Decimal(number)
    assert SIZE.show(stored) == shown
    assert SIZE.typed(stored) == again
    assert SIZE.parse(again) == stored


def test_nothing_is_no_number() -> None:
    assert SIZE.parse("  ") is None
    assert SIZE.show(None) == "–"


@pytest.mark.parametrize("typed", ["viel", "1e5", "1,2,3", "--1", "1000000000000", "0,00001", "٣"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(FieldProblem):
        SIZE.parse(typed)


@pytest.mark.parametrize(
    ("typed", "ends", "words"),
    [
        ("3..7", (3, 7), "3 – 7"),
        ("3 – 7", (3, 7), "3 – 7"),
        ("3-7", (3, 7), "3 – 7"),
        ("-5 bis -1", (-5, -1), "-5 – -1"),
        ("ab 4", (4, None), "ab 4"),
        ("bis 7,5", (None, Decimal("7.5")), "bis 7,5"),
        ("5", (5, 5), "5"),
        (EMPTY, EMPTY, "leer"),
        (FILLED, FILLED, "nicht leer"),
    ],
)
def test_a_span_of_numbers_is_read_however_it_is_written(typed: str, ends: Any, words: str) -> None:
    value = BETWEEN.parse([typed])
    assert value == ends
    assert value is not None
    assert BETWEEN.words(value) == words
    assert BETWEEN.parse(BETWEEN.raw(value)) == value
    assert BETWEEN.parse(BETWEEN.typed(value)) == value


@pytest.mark.parametrize("typed", ["viel", "7..3", "3..viel"])
def test_a_span_that_cannot_be_read_is_refused(typed: str) -> None:
    with pytest.raises(FilterProblem):
        BETWEEN.parse([typed])
