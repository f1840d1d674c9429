"""The small pieces that the templates of a list write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from stammkunde.foundation.lists.cells import Cell, escape
from stammkunde.foundation.lists.columns import Col
from stammkunde.foundation.lists.filters import EMPTY, FILLED, Filter, Flag, emptiness
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
    def said(self) -> str:
        """What the number counts, in words: "12 customers who are locked"."""
        return f"{self.count or ''} {self.lens.said}".strip() if self.lens.said else ""

    @property
    def id(self) -> str:
        """The lens's name in ids of the page, without dots."""
        return self.lens.key.replace(".", "-")


@dataclass(frozen=True)
class Input:
    """A filter with what is typed into it; `open` while somebody is ticking its choices."""

    filter: Filter
    typed: Sequence[str]
    problem: str = ""
    open: bool = False

    @property
    def name(self) -> str:
        """Its name in the URL."""
        return FILTER + self.filter.key

    @property
    def id(self) -> str:
        """Its id in the page, without dots."""
        return self.filter.key.replace(".", "-")

    @property
    def asked(self) -> str:
        """EMPTY or FILLED when that is asked for, else ""."""
        return emptiness(self.typed) if self.filter.empties else ""

    @property
    def first(self) -> str:
        """What is typed."""
        return self.typed[0] if self.typed and not self.asked else ""

    @property
    def asks(self) -> list[tuple[str, str]]:
        """What can be asked besides a value."""
        return [(EMPTY, pgettext("list", "empty")), (FILLED, pgettext("list", "not empty"))]

    @property
    def asked_said(self) -> str:
        """What is asked, in words."""
        return dict(self.asks).get(self.asked, "")

    @property
    def several(self) -> bool:
        """Whether several values can be chosen at once."""
        return self.filter.widget == "choice" and not isinstance(self.filter, Flag)

    @property
    def said(self) -> str:
        """The chosen options in a few words: the first, and how many more."""
        labels = [str(label) for _value, label, chosen in self.options if chosen]
        return f"{labels[0]} +{len(labels) - 1}" if len(labels) > 1 else "".join(labels)

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

    pick: what its tick is called for screen readers, "" where there are none. menu: its last cell.
    edit: where the key E leads.
    """

    pk: int
    url: str
    name: str
    cells: list[Cell]
    heading: str = ""
    pick: str = ""
    menu: SafeString = SafeString("")
    edit: str = ""

    @property
    def markup(self) -> SafeString:
        """The table cells."""
        first, *others = self.cells
        tick = (
            f'<td class="w-cb"><input class="cb" type="checkbox" name="pick" value="{self.pk}"'
            f' form="list-pick" autocomplete="off" aria-label="{escape(self.pick)}"></td>'
            if self.pick
            else ""
        )
        cells = first.markup(heads_row=True) + "".join(c.markup() for c in others)
        return mark_safe(tick + cells + self.menu)  # noqa: S308
