"""Number ranges: unique, gapless, only inside operations."""

from __future__ import annotations

import pytest

from stammkunde.foundation import numbers
from stammkunde.foundation.models import NumberRange
from stammkunde.foundation.operations import operation
from stammkunde.foundation.refusals import Refused
from tests import cast

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("own_registries")]


def taking(series: str = "K", count: int = 1, *, refuse: bool = False) -> list[int]:
    """Take numbers in an operation of their own."""

    @operation("toyroom.take", needs="")
    def take(*, actor: object) -> list[int]:
        taken = list(numbers.take(series, count))
        if refuse:
            raise Refused("no", "Nein.")
        return taken

    return take(actor=cast.visitor())


def test_a_new_series_begins_with_one() -> None:
    assert taking() == [1]


def test_numbers_follow_each_other() -> None:
    assert [taking(), taking(count=3), taking()] == [[1], [2, 3, 4], [5]]


def test_series_know_nothing_of_each_other() -> None:
    taking("K", 5)
    assert taking("R") == [1]


def test_a_rolled_back_number_comes_again() -> None:
    taking()
    for _ in range(3):
        with pytest.raises(Refused):
            taking(refuse=True)
    assert taking() == [2]


def test_numbers_are_taken_inside_operations_only() -> None:
    with pytest.raises(RuntimeError):
        numbers.take("K")
    assert not NumberRange.objects.exists()


@pytest.mark.parametrize("count", [0, -1])
def test_less_than_one_number_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        taking(count=count)


def test_the_update_comes_before_any_reading() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    taking()
    with CaptureQueriesContext(connection) as queries:
        taking()
    statements = [query["sql"].split()[0] for query in queries if "numberrange" in query["sql"]]
    assert statements == ["UPDATE", "SELECT"]
