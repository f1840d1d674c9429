"""What the templates of a list show: finished links, texts and cells of one state."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stammkunde.foundation.lists import counts
from stammkunde.foundation.lists.columns import Col
from stammkunde.foundation.lists.declare import Action
from stammkunde.foundation.lists.emptiness import Emptiness, explain
from stammkunde.foundation.lists.parts import Chip, Head, Input, LensLink, Row
from stammkunde.foundation.lists.source import Source
from stammkunde.foundation.lists.state import Chosen, State


class Listing:
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
    def lenses(self) -> list[LensLink]:
        """The row of lenses."""
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

    @cached_property
    def inputs(self) -> list[Input]:
        """All filters that the actor may use, with what is typed."""
        inputs = []
        for one in self.page.filters_for(self.state.actor):
            chosen = self.state.filters.get(one.key)
            typed = list(chosen.raw) if chosen else []
            if chosen and one.widget == "between" and len(typed) == 1:
                typed = typed[0].split("..", 1)
            inputs.append(Input(one, typed, chosen.problem if chosen else ""))
        return inputs

    @cached_property
    def loose_inputs(self) -> list[Input]:
        """Filters that hold but whose column is not shown: they travel as hidden fields."""
        shown = {col.key for col in self.columns}
        return [one for one in self.inputs if one.filter.at not in shown and one.typed]

    @cached_property
    def chips(self) -> list[Chip]:
        """What is filtered, in words."""
        return [self._chip(chosen) for chosen in self.state.filters.values()]

    def _chip(self, chosen: Chosen) -> Chip:
        words = " ".join(chosen.typed) if chosen.problem else chosen.filter.words(chosen.value)
        url = self.state.without(chosen.filter.key).query
        return Chip(chosen.filter.label, words, url, chosen.problem)

    @property
    def width(self) -> int:
        """Columns of the table, with the one for actions."""
        return len(self.columns) + 1

    @property
    def unfiltered_url(self) -> str:
        """The list without any filter; search, columns, lens and sort stay."""
        return self.state.without(*self.state.filters).query

    @property
    def plain_url(self) -> str:
        """The list without search and filters."""
        return self.state.without(*self.state.filters).but(q="").query

    @property
    def offered_columns(self) -> list[tuple[Col, bool]]:
        """(column, is shown) for the chooser; fixed columns are no choice."""
        shown = {col.key for col in self.columns}
        offered = self.page.columns_for(self.state.actor)
        return [(col, col.key in shown) for col in offered if not col.fixed]

    @property
    def reset_columns_url(self) -> str:
        """The same list with the columns it is born with."""
        return self.state.but(cols=None).query

    # What a form sends along besides its own fields --------------------------------------------

    @property
    def kept_by_bar(self) -> list[tuple[str, str]]:
        """Hidden fields of the search bar, whose form also holds the filters of the head."""
        loose = [(one.name, raw) for one in self.loose_inputs for raw in one.typed]
        return [*self.state.but().pairs("q", "f"), *loose]

    @property
    def kept_by_filters(self) -> list[tuple[str, str]]:
        """Hidden fields of the filter panel."""
        return self.state.but().pairs("f")

    @property
    def kept_by_columns(self) -> list[tuple[str, str]]:
        """Hidden fields of the column chooser."""
        return self.state.but().pairs("cols")

    # Results ---------------------------------------------------------------------------------

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of this page with their cells and group headings."""
        terms, last = self.state.terms, None
        query = self.state.query[1:]
        back = "?" + urlencode({"back": query}) if query else ""
        said = _("Actions for %(name)s")
        rows = []
        for row, group in zip(self.slice.rows, self.slice.groups, strict=True):
            url = reverse(self.page.record, args=[row.pk]) + back if self.page.record else ""
            cells = [col.cell(row, terms=terms, url=url) for col in self.columns]
            heading = self._heading(group) if self.state.ranked and group != last else ""
            last = group
            name = cells[0].text
            rows.append(Row(row.pk, url, name, cells, heading, said % {"name": name}))
        return rows

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
