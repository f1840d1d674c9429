"""The set of rows that a state means, and how much of its size is known.

Counting costs as much as finding, so a page counts only what it shows. A search with at most MANY
hits knows its groups from one look; of a broad one only the groups on the page are counted.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from stammkunde.foundation import steady
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists import counts
from stammkunde.foundation.lists.counts import CAP, Hits
from stammkunde.foundation.lists.state import State

ALL = "*"  # no key of a lens
MANY = 4_000


def whose(actor: Actor) -> tuple[Hashable, ...]:
    """What of an actor and of the day a set may depend on, for answers that hold (`steady`)."""
    return actor.kind, actor.id, actor.words, actor.door, actor.today


class Sets:
    """The rows of a list in one state, for the actor of that state, in no order."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.terms = state.terms
        self.index = state.page.search
        self.sizes: dict[Hashable, int] = {}
        self.broad = False

    def filtered(self) -> QuerySet[Any]:
        """Lens and filters, without the search."""
        state = self.state
        condition = state.lens.q(state.actor)
        several = len(state.applied) > 1
        for chosen in state.applied:
            ask = chosen.filter.beside if several else chosen.filter.q
            condition &= ask(chosen.value, state.actor)
        rows = state.page.source(state.actor)
        return rows.filter(condition) if condition else rows

    def all(self) -> QuerySet[Any] | Hits:
        """The whole set, for `counts.capped`."""
        return self.part(ALL) if self.terms else self.filtered()

    def part(self, part: Hashable, cap: int = CAP) -> Hits:
        """A group of the hits, or ALL of them."""
        assert self.index is not None
        group = part if isinstance(part, int) else None
        return Hits(self.filtered(), self.index.wanted(self.terms, group), cap, self._left_out())

    def _left_out(self) -> QuerySet[Any] | None:
        """The rows that the widest lens leaves out, where nothing else narrows the rows down."""
        lens, source = self.state.lens, self.state.page.source(self.state.actor)
        if self.state.applied or not lens.widest or source.query.where:
            return None
        return source.filter(~lens.q(self.state.actor))

    def groups(self) -> list[int]:
        """The groups that the rows stand in; one group when they are not ranked."""
        return list(range(len(self.index.groups))) if self.state.ranked and self.index else [0]

    def part_of(self, group: int) -> Hashable:
        """The part of the hits that rows of this group are taken from."""
        return group if self.state.ranked else ALL

    def look(self, known: Mapping[str, int] | None = None) -> None:
        """What a page must know of the size of its set; `known`: the counts of lenses, if any."""
        told = known.get(self.state.lens.key) if known and self.state.as_saved else None
        seen = self._size() if told is None else told
        self.broad = bool(self.terms) and seen > MANY
        if not self.broad:
            self.sizes[ALL] = seen
            if self.state.ranked:
                ranks = counts.ranks(self.part(ALL), MANY) if seen else {}
                self.sizes |= {group: ranks.get(group, 0) for group in self.groups()}

    def _size(self) -> int:
        """The size of the whole set; of a search only up to MANY. Steady, without writing its SQL."""
        state = self.state

        def ask() -> int:
            return counts.capped({ALL: self.part(ALL, MANY) if self.terms else self.all()})[ALL]

        return steady.told(("size", state.page.key, state.fingerprint, *whose(state.actor)), ask)

    def is_many(self, part: Hashable) -> bool:
        """Whether a part of a broad search is broad itself; the size of a group is known then."""
        if not self.broad or part == ALL:
            return self.broad
        if part not in self.sizes:
            self.sizes |= counts.capped({part: self.part(part)})
        return self.sizes[part] > MANY

    def count(self, groups: Iterable[int] = ()) -> int:
        """The capped size of the set; afterwards `sizes` also has those of `groups`."""
        if not self.terms and ALL not in self.sizes:
            self.sizes |= counts.capped({ALL: self.filtered()})
        wanted: dict[Hashable, None] = dict.fromkeys(groups if self.state.ranked else ())
        if ALL not in self.sizes:
            if any(size > CAP for size in self.sizes.values()):
                self.sizes[ALL] = CAP + 1
            else:
                wanted[ALL] = None
        unknown = {part: self.part(part) for part in wanted if part not in self.sizes}
        if unknown:
            self.sizes |= counts.capped(unknown)
        return self.sizes[ALL]
