"""What the templates of a list show: finished links, texts and cells of one state."""

from __future__ import annotations

from functools import cached_property

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stammkunde.foundation.lists import counts, fresh, heading
from stammkunde.foundation.lists.declare import Action
from stammkunde.foundation.lists.deeds import Bulk, Variant, Way, way_back
from stammkunde.foundation.lists.emptiness import Emptiness, explain
from stammkunde.foundation.lists.filtering import Filtering
from stammkunde.foundation.lists.lensrow import LensRow
from stammkunde.foundation.lists.lines import Lines, Row
from stammkunde.foundation.lists.parts import Head
from stammkunde.foundation.lists.source import Source
from stammkunde.foundation.lists.state import State


class Listing(LensRow, Filtering):
    """One list in one state, ready to be written. `live`: counts of lenses stay as they are.

    path: the address of the list, for its links.
    """

    def __init__(
        self, state: State, *, path: str = "", live: bool = False, refused: str = ""
    ) -> None:
        self.page, self.path, self.live, self.refused = state.page, path, live, refused
        self.source = Source(state)
        self.lens_sizes = self.look(state)
        self.slice = self.source.page(self.page.size)
        self.count = self.source.count(self.slice.groups)  # capped: counts.CAP + 1 is "more"
        self.state = self.source.state
        self.columns = self.state.columns

    # Head ------------------------------------------------------------------------------------

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
        return self.page.prints or bool(self.bulk or self.ways)

    @cached_property
    def bulk(self) -> list[Bulk]:
        """What the actor can do with picked rows."""
        if not self.slice.rows:
            return []
        return [one for one in self.page.bulk if self.state.actor.may(one.word)]

    @property
    def bulk_row(self) -> list[Bulk]:
        """What stands in the bar, before export and print."""
        return [one for one in self.bulk if not (one.more or one.late)]

    @property
    def bulk_late(self) -> list[Bulk]:
        """What stands behind them."""
        return [one for one in self.bulk if one.late]

    @property
    def bulk_more(self) -> list[Bulk]:
        """What stands under *More*."""
        return [one for one in self.bulk if one.more]

    @property
    def all_at_once(self) -> bool:
        """Whether *select all* reaches more rows than the page shows, and no more than it may."""
        return len(self.slice.rows) < self.count <= counts.CAP

    @property
    def ways(self) -> list[Way]:
        """Where the actor can take picked rows."""
        return [one for one in self.page.ways if self.state.actor.may(one.word)]

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
    def keys(self) -> list[tuple[str, str]]:
        """(key, where it leads with a * for the row) of the deeds that have a key of their own."""
        return self._lines.keys

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
