"""The rows of a page as markup, written by plain functions with everything prepared that repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from stammkunde.foundation.lists.cells import escape, written
from stammkunde.foundation.lists.deeds import around, way_back
from stammkunde.foundation.lists.opening import OPEN
from stammkunde.foundation.lists.state import State
from stammkunde.foundation.lists.writers import name_cell, writer

_HERE = "*"  # stands for the id in the address that the key E opens


@dataclass(slots=True)
class Row:
    """One row to be written: what it is called, where it leads, the heading above it, if any."""

    row: Any
    name: str
    url: str
    heading: str = ""

    @property
    def pk(self) -> int:
        """The id of the row."""
        return self.row.pk


class Lines:
    """Writes the rows of a list in one state; `picks`: with a tick in front."""

    def __init__(self, state: State, *, picks: bool) -> None:
        page, actor = state.page, state.actor
        self.terms, self.columns, self.picks = state.terms, state.columns, picks
        self.head = name_cell(self.columns[0], self.terms)
        self.writers = [writer(col, self.terms) for col in self.columns[1:]]
        self.width = len(self.columns) + 1 + picks
        before, behind = around(page.record) if page.record else ("", "")
        self.record = (before, behind + way_back(state.query)) if before else None
        may = [one for one in page.deeds if actor.may(one.word)]
        self.edit = next((_HERE.join(around(str(one.to))) for one in may if one.edit), "")
        self.keys = [(one.key_pressed, _HERE.join(around(str(one.to)))) for one in may
                     if one.key_pressed]  # fmt: skip
        self.menu = bool(may or page.record)
        self.said_pick, self.said_menu = (
            escape(_("Select %(name)s")),
            escape(_("Actions for %(name)s")),
        )

    def row(self, row: Any, heading: str = "") -> Row:
        """A row as it is called here."""
        first = self.columns[0]
        url = f"{self.record[0]}{row.pk}{self.record[1]}" if self.record else ""
        return Row(row, written(first.raw(row), first.kind), url, heading)

    def markup(self, rows: Sequence[Row]) -> SafeString:
        """All rows, written."""
        return mark_safe("".join([self._heading(row.heading) + self._line(row) for row in rows]))  # noqa: S308

    def new(self, row: Any) -> SafeString:
        """The row that was just added, with the reason why it stands apart."""
        said = self._heading(_("Just added, does not fit the lens"), "grp new")
        return mark_safe(said + self._line(self.row(row), ' class="new"'))  # noqa: S308

    def _line(self, row: Row, css: str = "") -> str:
        """One row: its tick, its cells, the button of its menu."""
        one, url, pk, name = row.row, row.url, row.row.pk, {"name": escape(row.name)}
        parts = [f"<tr{css}>"]
        if self.picks:
            parts.append(
                f'<td class="w-cb"><input class="cb" type="checkbox" name="pick" value="{pk}"'
                f' form="list-pick" aria-label="{self.said_pick % name}"></td>'
            )
        parts.append(self.head(one, row.name, url))
        parts += [write(one, url) for write in self.writers]
        if self.menu:
            parts.append(
                f'<td class="act"><button class="btn dots" form="list-open" name="{OPEN}"'
                f' value="{pk}" aria-label="{self.said_menu % name}"></button></td></tr>\n'
            )
        else:
            parts.append('<td class="act"></td></tr>\n')
        return "".join(parts)

    def _heading(self, text: str, css: str = "grp") -> str:
        if not text:
            return ""
        role = ' role="status"' if css != "grp" else ""
        return f'<tr class="{css}"><td colspan="{self.width}"{role}>{escape(text)}</td></tr>\n'
