"""Columns of a list: what a cell shows, how it sorts, who may see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from stammkunde.foundation import folding
from stammkunde.foundation.lists.cells import (
    BADGE,
    DATE,
    EMAIL,
    LINK,
    MONEY,
    NUMBER,
    PHONE,
    PILLS,
    TEXT,
    Cell,
    Kind,
    telephone,
    written,
)

_MARKED = frozenset({TEXT, LINK, PHONE, EMAIL})
_CENT = Decimal("0.01")
_RIGHT = frozenset({MONEY, NUMBER})
_WIDTHS = {
    LINK: "name", BADGE: "status", DATE: "date", MONEY: "money",
    PHONE: "m", EMAIL: "l", NUMBER: "s", PILLS: "l",
}  # fmt: skip


@dataclass(frozen=True)
class Badge:
    """A state: its word and one of the named tones (g green, b blue, o orange, r red, n neutral)."""

    label: Any
    tone: str = "n"

    def __str__(self) -> str:
        return str(self.label)


@dataclass(frozen=True)
class Col:
    """One column.

    path: the ORM path, by default the key; over a key of an upper room by `related_query_name`,
    e.g. `billing_money__open`. value: a function of the row instead of the path's value. fetch: the
    values of all rows of a page by id, from one query, where neither path nor value can tell them.
    before, after: markup around the words of a link, such as a picture and a padlock. url: where a
    link leads, by default to the row's own record.
    sort: True sorts by `path`; a path or a tuple of paths ("-" turns one around) sorts by those;
    they must be NOT NULL and indexed, the id is appended by the engine (house.md 7).
    fixed: cannot be switched off. word: the permission without which the column does not exist.
    width: one of the stylesheet's widths (s, m, l, xl, name, status, nr, date, money), by default
    that of the kind. leaves: 2 goes below 1250 px, 3 below 1000 px; cards on phones show all.
    """

    key: str
    label: Any
    kind: Kind = TEXT
    path: str = ""
    value: Callable[[Any], Any] | None = None
    fetch: Callable[[Sequence[Any]], Mapping[int, Any]] | None = None
    before: Callable[[Any], SafeString | str] | None = None
    after: Callable[[Any], SafeString | str] | None = None
    url: Callable[[Any], str] | None = None
    sort: bool | str | tuple[str, ...] = False
    default: bool = True
    fixed: bool = False
    word: str = ""
    badges: Mapping[Any, Badge] = field(default_factory=dict)
    width: str = ""
    leaves: int = 0

    @classmethod
    def of(cls, declared: Any, **more: Any) -> Col:
        """The column of a `foundation.fields.Field`: key, label and kind are declared only once."""
        kind = {"email": EMAIL, "phone": PHONE, "date": DATE, "money": MONEY, "choice": BADGE}.get(
            getattr(declared.kind, "value", declared.kind), TEXT
        )
        return cls(**{"key": declared.key, "label": declared.label, "kind": kind, **more})

    @cached_property
    def source(self) -> str:
        """The ORM path that feeds the cell."""
        return self.path or self.key

    @cached_property
    def joined(self) -> bool:
        """Whether the value lies in another table."""
        return "__" in self.source

    @cached_property
    def alias(self) -> str:
        """The name under which a joined or fetched value hangs on the row."""
        return "col_" + self.source if self.joined or self.fetch else self.source

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The paths to sort by, without the id; empty when the column cannot sort."""
        if self.sort is True:
            return (self.source,)
        return (self.sort,) if isinstance(self.sort, str) else tuple(self.sort or ())

    @property
    def right(self) -> bool:
        """Numbers stand on the right."""
        return self.kind in _RIGHT

    @cached_property
    def css(self) -> str:
        """Classes of the column: its width and when it leaves."""
        width = self.width or _WIDTHS.get(self.kind, "")
        return " ".join([f"w-{width}"] * bool(width) + [f"p{self.leaves}"] * bool(self.leaves))

    @cached_property
    def css_cell(self) -> str:
        """Classes of the column's cells."""
        name = "n" if self.right else "c-status" if self.kind == BADGE else ""
        return " ".join([name] * bool(name) + [f"p{self.leaves}"] * bool(self.leaves))

    def raw(self, row: Any) -> Any:
        """The unformatted value of a row."""
        return self.value(row) if self.value else getattr(row, self.alias)

    def typed(self, row: Any) -> Any:
        """The value for a file: a day, a number or an amount as such, everything else in words."""
        raw = self.raw(row)
        if self.kind == BADGE:
            known = raw if isinstance(raw, Badge) else self.badges.get(raw)
            return str(known.label) if known else "" if raw is None else str(raw)
        if self.kind == MONEY and raw not in (None, ""):
            return Decimal(raw).quantize(_CENT)
        if isinstance(raw, datetime):
            return timezone.localtime(raw).date()
        if isinstance(raw, (date, int, Decimal)) and not isinstance(raw, bool):
            return raw
        return written(raw, self.kind)

    def cell(self, row: Any, *, terms: Sequence[str] = (), url: str = "") -> Cell:
        """The finished cell of a row; hits of the search are marked in words, numbers, addresses."""
        raw = self.raw(row)
        url = self.url(row) if self.url else url
        if self.kind == BADGE:
            known = raw if isinstance(raw, Badge) else None
            badge = known or self.badges.get(raw, Badge("" if raw is None else raw))
            text = str(badge.label)
            return Cell(
                BADGE, self.label, ((text, False),) if text else (), badge.tone, css=self.css_cell
            )
        text = written(raw, self.kind)
        if not text:
            return Cell(
                self.kind, self.label, url=url if self.kind == LINK else "", css=self.css_cell
            )
        if self.kind == PILLS:
            pills = [
                (pill, folding.mark(pill.text, terms) if terms else ((pill.text, False),))
                for pill in raw
            ]
            return Cell(PILLS, self.label, ((text, False),), css=self.css_cell, pills=pills)
        pieces = folding.mark(text, terms) if terms and self.kind in _MARKED else ((text, False),)
        if self.kind == EMAIL:
            url = f"mailto:{text}"
        elif self.kind == PHONE:
            url = telephone(text)
        elif self.kind != LINK:
            url = ""
        before = self.before(row) if self.before else ""
        after = self.after(row) if self.after else ""
        return Cell(
            self.kind, self.label, pieces, url=url, css=self.css_cell, before=before, after=after
        )
