"""Stepping from a row through its list: the same order as the list, at both ends, in any state."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from stammkunde.foundation import actors, operations
from stammkunde.foundation.lists import steps as engine
from stammkunde.foundation.lists.source import Source
from stammkunde.foundation.lists.state import parse
from stammkunde.foundation.lists.steps import Steps, steps
from stammkunde.foundation.tests.listlab.lists import GuestList
from stammkunde.foundation.tests.listlab.models import Guest
from stammkunde.foundation.tests.test_lists_engine import add, make_rows

pytestmark = [pytest.mark.db, pytest.mark.urls("stammkunde.foundation.tests.listlab.urls")]

CLERK = actors.system()
STATES = [
    "",
    "sort=-name",
    "sort=city",
    "sort=-arrived_on",
    "lens=archive",
    "f.kind=company",
    "q=ber",
    "q=ber&sort=-city",
    "q=anna&f.kind=person",
]


def state(query: str) -> Any:
    return parse(GuestList, CLERK, QueryDict(query))


def walked(query: str, pk: int, side: str) -> list[int]:
    """The ids met by stepping on from a row, itself included."""
    met = [pk]
    while (row := getattr(steps(state(query), met[-1]), side)) is not None:
        met.append(row.pk)
        assert len(met) < 500
    return met


def known(query: str) -> bool:
    lens = dict(pair.split("=") for pair in query.split("&") if pair).get("lens")
    sort = dict(pair.split("=") for pair in query.split("&") if pair).get("sort", "")
    sorts = {col.key for col in GuestList.columns if col.order}
    lenses = {one.key for one in GuestList.lenses}
    return (lens is None or lens in lenses) and sort.lstrip("-") in {*sorts, ""}


@pytest.mark.parametrize("query", [one for one in STATES if known(one)])
def test_stepping_meets_the_rows_of_the_list_in_its_order(query: str) -> None:
    make_rows(24)
    flat = [row.pk for row in Source(state(query)).walk()]
    assert len(flat) > 2
    assert walked(query, flat[0], "behind") == flat
    assert walked(query, flat[-1], "before") == flat[::-1]
    for place, pk in enumerate(flat, 1):
        found = steps(state(query), pk)
        assert (found.position, found.total) == (place, len(flat)), query


def test_the_page_in_the_url_does_not_matter() -> None:
    make_rows(12)
    flat = [row.pk for row in Source(state("")).walk()]
    assert steps(state("after=nonsense"), flat[3]).behind.pk == flat[4]


def test_a_row_that_has_left_the_set_still_has_neighbours_but_no_place() -> None:
    before, gone, behind = add("Adam", "Berta", "Cäsar", kind="company")
    with operations.building():
        Guest.objects.filter(pk=gone.pk).update(kind="person")
    found = steps(state("f.kind=company"), gone.pk)
    assert (found.before.pk, found.behind.pk) == (before.pk, behind.pk)
    assert found.position is None


def test_a_row_that_the_search_does_not_find_has_no_neighbours() -> None:
    row, *_others = add("Adam", "Berta", "Bernd")
    assert steps(state("q=ber"), row.pk) == Steps()


def test_a_row_that_is_not_there_has_no_neighbours() -> None:
    make_rows(3)
    assert steps(state(""), 10**9) == Steps()


def test_nobody_counts_a_place_among_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    make_rows(6)
    monkeypatch.setattr(engine, "COUNTED", 3)
    flat = [row.pk for row in Source(state("")).walk()]
    found = steps(state(""), flat[1])
    assert found.behind is not None
    assert found.position is None


@pytest.mark.parametrize("query", ["", "q=ber", "f.kind=company"])
def test_stepping_asks_no_more_among_many_rows(query: str) -> None:
    def cost() -> int:
        flat = [row.pk for row in Source(state(query)).walk()]
        with CaptureQueriesContext(connection) as queries:
            steps(state(query), flat[1])
        return len(queries)

    make_rows(12)
    few = cost()
    make_rows(60)
    assert cost() <= few
