"""The half of a listing that narrows it down: filter row, chips, what their forms send along."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from stammkunde.foundation.lists.columns import Col
from stammkunde.foundation.lists.parts import Chip, Input
from stammkunde.foundation.lists.state import Chosen, State
from stammkunde.foundation.templatetags.house import icon


class Filtering:
    """What of a listing follows from its state alone."""

    state: State
    columns: list[Col]
    opened: str = ""  # the name of the filter that somebody is just ticking

    @cached_property
    def inputs(self) -> list[Input]:
        """All filters that the actor may use, with what is typed."""
        inputs = []
        for one in self.state.page.filters_for(self.state.actor):
            chosen = self.state.filters.get(one.key)
            if chosen is None:
                inputs.append(Input(one, []))
            elif chosen.problem:
                inputs.append(Input(one, list(chosen.typed), chosen.problem))
            else:
                inputs.append(Input(one, one.typed(chosen.value)))
        return [replace(one, open=one.name == self.opened) for one in inputs]

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
    def unfiltered_url(self) -> str:
        """The list without any filter; search, columns, lens and sort stay."""
        return self.state.without(*self.state.filters).query

    @property
    def plain_url(self) -> str:
        """The list without search and filters."""
        return self.state.without(*self.state.filters).but(q="").query

    @property
    def kept_by_bar(self) -> list[tuple[str, str]]:
        """Hidden fields of the search bar, whose form also holds the filters of the head."""
        loose = [
            (one.name, raw)
            for one in self.loose_inputs
            for raw in self.state.filters[one.filter.key].raw
        ]
        return [*self.state.but().pairs("q", "f"), *loose]

    # Columns -----------------------------------------------------------------------------------

    @property
    def offered_columns(self) -> list[tuple[Col, bool]]:
        """(column, is shown) for the chooser: shown ones in their order; fixed are no choice."""
        shown = {col.key for col in self.columns}
        offered = self.state.page.columns_for(self.state.actor)
        rest = [(col, False) for col in offered if col.key not in shown and not col.fixed]
        return [(col, True) for col in self.columns if not col.fixed] + rest

    @property
    def chooser(self) -> SafeString:
        """The lines of the column chooser; written here as cells are: there are some forty."""
        up, down = _("Move %(label)s up"), _("Move %(label)s down")
        faces = (("up", up, icon("arrow-up")), ("down", down, icon("arrow-down")))
        lines = []
        for col, shown in self.offered_columns:
            label, checked = escape(col.label), " checked" * shown
            movers = "".join(
                f'<button class="btn s sq ghost" name="move" value="{where}:{escape(col.key)}"'
                f' aria-label="{escape(said) % {"label": label}}">{face}</button>'
                for where, said, face in faces
            )
            lines.append(
                '<li draggable="true"><label><input class="cb" type="checkbox" name="cols"'
                f' value="{escape(col.key)}" autocomplete="off"{checked}> {label}</label>'
                f"{movers}</li>"
            )
        return mark_safe("".join(lines))  # noqa: S308

    @property
    def here(self) -> str:
        """The same list without columns of its own in the URL: where the chooser leads back to."""
        return self.state.but(cols=None).query

    @property
    def print_url(self) -> str:
        """The list on paper."""
        query = self.state.but().query
        return f"{query}{'&' * (len(query) > 1)}print=1"
