"""Broad searches: the first hits are found by walking, and they are those that the index finds."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stammkunde.foundation import actors
from stammkunde.foundation.lists import ahead, keyset, sets, source
from stammkunde.foundation.lists.source import Slice, Source
from stammkunde.foundation.lists.state import parse
from stammkunde.foundation.tests.listlab.lists import GuestList
from stammkunde.foundation.tests.listlab.models import Guest
from stammkunde.foundation.tests.test_lists_engine import add, make_rows

pytestmark = [pytest.mark.db, pytest.mark.urls("stammkunde.foundation.tests.listlab.urls")]

CLERK = actors.system()
QUERIES = [
    {"q": "a"},
    {"q": "ber"},
    {"q": "0171"},
    {"q": "anna ber"},
    {"q": "example"},
    {"q": "ber", "sort": "-arrived_on"},
    {"q": "ber", "sort": "postcode"},
    {"q": "a", "sort": "-tab.open"},
    {"q": "a", "lens": "all"},
    {"q": "a", "f.kind": "person"},
]


def everything_is_broad(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sets, "MANY", 0)
    monkeypatch.setattr(source, "CAP", 0)


def page(query: dict[str, str], size: int = 3) -> tuple[Source, Slice]:
    """One page, looked at as a listing does."""
    found = Source(parse(GuestList, CLERK, query))
    found.look()
    slice_ = found.page(size)
    found.count(slice_.groups)
    return found, slice_


def walked(query: dict[str, str]) -> list[tuple[int, int]]:
    """(group, id) of all rows, page by page to the end and back again."""
    there: list[tuple[int, int]] = []
    here, before = dict(query), ""
    while True:
        found, slice_ = page(here)
        there += [(group, row.pk) for group, row in zip(slice_.groups, slice_.rows, strict=True)]
        before, behind = found.cursors(slice_) if slice_.rows else ("", "")
        if not behind:
            break
        here = {**query, "after": behind}
    back: list[int] = []
    while before:
        found, slice_ = page({**query, "before": before})
        back = [row.pk for row in slice_.rows] + back
        before, _behind = found.cursors(slice_)
    assert [pk for _group, pk in there][: len(back)] == back
    return there


@pytest.mark.slow
@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_walking_finds_what_the_index_finds_in_its_order(
    query: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_rows(40)
    wanted = walked(query)
    assert wanted
    everything_is_broad(monkeypatch)
    for probe, far in ((0, 0), (5, 20), (40, 40)):
        monkeypatch.setattr(ahead, "PROBE", probe)
        monkeypatch.setattr(ahead, "FAR", far)
        assert walked(query) == wanted


def asked_for(query: dict[str, str]) -> list[str]:
    """The statements of one page."""
    with CaptureQueriesContext(connection) as told:
        page(query)
    return [one["sql"] for one in told.captured_queries]


def test_where_hits_are_dense_the_search_index_is_asked_for_their_number_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add(*["Berg, Anna"] * 60)
    everything_is_broad(monkeypatch)
    index = "MATCH" if connection.vendor == "sqlite" else "LIKE"

    def brought() -> int:
        return sum(index in sql and "COUNT(" not in sql for sql in asked_for({"q": "ber"}))

    assert brought() == 0
    monkeypatch.setattr(ahead, "first", lambda *_args: None)
    assert brought() == 1


def test_rare_hits_and_long_pages_are_left_to_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    add(*["Adler"] * 30, "Zander", "Zander")
    found = Source(parse(GuestList, CLERK, {"q": "zander"}))
    rows: Any = keyset.ordered(Guest.objects.all(), found.keys)
    assert found.index is not None
    wanted = found.index.wanted(found.terms)
    monkeypatch.setattr(ahead, "PROBE", 10)
    monkeypatch.setattr(ahead, "FAR", 40)
    assert ahead.first(rows, found.keys, wanted, 2) is None
    monkeypatch.setattr(ahead, "PROBE", 31)
    assert ahead.first(rows, found.keys, wanted, 1) == [Guest.objects.order_by("pk")[30].pk]
    assert ahead.first(rows, found.keys, wanted, 50) is None
    assert ahead.first(Guest.objects.none(), found.keys, wanted, 2) is None


def test_a_rank_without_hits_is_not_asked_for_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    add(*["Adler"] * 5, city="Bernau")
    everything_is_broad(monkeypatch)
    rows = [sql for sql in asked_for({"q": "bernau"}) if "COUNT(" not in sql]
    assert len(rows) == 2  # which are they, and they themselves: of the rank that has any
