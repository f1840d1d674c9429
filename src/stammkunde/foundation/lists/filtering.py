"""The half of a listing that narrows it down: filter row, chips, what their forms send along."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from stammkunde.foundation.lists.chosen import Chosen
from stammkunde.foundation.lists.columns import Col
from stammkunde.foundation.lists.parts import Chip, Input
from stammkunde.foundation.lists.state import State


class Filtering:
    """What of a listing follows from its state alone."""

    state: State
    columns: list[Col]
    opened: str = ""  # the id of the menu in whose choices somebody is just ticking

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
        if not self.opened:
            return inputs
        return [replace(one, open=f"list-m-{one.face.id}" == self.opened) for one in inputs]

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
        url = self.state.without(chosen.filter.key).query
        return Chip(chosen.filter.label, chosen.words, url, chosen.problem)

    @property
    def unfiltered_url(self) -> str:
        """The list without any filter; search, columns, lens and sort stay."""
        return self.state.without(*self.state.filters).query

    @property
    def kept_by_bar(self) -> list[tuple[str, str]]:
        """Hidden fields of the search bar, whose form also holds the filters of the head."""
        loose = [
            (one.name, raw)
            for one in self.loose_inputs
            for raw in self.state.filters[one.filter.key].raw
        ]
        return [*self.state.but().pairs("q", "f"), *loose]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Hidden fields for what is opened beside the list: all of its state."""
        return self.state.pairs()

    @property
    def here(self) -> str:
        """The same list without columns of its own in the URL: where forms lead back to."""
        return self.state.but(cols=None).query

    @property
    def exports(self) -> bool:
        """Whether the actor may take the list away as a file."""
        word = self.state.page.exports
        return bool(word) and self.state.actor.may(word)

    @property
    def export_url(self) -> str:
        """The page that asks how."""
        return self._and("export")

    @property
    def print_url(self) -> str:
        """The list on paper."""
        return self._and("print")

    def _and(self, name: str) -> str:
        query = self.state.but().query
        return f"{query}{'&' * (len(query) > 1)}{name}=1"
