"""From a state to rows: one definition of the set for page, count, export and walk.

While searching without a sort of its own, hits stand in groups; the page is put together group by
group, with the keyset inside (group, sort, id).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet

from stammkunde.foundation.lists import counts, keyset
from stammkunde.foundation.lists.counts import Hits
from stammkunde.foundation.lists.keyset import Key, Place
from stammkunde.foundation.lists.state import State

ALL = "all"
# With more hits than MANY a stretch of the order is tried before the index lists all of them.
MANY, STRETCH = 2_000, 1_000


@dataclass
class Slice:
    """Consecutive rows with their groups; `first` is the number of rows before them."""

    rows: list[Any] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    first: int = 0
    has_before: bool = False
    has_after: bool = False
    lost: bool = False  # the cursor did not fit: this is the beginning


class Source:
    """The rows of a list in one state, for the actor of that state."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.terms = state.terms
        self.index = state.page.search
        said = state.ordered_by
        col = state.page.column(said.removeprefix("-"))
        self.keys = keyset.keys(col.order, down=said.startswith("-"))
        self.sizes: dict[int, int] = {}
        self.broad = False

    # Sets ----------------------------------------------------------------------------------

    def filtered(self) -> QuerySet[Any]:
        """Lens and filters, without the search."""
        state = self.state
        condition = state.lens.q(state.actor)
        for chosen in state.applied:
            condition &= chosen.filter.q(chosen.value, state.actor)
        rows = state.page.source(state.actor)
        return rows.filter(condition) if condition else rows

    def all(self) -> QuerySet[Any] | Hits:
        """The whole set, in no order, for `counts.capped`."""
        return self._hits() if self.terms else self.filtered()

    def _hits(self, group: int | None = None) -> Hits:
        assert self.index is not None
        return Hits(self.filtered(), self.index.wanted(self.terms, group))

    def groups(self) -> list[int]:
        """The groups that the rows stand in; one group when they are not ranked."""
        return list(range(len(self.index.groups))) if self.state.ranked and self.index else [0]

    def count(self, **more: QuerySet[Any]) -> dict[str, int]:
        """Capped counts of the whole set (`ALL`) and of `more`: one statement, two while searching.

        A narrow search knows its groups from here on; a broad one does not look at all of them.
        """
        sets: dict[str, QuerySet[Any] | Hits] = dict(more)
        sizes: dict[str, int] = {}
        if self.state.ranked:
            ranks = counts.ranks(self._hits(), MANY + 1)
            if sum(ranks.values()) <= MANY:
                self.sizes = {group: ranks.get(group, 0) for group in self.groups()}
                sizes[ALL] = sum(ranks.values())
        if ALL not in sizes:
            sets[ALL] = self.all()
        sizes |= counts.capped(sets)
        self.broad = bool(self.terms) and sizes[ALL] > MANY
        return sizes

    def sizes_of(self, groups: Iterable[int]) -> dict[int, int]:
        """The capped counts of groups, for their headings."""
        unknown = [group for group in dict.fromkeys(groups) if group not in self.sizes]
        if unknown:
            self.sizes |= counts.capped({group: self._hits(group) for group in unknown})
        return self.sizes

    # Rows ----------------------------------------------------------------------------------

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
            yield from (row for _group, row in found)
            if len(found) < chunk:
                return
            group, row = found[-1]
            place = Place(group, tuple(getattr(row, key.alias) for key in self.keys), 0)

    def _place(self, text: str) -> Place | None:
        return keyset.read(text, self.state.fingerprint, len(self.keys)) if text else None

    def _lost(self, size: int) -> Slice:
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
        """Up to `limit` rows of a group. Broad searches first try a stretch of the order.

        When the first thousand rows of the order hold enough hits, they are the first hits, and
        the trigram index need not list all of them; otherwise it does. Both ways are exact.
        """
        rows = keyset.ordered(self.filtered(), parts)
        if beyond is not None:
            rows = rows.filter(beyond)
        if not self.terms or self.index is None:
            return list(self._shown(rows)[:limit])
        if self.sizes.get(group) == 0:
            return []
        wanted = group if self.state.ranked else None
        if self.broad:
            stretch = rows.values("pk")[:STRETCH]
            near = self.state.page.source(self.state.actor).filter(pk__in=stretch)
            near = near.filter(self.index.found(self.terms, wanted, walk=True))
            hits = list(self._shown(keyset.ordered(near, parts))[:limit])
            if len(hits) >= limit:
                return hits
        rows = rows.filter(self.index.found(self.terms, wanted))
        return list(self._shown(rows)[:limit])

    def _shown(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        joined = {col.alias: F(col.source) for col in self.state.columns if self._joins(col)}
        return rows.annotate(**joined) if joined else rows

    @staticmethod
    def _joins(col: Any) -> bool:
        return col.value is None and col.joined
