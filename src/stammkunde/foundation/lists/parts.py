"""The small pieces that the templates of a list write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from stammkunde.foundation.lists.cells import Cell
from stammkunde.foundation.lists.columns import Col
from stammkunde.foundation.lists.filters import Filter
from stammkunde.foundation.lists.lenses import Lens
from stammkunde.foundation.lists.state import FILTER


@dataclass(frozen=True)
class LensLink:
    """A lens in the row of lenses; `count` is None while it is not counted."""

    lens: Lens
    url: str
    current: bool
    count: str | None
    changed: bool = False

    @property
    def id(self) -> str:
        """The lens's name in ids of the page, without dots."""
        return self.lens.key.replace(".", "-")


@dataclass(frozen=True)
class Input:
    """A filter with what is typed into it."""

    filter: Filter
    typed: Sequence[str]
    problem: str = ""

    @property
    def name(self) -> str:
        """Its name in the URL."""
        return FILTER + self.filter.key

    @property
    def id(self) -> str:
        """Its id in the page, without dots."""
        return self.filter.key.replace(".", "-")

    @property
    def first(self) -> str:
        """What is typed, or the beginning of a from-to."""
        return self.typed[0] if self.typed else ""

    @property
    def last(self) -> str:
        """The end of a from-to."""
        return self.typed[1] if len(self.typed) > 1 else ""

    @property
    def options(self) -> list[tuple[str, Any, bool]]:
        """(value, label, is chosen) of a choice."""
        return [(str(v), label, str(v) in self.typed) for v, label in self.filter.choices]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Head:
    """A column's title: how it sorts now (for aria-sort), where a click leads, its filter."""

    col: Col
    sorted: str
    url: str
    input: Input | None


@dataclass(frozen=True)
class Chip:
    """A filter that holds, in words, with the link that takes it away."""

    label: Any
    words: str
    url: str
    problem: str = ""


@dataclass(frozen=True)
class Row:
    """One row: its cells in the order of the heads, and the heading above it, if any.

    said: what its menu is called for screen readers.
    """

    pk: int
    url: str
    name: str
    cells: list[Cell]
    heading: str = ""
    said: str = ""

    @property
    def markup(self) -> SafeString:
        """The table cells."""
        first, *others = self.cells
        return mark_safe(first.markup(heads_row=True) + "".join(c.markup() for c in others))  # noqa: S308
