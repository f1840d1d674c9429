"""The list on paper: exactly what is filtered or picked, in the columns that are shown (LST-17)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Any

from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from stammkunde.foundation.lists.columns import Col
from stammkunde.foundation.lists.source import Source
from stammkunde.foundation.lists.state import State

MOST = 5_000


class Sheet:
    """The rows of a state as they are printed, at most MOST; `ids` narrows them down."""

    def __init__(self, state: State, ids: Collection[int] | None = None) -> None:
        self.state, self.page, self.ids = state.strict(), state.page, ids
        self.columns: list[Col] = state.columns

    @cached_property
    def found(self) -> list[Any]:
        """The rows, with one more when there are too many."""
        source = Source(self.state)
        if self.ids is None:
            return list(islice(source.walk(), MOST + 1))
        return source.these(self.ids)[: MOST + 1]

    @property
    def cut(self) -> bool:
        """Whether there are more rows than a sheet takes."""
        return len(self.found) > MOST

    @property
    def most(self) -> str:
        """How many rows a sheet takes at most."""
        return number_format(MOST, force_grouping=True)

    @cached_property
    def rows(self) -> list[SafeString]:
        """The cells of all rows: no links and pictures, all of several words."""
        return [self._row(row) for row in self.found[:MOST]]

    def _row(self, row: Any) -> SafeString:
        first, *others = [
            replace(col.cell(row), url="", before="", pills=()) for col in self.columns
        ]
        cells = "".join(one.markup() for one in others)
        return mark_safe(first.markup(heads_row=True) + cells)  # noqa: S308 - cells are escaped

    @property
    def count(self) -> str:
        """How many rows it holds."""
        number = len(self.rows)
        shown = number_format(number, force_grouping=True)
        return ngettext("%(count)s row", "%(count)s rows", number) % {"count": shown}

    @property
    def conditions(self) -> list[tuple[Any, str]]:
        """The filters that hold, as (label, words)."""
        return [(one.filter.label, one.filter.words(one.value)) for one in self.state.applied]
