"""What the templates of a list show: finished links, texts and cells of one state."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from stammkunde.foundation import steady
from stammkunde.foundation.lists import counts, fresh, heading
from stammkunde.foundation.lists.declare import Action
from stammkunde.foundation.lists.deeds import Bulk, BulkLine, Variant, way_back
from stammkunde.foundation.lists.emptiness import Emptiness, explain
from stammkunde.foundation.lists.filtering import Filtering
from stammkunde.foundation.lists.lines import Lines, Row
from stammkunde.foundation.lists.parts import Head, LensLink
from stammkunde.foundation.lists.sets import whose
from stammkunde.foundation.lists.source import Source
from stammkunde.foundation.lists.state import State

SHOWN_LENSES = 7


class Listing(Filtering):
    """One list in one state, ready to be written. `live`: counts of lenses stay as they are.

    path: the address of the list, for its links.
    """

    def __init__(
        self, state: State, *, path: str = "", live: bool = False, refused: str = ""
    ) -> None:
        self.page, self.path, self.live, self.refused = state.page, path, live, refused
        self.source = Source(state)
        self._lens_sizes = self._look(state)
        self.slice = self.source.page(self.page.size)
        self.count = self.source.count(self.slice.groups)  # capped: counts.CAP + 1 is "more"
        self.state = self.source.state
        self.columns = self.state.columns

    def _look(self, state: State) -> dict[str, int]:
        """All lenses in one statement, steady; none of them while somebody types."""
        page, actor = self.page, state.actor

        def ask() -> dict[str, int]:
            rows = page.source(actor)
            return counts.capped(
                {one.key: rows.filter(one.q(actor)) for one in page.lenses_for(actor)}
            )

        key = ("lenses", page.key, *whose(actor))
        sizes = {} if self.live else steady.told(key, ask)
        self.source.look(sizes)
        return sizes

    # Head ------------------------------------------------------------------------------------

    @cached_property
    def lenses(self) -> tuple[SafeString, SafeString]:
        """The row of lenses and what stands under "More", written."""
        row, rest = self.lens_links
        live = self.live
        return heading.lenses(row, self.path, live=live), heading.lenses(rest, self.path, live=live)

    @property
    def lens_links(self) -> tuple[list[LensLink], list[LensLink]]:
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
    def widths(self) -> SafeString:
        """The columns of the table, written."""
        return heading.widths(self.heads)

    @property
    def titles(self) -> SafeString:
        """Their titles, written."""
        return heading.titles(self.heads, self.path)

    @property
    def filter_row(self) -> SafeString | str:
        """The cells below them, written; "" for a list without filters."""
        return heading.filters(self.heads, self.path) if self.inputs else ""

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
    def _lines(self) -> Lines:
        return Lines(self.state, picks=self.picks)

    @property
    def rows(self) -> list[Row]:
        """The rows of this page with their cells and the headings of their groups."""
        last = None
        rows = []
        for row, group in zip(self.slice.rows, self.slice.groups, strict=True):
            said = self._heading(group) if self.state.ranked and group != last else ""
            last = group
            rows.append(self._lines.row(row, said))
        return rows

    @property
    def body(self) -> SafeString:
        """The rows, written."""
        return self._lines.markup(self.rows)

    @property
    def new_row(self) -> SafeString | str:
        """The row that was just added, where this list would not show it."""
        row = fresh.left_out(self.source)
        return "" if row is None else self._lines.new(row)

    @property
    def edit(self) -> str:
        """Where the key E leads, with a * for the row."""
        return self._lines.edit

    @property
    def back(self) -> str:
        """What a page needs to lead back to this list, for links to pages that add something."""
        return way_back(self.state.query)

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
