"""From one row to its neighbours in a list: previous, next and the place, by keyset.

A record page walks through the list it came from. Nothing is fetched but two rows; the place is
counted only in sets that are quickly counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stammkunde.foundation.lists import counts, keyset
from stammkunde.foundation.lists.keyset import Place
from stammkunde.foundation.lists.sets import ALL
from stammkunde.foundation.lists.source import Source
from stammkunde.foundation.lists.state import State

COUNTED = 2_000  # of more rows nobody wants to know "4,711 of 12,083"


@dataclass(frozen=True)
class Steps:
    """The rows beside one row, None at the ends; which of how many it is, None when not counted."""

    before: Any = None
    behind: Any = None
    position: int | None = None
    total: int | None = None


def steps(state: State, pk: int) -> Steps:
    """The neighbours of row `pk` in the order of `state`, whatever page its URL stands on.

    A row that has left the set (it was just changed) still has neighbours where it would stand,
    but no place; one that a search does not find has none.
    """
    source = Source(state.but())
    row, belongs = _row(source, pk)
    if row is None:
        return Steps()
    group = _group(source, pk)
    if group is None:
        return Steps()
    source.look()
    place = Place(group, tuple(getattr(row, key.alias) for key in source.keys), 0)
    before = source.beside(place, backwards=True)
    behind = source.beside(place, backwards=False)
    total = source.sizes.get(ALL)
    if not belongs or total is None or total > COUNTED:
        return Steps(before, behind)
    return Steps(before, behind, _ahead(source, place) + 1, total)


def _row(source: Source, pk: int) -> tuple[Any, bool]:
    """The row with its sort values, and whether lens and filters hold it."""
    inside = keyset.ordered(source.filtered(), source.keys).filter(pk=pk).first()
    if inside is not None:
        return inside, True
    everybody = source.state.page.source(source.state.actor)
    return keyset.ordered(everybody, source.keys).filter(pk=pk).first(), False


def _group(source: Source, pk: int) -> int | None:
    """The group that the row stands in; None when the search does not find it."""
    if not source.terms or source.index is None:
        return 0
    found = counts.rank_of(source.index.wanted(source.terms), pk)
    return 0 if found is not None and not source.state.ranked else found


def _ahead(source: Source, place: Place) -> int:
    """How many rows stand before the place: whole groups by their size, the rest counted."""
    earlier = sum(source.sizes.get(group, 0) for group in source.groups() if group < place.group)
    rows = source.filtered().filter(keyset.beyond(keyset.reverse(source.keys), place.values))
    if source.terms and source.index is not None:
        group = place.group if source.state.ranked else None
        rows = rows.filter(source.index.found(source.terms, group))
    return earlier + counts.capped({ALL: rows})[ALL]
