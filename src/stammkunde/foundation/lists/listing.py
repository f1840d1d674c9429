"""What the templates of a list show: finished links, texts and cells of one state."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from stammkunde.foundation import steady
from stammkunde.foundation.lists import counts, fresh
from stammkunde.foundation.lists.declare import Action
from stammkunde.foundation.lists.deeds import Bulk, BulkLine, Menus, Variant, address
from stammkunde.foundation.lists.emptiness import Emptiness, explain
from stammkunde.foundation.lists.filtering import Filtering
from stammkunde.foundation.lists.parts import Head, LensLink, Row
from stammkunde.foundation.lists.source import Source
from stammkunde.foundation.lists.state import State

SHOWN_LENSES = 7


class Listing(Filtering):
    """One list in one state, ready to be written. `live`: counts of lenses stay as they are."""

    def __init__(self, state: State, *, live: bool = False, refused: str = "") -> None:
        self.page, self.live, self.refused = state.page, live, refused
        self.source = Source(state)
        self._lens_sizes = self._look(state)
        self.slice = self.source.page(self.page.size)
        self.count = self.source.count(self.slice.groups)  # capped: counts.CAP + 1 is "more"
        self.state = self.source.state
        self.columns = self.state.columns

    def _look(self, state: State) -> dict[str, int]:
        """All lenses in one statement with the set itself; none of them while somebody types."""
        lenses = [] if self.live else self.page.lenses_for(state.actor)
        rows = self.page.source(state.actor)
        return self.source.look(**{lens.key: rows.filter(lens.q(state.actor)) for lens in lenses})

    # Head ------------------------------------------------------------------------------------

    @cached_property
    def lenses(self) -> tuple[list[LensLink], list[LensLink]]:
        """The row of lenses, and those that stand under "More"; the current one is in the row."""
        links = self._lens_links()
        here = next(at for at, link in enumerate(links) if link.current)
        if here >= SHOWN_LENSES:
            links.insert(SHOWN_LENSES - 1, links.pop(here))
        return links[:SHOWN_LENSES], links[SHOWN_LENSES:]

    def _lens_links(self) -> list[LensLink]:
        state = self.state
        return [
            LensLink(
                lens,
                state.but(lens=lens).query,
                lens.key == state.lens.key,
                None if self.live else counts.shown(self._lens_sizes[lens.key]),
                lens.key == state.lens.key and bool(state.filters),
            )
            for lens in self.page.lenses_for(state.actor)
        ]

    @cached_property
    def actions(self) -> list[Action]:
        """The buttons that the actor may press."""
        return [one for one in self.page.actions if self.state.actor.may(one.word)]

    @cached_property
    def heads(self) -> list[Head]:
        """The columns' titles."""
        inputs = {one.filter.at: one for one in self.inputs}
        said, lead = self.state.ordered_by, not self.state.ranked
        heads = []
        for col in self.columns:
            down = said == "-" + col.key
            now = ("descending" if down else "ascending") if said.lstrip("-") == col.key else ""
            target = "-" + col.key if said == col.key and lead else col.key
            if down and self.state.sort and self.state.terms:
                target = ""  # a third click goes back to the best hits first
            url = self.state.but(sort=target).query if col.order else ""
            heads.append(Head(col, now if lead else "", url, inputs.get(col.key)))
        return heads

    @property
    def width(self) -> int:
        """Columns of the table, with those for ticks and for menus."""
        return len(self.columns) + 1 + self.picks

    @cached_property
    def picks(self) -> bool:
        """Whether rows can be picked: something can be done with them."""
        return self.page.prints or bool(self.bulk)

    @cached_property
    def bulk(self) -> list[BulkLine]:
        """What the actor can do with picked rows; a choice without anything to choose is left out."""
        lines = []
        for one in self.page.bulk if self.slice.rows else ():
            options = _options(one)
            if self.state.actor.may(one.word) and (options or not one.choices):
                lines.append(BulkLine(one, options))
        return lines

    @property
    def all_at_once(self) -> bool:
        """Whether *select all* reaches more rows than the page shows, and no more than it may."""
        return len(self.slice.rows) < self.count <= counts.CAP

    @property
    def variants(self) -> list[tuple[Variant, bool]]:
        """(way of writing, holds) for the view menu."""
        now = self.page.variant_for(self.state.actor)
        return [(one, one.key == now) for one in self.page.variants]

    # Results ---------------------------------------------------------------------------------

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of this page with their cells and group headings."""
        last = None
        rows = []
        for row, group in zip(self.slice.rows, self.slice.groups, strict=True):
            heading = self._heading(group) if self.state.ranked and group != last else ""
            last = group
            rows.append(self._line(row, heading))
        return rows

    @cached_property
    def new_row(self) -> Row | None:
        """The row that was just added, where this list would not show it."""
        row = fresh.left_out(self.source)
        return None if row is None else self._line(row, _("Just added, does not fit the lens"))

    @property
    def back(self) -> str:
        """What a page needs to lead back to this list, for links to pages that add something."""
        return self._menus[0].back

    @cached_property
    def _menus(self) -> tuple[Menus, str]:
        query, actor = self.state.query[1:], self.state.actor
        deeds = [one for one in self.page.deeds if actor.may(one.word)]
        said, opens = _("Actions for %(name)s"), pgettext("list", "Open")
        return Menus(deeds, query, said, opens), _("Select %(name)s")

    def _line(self, row: Any, heading: str) -> Row:
        menus, pick = self._menus
        url = address(self.page.record, row.pk) + menus.back if self.page.record else ""
        cells = [col.cell(row, terms=self.state.terms, url=url) for col in self.columns]
        name = cells[0].text
        menu, edit = menus.markup(row, name, url), menus.edit_url(row)
        said_pick = pick % {"name": name} if self.picks else ""
        return Row(row.pk, url, name, cells, heading, said_pick, menu, edit)

    def _heading(self, group: int) -> str:
        label = self.page.search.groups[group].label if self.page.search else ""
        return f"{label} · {counts.shown(self.source.sizes[group])}"

    @property
    def total(self) -> str:
        """The size of the whole set as people read it."""
        return counts.shown(self.count)

    @property
    def hits(self) -> str:
        """The size of the set beside the search field, e.g. "38 hits"; empty without a search."""
        if not self.state.q:
            return ""
        return ngettext("%(count)s hit", "%(count)s hits", self.count) % {"count": self.total}

    @property
    def range(self) -> str:
        """Which rows of how many, e.g. "51–100 of 842"."""
        if not self.slice.rows:
            return ""
        first = self.slice.first + 1
        last = self.slice.first + len(self.slice.rows)
        return _("%(first)s–%(last)s of %(total)s") % {
            "first": number_format(first, force_grouping=True),
            "last": number_format(last, force_grouping=True),
            "total": self.total,
        }

    @cached_property
    def links(self) -> tuple[str, str]:
        """The query strings (previous, next), "" where there is nothing."""
        if not self.slice.rows:
            return "", ""
        before, behind = self.source.cursors(self.slice)
        return (
            self.state.but(before=before).query if before else "",
            self.state.but(after=behind).query if behind else "",
        )

    @cached_property
    def emptiness(self) -> Emptiness | None:
        """Why nothing is here and what helps; None when there are rows."""
        return None if self.slice.rows else explain(self.source, self.actions)


def _options(one: Bulk) -> list[tuple[str, Any]]:
    """What can be chosen for a bulk deed; never older than its table (`steady`)."""
    ask = one.choices
    if ask is None:
        return []
    key = ("bulk", ask, get_language())
    return steady.told(key, lambda: [(str(value), label) for value, label in ask()])
