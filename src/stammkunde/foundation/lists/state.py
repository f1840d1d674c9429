"""The state of a list is its URL: ?q=&lens=&sort=&f.<key>=&cols=&after=/before=.

Search, lens, sort, filters and columns are independent parts: changing one keeps the others; only
the place in the list (after, before) is forgotten, because it belongs to one order of one set.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists.arranging import layout_of
from stammkunde.foundation.lists.columns import Col
from stammkunde.foundation.lists.declare import Declared
from stammkunde.foundation.lists.filters import Filter, FilterProblem
from stammkunde.foundation.lists.lenses import Lens
from stammkunde.foundation.refusals import Refused

LONGEST_QUERY = 200
FILTER = "f."
_PARTS = frozenset({"q", "lens", "sort", "cols", "after", "before", "new"})


@dataclass(frozen=True)
class Chosen:
    """A filter with a value, or with what was typed and the reason why it is none."""

    filter: Filter
    value: Any = None
    typed: tuple[str, ...] = ()
    problem: str = ""

    @cached_property
    def raw(self) -> list[str]:
        """What the URL says."""
        return list(self.typed) if self.problem else self.filter.raw(self.value)


@dataclass(frozen=True)
class State:
    """One state of one list for one actor."""

    page: type[Declared]
    actor: Actor
    lens: Lens
    q: str = ""
    sort: str = ""
    filters: Mapping[str, Chosen] = field(default_factory=dict)
    cols: tuple[str, ...] | None = None
    after: str = ""
    before: str = ""
    new: str = ""  # the id of the row that was just added

    # Reading -------------------------------------------------------------------------------

    @cached_property
    def terms(self) -> list[str]:
        """The folded words that are searched for; empty without a search."""
        return self.page.search.terms(self.q) if self.page.search and self.q else []

    @cached_property
    def ordered_by(self) -> str:
        """The column key that sorts, "-" in front when it runs down."""
        return self.sort or self.lens.sort or self.page.sort

    @cached_property
    def ranked(self) -> bool:
        """Whether hits stand in groups: while searching, unless a sort was asked for."""
        return bool(self.terms) and not self.sort

    @cached_property
    def applied(self) -> list[Chosen]:
        """The filters that hold."""
        return [chosen for chosen in self.filters.values() if not chosen.problem]

    @property
    def problems(self) -> list[Chosen]:
        """The filters whose value nobody can read; a page shows them, an export refuses them."""
        return [chosen for chosen in self.filters.values() if chosen.problem]

    @cached_property
    def columns(self) -> list[Col]:
        """The columns to show, in their order; what cannot be switched off comes first.

        The URL decides, else the actor's own layout, else what the list is born with.
        """
        offered = {col.key: col for col in self.page.columns_for(self.actor)}
        wanted = self.cols or layout_of(self.page, self.actor).columns
        if not wanted:
            return [col for col in offered.values() if col.default or col.fixed]
        fixed = [col for col in offered.values() if col.fixed]
        chosen = [offered[key] for key in wanted if key in offered]
        return fixed + [col for col in chosen if not col.fixed]

    @cached_property
    def fingerprint(self) -> str:
        """The set and its order in a few letters: a cursor of another one does not fit (D19)."""
        parts = [self.page.key, " ".join(self.terms), self.lens.key, self.ordered_by]
        parts += [f"{one.filter.key}={one.filter.raw(one.value)}" for one in self.applied]
        said = "\n".join([*parts, "ranked" if self.ranked else "flat"])
        return hashlib.sha256(said.encode(errors="replace")).hexdigest()[:12]

    def strict(self) -> State:
        """This state, or `Refused` when a filter could not be read: for exports and bulk."""
        for chosen in self.problems:
            raise Refused("list.bad_value", chosen.problem, chosen.filter.key)
        return self

    # Rebuilding ----------------------------------------------------------------------------

    def but(self, **parts: Any) -> State:
        """The same state with some parts changed, from the beginning of the list."""
        other = replace(self, **{"after": "", "before": "", "new": "", **parts})
        other.__dict__["_first_lens"] = self._first_lens  # a page has some thirty links
        return other

    @cached_property
    def _first_lens(self) -> Lens:
        return self.page.lenses_for(self.actor)[0]

    def without(self, *keys: str) -> State:
        """The same state without some filters."""
        return self.but(filters={k: v for k, v in self.filters.items() if k not in keys})

    def pairs(self, *leave: str) -> list[tuple[str, str]]:
        """The parts as (name, value), without the named ones ("f" leaves all filters)."""
        pairs: list[tuple[str, str]] = [("q", self.q)] if self.q else []
        if self.lens is not self._first_lens:
            pairs.append(("lens", self.lens.key))
        if self.sort:
            pairs.append(("sort", self.sort))
        for key, chosen in self.filters.items():
            pairs += [(FILTER + key, raw) for raw in chosen.raw]
        if self.cols is not None:
            pairs.append(("cols", ",".join(self.cols)))
        pairs += [
            (name, value) for name in ("after", "before", "new") if (value := getattr(self, name))
        ]
        return [
            (name, value)
            for name, value in pairs
            if name not in leave and not (name.startswith(FILTER) and "f" in leave)
        ]

    @cached_property
    def query(self) -> str:
        """The query string, "?" for the plain list, so that it always is a link."""
        return "?" + urlencode(self.pairs(), safe=",.:@")


def parse(page: type[Declared], actor: Actor, data: Mapping[str, Any]) -> State:
    """The state that a query says. `data` maps names to a text or to a list of texts.

    Refuses unknown parts, filters, lenses and sorts; a bad value of a filter is kept with its
    reason. What the actor may not see does not exist.
    """
    said = _lists(data)
    filters = {one.key: one for one in page.filters_for(actor)}
    for name in said:
        known = name[len(FILTER) :] in filters if name.startswith(FILTER) else name in _PARTS
        if not known:
            raise Refused(
                "list.unknown_filter",
                _("This list knows no filter “%(name)s”.") % {"name": name[:60]},
                name[:60],
            )
    chosen: dict[str, Chosen] = {}
    for key, one in filters.items():
        raws = said.get(FILTER + key, [])
        if any(raws):
            found = _chosen(one, raws)
            if found:
                chosen[key] = found
    return State(
        page=page,
        actor=actor,
        lens=_lens(page, actor, _first(said, "lens")),
        q=" ".join(_first(said, "q").replace("\x00", " ").split())[:LONGEST_QUERY],
        sort=_sort(page, actor, _first(said, "sort")),
        filters=chosen,
        cols=_cols(page, actor, said.get("cols")),
        after=_first(said, "after"),
        before=_first(said, "before"),
        new=_id(_first(said, "new")),
    )


def _lists(data: Mapping[str, Any]) -> dict[str, list[str]]:
    pairs = data.lists() if hasattr(data, "lists") else data.items()
    return {
        name: [value] if isinstance(value, str) else [str(one) for one in value]
        for name, value in pairs
    }


def _first(said: Mapping[str, Sequence[str]], name: str) -> str:
    return next((value for value in said.get(name, ()) if value), "").strip()


def _chosen(one: Filter, raws: Sequence[str]) -> Chosen | None:
    try:
        value = one.parse(raws)
    except FilterProblem as problem:
        return Chosen(one, None, tuple(raws), problem.message)
    return None if value is None else Chosen(one, value)


def _id(said: str) -> str:
    return said if said.isascii() and said.isdecimal() and len(said) < 19 else ""


def _lens(page: type[Declared], actor: Actor, key: str) -> Lens:
    lenses = page.lenses_for(actor)
    for lens in lenses if key else lenses[:1]:
        if not key or lens.key == key:
            return lens
    raise Refused(
        "list.unknown_lens", _("This list knows no lens “%(name)s”.") % {"name": key[:60]}
    )


def _sort(page: type[Declared], actor: Actor, said: str) -> str:
    if said and not any(
        col.key == said.removeprefix("-") and col.order for col in page.columns_for(actor)
    ):
        raise Refused(
            "list.unknown_sort", _("This list cannot sort by “%(name)s”.") % {"name": said[:60]}
        )
    return said


def _cols(page: type[Declared], actor: Actor, raws: Sequence[str] | None) -> tuple[str, ...] | None:
    """Columns that are gone or not for this actor are left out: an old link still works."""
    wanted = [key for raw in raws or () for key in raw.split(",") if key]
    if not wanted:
        return None
    offered = {col.key for col in page.columns_for(actor)}
    return tuple(key for key in dict.fromkeys(wanted) if key in offered) or None
