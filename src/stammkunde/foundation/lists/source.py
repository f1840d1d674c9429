"""From a state to rows: one definition of the set for page, count, export and walk.

While searching without a sort of its own, hits stand in groups; the page is put together group by
group, with the keyset inside (group, sort, id).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet

from stammkunde.foundation.lists import ahead, keyset
from stammkunde.foundation.lists.counts import CAP
from stammkunde.foundation.lists.found import Found
from stammkunde.foundation.lists.keyset import Key, Place
from stammkunde.foundation.lists.sets import Sets
from stammkunde.foundation.lists.state import State


@dataclass
class Slice:
    """Consecutive rows with their groups; `first` is the number of rows before them."""

    rows: list[Any] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    first: int = 0
    has_before: bool = False
    has_after: bool = False
    lost: bool = False  # the cursor did not fit: this is the beginning


class Source(Sets):
    """The rows of a list in one state, in their order."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        said = state.ordered_by
        col = state.page.column(said.removeprefix("-"))
        self.keys = keyset.keys(col.order, down=said.startswith("-"))

    def page(self, size: int) -> Slice:
        """The rows behind `after`, before `before`, or the first ones."""
        state = self.state
        backwards = bool(state.before and not state.after)
        try:
            place = self._place(state.after or state.before)
        except keyset.BadCursor:
            return self._lost(size)
        found = self._take(place, size + 1, backwards=backwards)
        more = len(found) > size
        found = found[:size]
        if place and not found:
            return self._lost(size)
        self._complete([row for _group, row in found])
        if backwards:
            found.reverse()
        slice_ = Slice([row for _group, row in found], [group for group, _row in found])
        if place:
            step = place.position - len(found) if backwards else place.position + 1
            slice_.first = max(step, 0) if not backwards or more else 0
        slice_.has_before = more if backwards else place is not None
        slice_.has_after = True if backwards else more
        return slice_

    def cursors(self, slice_: Slice) -> tuple[str, str]:
        """The cursors (before, after) of a slice, "" where nothing lies beyond."""

        def at(number: int) -> str:
            row = slice_.rows[number]
            values = tuple(getattr(row, key.alias) for key in self.keys)
            position = slice_.first + (number if number >= 0 else len(slice_.rows) + number)
            place = Place(slice_.groups[number], values, position)
            return keyset.cursor(place, self.state.fingerprint)

        return at(0) if slice_.has_before else "", at(-1) if slice_.has_after else ""

    def walk(self, chunk: int = 1_000) -> Iterator[Any]:
        """All rows in their order, fetched in chunks behind the last one: constant memory."""
        place: Place | None = None
        while True:
            found = self._take(place, chunk, backwards=False)
            self._complete([row for _group, row in found])
            yield from (row for _group, row in found)
            if len(found) < chunk:
                return
            group, row = found[-1]
            place = Place(group, tuple(getattr(row, key.alias) for key in self.keys), 0)

    def these(self, ids: Collection[int]) -> list[Any]:
        """Some rows by id, in the order of the list."""
        rows = list(self._shown(keyset.ordered(self._among(list(ids)), self.keys)))
        self._complete(rows)
        return rows

    def ids(self, among: Collection[int] | None = None) -> list[int]:
        """The ids of all rows in their order, or of some rows; one query per group."""
        if among is not None:
            rows = keyset.ordered(self._among(list(among)), self.keys)
            return list(rows.values_list("pk", flat=True))
        found: list[int] = []
        for group in self.groups():
            rows = keyset.ordered(self.filtered(), self.keys)
            if self.terms and self.index is not None:
                wanted = group if self.state.ranked else None
                rows = rows.filter(self.index.found(self.terms, wanted))
            found += rows.values_list("pk", flat=True)
        return found

    def in_order(self, ids: Sequence[int]) -> list[Any]:
        """Some rows in the order of their ids; who is gone meanwhile is left out."""
        found = {row.pk: row for row in self._shown(self._among(list(ids)))}
        rows = [found[pk] for pk in ids if pk in found]
        self._complete(rows)
        return rows

    def beside(self, place: Place, *, backwards: bool) -> Any:
        """The next row behind a place, or before it; None at the end. Call `look` first."""
        found = self._take(place, 1, backwards=backwards)
        return found[0][1] if found else None

    def _place(self, text: str) -> Place | None:
        return keyset.read(text, self.state.fingerprint, len(self.keys)) if text else None

    def _lost(self, size: int) -> Slice:
        """The beginning, when a place is not known any more."""
        self.state = self.state.but()
        slice_ = self.page(size)
        slice_.lost = True
        return slice_

    def _take(self, place: Place | None, wanted: int, *, backwards: bool) -> list[tuple[int, Any]]:
        parts = keyset.reverse(self.keys) if backwards else self.keys
        groups = self.groups()
        if place:
            start = groups.index(place.group) if place.group in groups else 0
            groups = groups[: start + 1] if backwards else groups[start:]
        if backwards:
            groups.reverse()
        taken: list[tuple[int, Any]] = []
        for group in groups:
            beyond = keyset.beyond(parts, place.values) if place and group == place.group else None
            rows = self._rows(group, parts, beyond, wanted - len(taken))
            taken += [(group, row) for row in rows]
            if len(taken) >= wanted:
                break
        return taken

    def _rows(self, group: int, parts: Sequence[Key], beyond: Q | None, limit: int) -> list[Any]:
        """Up to `limit` rows of a group. Of a broad search the order leads, not the index."""
        rows = keyset.ordered(self.filtered(), parts)
        if beyond is not None:
            rows = rows.filter(beyond)
        if not self.terms or self.index is None:
            return list(self._shown(rows)[:limit])
        part = self.part_of(group)
        wanted, many = group if self.state.ranked else None, self.is_many(part)
        if self.sizes.get(part) == 0:
            return []
        if not many:
            return list(self._shown(rows.filter(self.index.found(self.terms, wanted)))[:limit])
        near = self._nearest(rows, parts, group, limit)
        return list(self._shown(keyset.ordered(self._among(near), parts)))

    def _nearest(
        self, rows: QuerySet[Any], parts: Sequence[Key], group: int, limit: int
    ) -> list[int]:
        """The ids of the first of many hits. Filtered rows lie far apart: nobody walks to them."""
        assert self.index is not None
        wanted = self.index.wanted(self.terms, group if self.state.ranked else None)
        dense = self.sizes.get(self.part_of(group), CAP + 1) > CAP and not self.state.applied
        near = ahead.first(rows, parts, wanted, limit) if dense else None
        if near is None:
            rows = rows.filter(Found(wanted, broad=True))
            near = list(rows.values_list("pk", flat=True)[:limit])
        return near

    def _among(self, ids: Any) -> QuerySet[Any]:
        return self.state.page.source(self.state.actor).filter(pk__in=ids)

    def _shown(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        joined = {col.alias: F(col.source) for col in self.state.columns if self._joins(col)}
        return rows.annotate(**joined) if joined else rows

    def _complete(self, rows: Sequence[Any]) -> None:
        """Hang the values of columns that fetch theirs on the rows: one query per such column."""
        for col in self.state.columns if rows else ():
            if col.fetch:
                values = col.fetch(rows)
                for row in rows:
                    setattr(row, col.alias, values.get(row.pk, ""))

    @staticmethod
    def _joins(col: Any) -> bool:
        return col.value is None and col.fetch is None and col.joined
