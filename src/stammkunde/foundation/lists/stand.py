"""One state of one list: what is asked for, and how its URL says it again (`state.parse` reads it)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists import own
from stammkunde.foundation.lists.arranging import layout_of
from stammkunde.foundation.lists.chosen import Chosen
from stammkunde.foundation.lists.columns import Col
from stammkunde.foundation.lists.declare import Declared
from stammkunde.foundation.lists.lenses import Lens
from stammkunde.foundation.lists.own import Offered, OwnLens
from stammkunde.foundation.refusals import Refused

FILTER = "f."
SINCE = "since"


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
    since: int = 0  # the revision of a saved lens on which changes to it stand

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

        The URL decides, else the lens, else the actor's own layout, else what the list is born with.
        """
        offered = {col.key: col for col in self.page.columns_for(self.actor)}
        wanted = self.cols or self.brought or layout_of(self.page, self.actor).columns
        if not wanted:
            return [col for col in offered.values() if col.default or col.fixed]
        fixed = [col for col in offered.values() if col.fixed]
        chosen = [offered[key] for key in wanted if key in offered]
        return fixed + [col for col in chosen if not col.fixed]

    @property
    def brought(self) -> tuple[str, ...]:
        """The columns that a saved lens brings along, none for all others."""
        return self.lens.columns if isinstance(self.lens, OwnLens) else ()

    @property
    def arranged(self) -> bool:
        """Whether the actor has arranged the columns of this list for themselves."""
        return bool(layout_of(self.page, self.actor).columns)

    @cached_property
    def as_saved(self) -> bool:
        """Whether search and filters are those of the lens."""
        lens = self.lens
        if not isinstance(lens, OwnLens):
            return not self.q and not self.filters
        raws = {key: one.raw for key, one in self.filters.items()}
        return self.q == lens.q_saved and raws == lens.raws

    @cached_property
    def changed(self) -> bool:
        """Whether a lens is not as it was saved, or a shipped one is filtered."""
        if not isinstance(self.lens, OwnLens):
            return bool(self.filters)
        other = bool(self.cols) and self.cols != self.lens.columns
        return not self.as_saved or other or self.sort not in ("", self.lens.sort)

    @property
    def savable(self) -> bool:
        """Whether there is something that a lens could keep."""
        asked = bool(self.sort or self.cols) and not isinstance(self.lens, OwnLens)
        return self.changed or asked or not self.as_saved

    @cached_property
    def fingerprint(self) -> str:
        """The set and its order in a few letters: a cursor of another one does not fit (D19)."""
        base = getattr(self.lens, "base", "") or self.lens.key
        parts = [self.page.key, " ".join(self.terms), base, self.ordered_by]
        parts += [f"{one.filter.key}={one.filter.raw(one.value)}" for one in self.applied]
        said = "\n".join([*parts, "ranked" if self.ranked else "flat"])
        return hashlib.sha256(said.encode(errors="replace")).hexdigest()[:12]

    def strict(self) -> State:
        """This state, or `Refused` when a filter could not be read: for exports and bulk."""
        for chosen in self.problems:
            raise Refused("list.bad_value", chosen.problem, chosen.filter.key)
        if isinstance(self.lens, OwnLens) and self.lens.widened:
            text = _("The lens “%(lens)s” has lost %(what)s. Save it anew first.")
            said = {"lens": self.lens.label, "what": ", ".join(self.lens.lost)}
            raise Refused("list.lens_lost", text % said)
        return self

    # Rebuilding ----------------------------------------------------------------------------

    def but(self, **parts: Any) -> State:
        """The same state with some parts changed, from the beginning of the list."""
        other = replace(self, **{"after": "", "before": "", "new": "", **parts})
        other.__dict__["offered"] = self.offered  # a page has some thirty links
        return other

    @cached_property
    def offered(self) -> Offered:
        """The lenses of the list for the actor."""
        return own.offered(self.page, self.actor)

    def through(self, lens: Lens) -> State:
        """The list through another lens. A saved one takes away what it brought, not what is typed."""
        here = self.lens if isinstance(self.lens, OwnLens) else None
        if here is None and not isinstance(lens, OwnLens):
            return self.but(lens=lens)
        typed = "" if here and self.q == here.q_saved else self.q
        there = lens if isinstance(lens, OwnLens) else None
        return self.but(
            lens=lens,
            q=(there.q_saved if there else "") or typed,
            filters=there.filters if there else {},
            sort="",
            cols=None,
            since=0,
        )

    def without(self, *keys: str) -> State:
        """The same state without some filters."""
        return self.but(filters={k: v for k, v in self.filters.items() if k not in keys})

    def pairs(self, *leave: str, brief: bool = True) -> list[tuple[str, str]]:
        """The parts as (name, value), without the named ones ("f" leaves all filters).

        brief: an unchanged saved lens stands for all that it brings.
        """
        saved = self.lens if isinstance(self.lens, OwnLens) else None
        whole_lens = saved is not None and brief and not self.changed and "f" not in leave
        pairs: list[tuple[str, str]] = [("q", self.q)] if self.q and not whole_lens else []
        shipped = self.offered.lenses[0]
        if self.lens.key != shipped.key or self.offered.first is not shipped:
            pairs.append(("lens", self.lens.key))
        if saved and not whole_lens:
            pairs.append((SINCE, str(self.since or saved.revision)))
        sort, cols = self.sort, self.cols
        if saved and not brief:
            sort, cols = sort or saved.sort, cols or saved.columns or None
        if sort:
            pairs.append(("sort", sort))
        for key, chosen in self.filters.items() if not whole_lens else ():
            pairs += [(FILTER + key, raw) for raw in chosen.raw]
        if cols is not None:
            pairs.append(("cols", ",".join(cols)))
        pairs += [
            (name, value) for name in ("after", "before", "new") if (value := getattr(self, name))
        ]
        return [
            (name, value)
            for name, value in pairs
            if name not in leave and not (name.startswith(FILTER) and "f" in leave)
        ]

    @property
    def explicit(self) -> str:
        """As `query`, with everything that a saved lens brings: for what is done with all rows.

        Somebody may save the lens anew before the button is pressed; the page showed these rows.
        """
        return "?" + urlencode(self.pairs(brief=False), safe=",.:@")

    @cached_property
    def query(self) -> str:
        """The query string, "?" for the plain list, so that it always is a link."""
        return "?" + urlencode(self.pairs(), safe=",.:@")
