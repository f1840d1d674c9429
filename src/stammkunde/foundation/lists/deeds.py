"""What can be done with rows: from the menu of one, or with all that are picked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.urls import get_urlconf, reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists.cells import escape
from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.templatetags.house import icon

_ANY = 987654321


@dataclass(frozen=True)
class Deed:
    """A line in the menu of a row: it leads to a page, or sends a POST (`post`).

    to: the name of an address with the row's id, or a function of the row; "" where the row has no
    such line. when: whether a row has it. word: the permission without which nobody has it.
    edit: the key E leads there, too. cut: a line above it. bad: in red. outward: leads out of the
    list for good (a call, a letter), so it takes no way back along.
    """

    key: str
    label: Any
    icon: str
    to: str | Callable[[Any], str]
    when: Callable[[Any], bool] | None = None
    word: str = ""
    post: bool = False
    edit: bool = False
    cut: bool = False
    bad: bool = False
    outward: bool = False

    def url(self, row: Any, back: str = "") -> str:
        """Where it leads for this row, "" for nowhere."""
        if self.when and not self.when(row):
            return ""
        if callable(self.to):
            found = self.to(row)
            return found + back if found and not self.outward else found
        return address(self.to, row.pk) + back


@dataclass(frozen=True)
class Bulk:
    """What can be done with all picked rows at once.

    do: calls the operation with (actor, ids, choice). said: what the toast says for so many rows.
    choices: what can be chosen, as (value, label), e.g. the tags; the buttons stand in a menu.
    word: the permission without which it does not exist.
    """

    key: str
    label: Any
    do: Callable[[Actor, Sequence[int], str], Outcome[Any]]
    said: Callable[[int], str]
    icon: str = ""
    word: str = ""
    choices: Callable[[], Sequence[tuple[Any, Any]]] | None = None


@dataclass(frozen=True)
class Variant:
    """A way of writing rows, e.g. "Nachname, Vorname"."""

    key: str
    label: Any


@dataclass(frozen=True)
class BulkLine:
    """A bulk deed on the page: its choices are read only when there are rows to pick."""

    bulk: Bulk
    options: Sequence[tuple[str, Any]] = ()


def address(name: str, pk: int) -> str:
    """The address called `name` of one row; some fifty of them make a page."""
    before, behind = _around(name, get_urlconf())
    return f"{before}{pk}{behind}"


@lru_cache(maxsize=200)
def _around(name: str, urlconf: Any) -> tuple[str, str]:
    before, _mark, behind = reverse(name, args=[_ANY], urlconf=urlconf).partition(str(_ANY))
    return before, behind


class Menus:
    """The menus of the rows of a page. Written here and not in a template, as cells are."""

    def __init__(self, deeds: Sequence[Deed], query: str, said: str, opens: Any) -> None:
        self.deeds = deeds
        self.back = f"?back={quote(query, safe='')}" if query else ""
        self.said, self.dots = said, icon("dots")
        self.open = f"{icon('chevron-right')}{conditional_escape(opens)}<kbd>↵</kbd>"
        self.faces = {
            one.key: f"{icon(one.icon)}{conditional_escape(one.label)}"
            + ("<kbd>E</kbd>" if one.edit else "")
            for one in deeds
        }

    def edit_url(self, row: Any) -> str:
        """Where the key E leads from this row."""
        return next(
            (url for one in self.deeds if one.edit and (url := one.url(row, self.back))), ""
        )

    def markup(self, row: Any, name: str, url: str) -> SafeString:
        """The last cell of a row: its menu."""
        lines = [f'<li><a href="{escape(url)}">{self.open}</a></li>'] if url else []
        for one in self.deeds:
            if to := one.url(row, self.back):
                lines.append(self._line(one, to))
        if not lines:
            return mark_safe('<td class="act"></td>')
        return mark_safe(  # noqa: S308
            '<td class="act"><details class="more"><summary class="btn s sq ghost" aria-label="'
            f'{escape(self.said % {"name": name})}">{self.dots}</summary>'
            f'<ul class="menu">{"".join(lines)}</ul></details></td>'
        )

    def _line(self, one: Deed, to: str) -> str:
        css = " ".join(["cut"] * one.cut)
        bad = ' class="bad"' if one.bad else ""
        face = self.faces[one.key]
        if one.post:
            inner = f'<button form="list-row" formaction="{escape(to)}"{bad}>{face}</button>'
        else:
            inner = f'<a href="{escape(to)}"{bad}>{face}</a>'
        return f'<li class="{css}">{inner}</li>' if css else f"<li>{inner}</li>"
