"""Cells: values as people read them, and their markup.

The markup of cells is written here and not in a template: a page has some five hundred of them, and
the template engine needs 11 ms for those where this needs 2 (measured).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from html import escape as _escape
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

PILLS_SHOWN = 1
DASH = '<span class="none">–</span>'
_special = re.compile("[&<>\"']").search


class Kind(StrEnum):
    """How a cell is written."""

    TEXT = "text"
    LINK = "link"
    BADGE = "badge"
    DATE = "date"
    MONEY = "money"
    PHONE = "phone"
    EMAIL = "email"
    NUMBER = "number"
    PILLS = "pills"


TEXT, LINK, BADGE, DATE = Kind.TEXT, Kind.LINK, Kind.BADGE, Kind.DATE
MONEY, PHONE, EMAIL, NUMBER = Kind.MONEY, Kind.PHONE, Kind.EMAIL, Kind.NUMBER
PILLS = Kind.PILLS


@dataclass(frozen=True)
class Pill:
    """One of several words of a cell; a click leads to `url`, by default nowhere."""

    text: str
    url: str = ""
    tone: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(slots=True)
class Cell:
    """One finished cell. `pieces` are (text, is a hit of the search), none for an empty cell.

    pills: (pill, its pieces) of a cell of several words; what does not fit is counted.
    """

    kind: Kind
    label: Any
    pieces: Sequence[tuple[str, bool]] = ()
    tone: str = ""
    url: str = ""
    css: str = ""
    before: SafeString | str = ""
    after: SafeString | str = ""
    pills: Sequence[tuple[Pill, Sequence[tuple[str, bool]]]] = ()

    @property
    def text(self) -> str:
        """The cell without marks, "" when there is nothing to show."""
        return "".join(piece for piece, _hit in self.pieces)

    def markup(self, *, heads_row: bool = False) -> SafeString:
        """The table cell; the first of a row is its heading. Every text is escaped."""
        inner = pills(self.pills) if self.pills else marked(self.pieces)
        if self.kind == BADGE and inner:
            inner = badge(inner, self.tone)
        elif self.url and (inner or heads_row):
            inner = f'<a href="{escape(self.url)}">{inner or "–"}</a>'
        if self.before or self.after:
            inner = f"{conditional_escape(self.before)}{inner}{conditional_escape(self.after)}"
        if heads_row:
            return mark_safe(f'<th scope="row"><span class="who">{inner or DASH}</span></th>')  # noqa: S308
        return mark_safe(f"{opening(self.kind, self.css, self.label)}{inner or DASH}</td>")  # noqa: S308


def opening(kind: Kind, css: str, label: Any) -> str:
    """The beginning of a cell. On a card, dates and numbers do not speak for themselves."""
    named = f' data-label="{escape(label)}"' if kind in (DATE, MONEY, NUMBER) else ""
    return f'<td class="{css}"{named}>' if css else f"<td{named}>"


def badge(words: str, tone: str) -> str:
    """A state; `words` are escaped already."""
    return f'<span class="st {escape(tone)}">{words}</span>' if words else ""


def telephone(number: str) -> str:
    """The address that calls a number."""
    return f"tel:{''.join(c for c in number if c in '+0123456789')}"


def pills(said: Sequence[tuple[Pill, Sequence[tuple[str, bool]]]]) -> str:
    """The words that fit, and how many more there are; each as (pill, its pieces)."""
    shown = []
    for pill, pieces in said[:PILLS_SHOWN]:
        tag = f'a href="{escape(pill.url)}"' if pill.url else "span"
        css = f"tag {escape(pill.tone)}".strip()
        shown.append(f'<{tag} class="{css}">{marked(pieces)}</{tag.split()[0]}>')
    if rest := [pill.text for pill, _pieces in said[PILLS_SHOWN:]]:
        words = escape(", ".join(rest))
        sr = f'<span class="sr">: {words}</span>'
        shown.append(f'<span class="tag" title="{words}">+{len(rest)}{sr}</span>')
    return f'<span class="tags">{"".join(shown)}</span>'


def marked(pieces: Sequence[tuple[str, bool]]) -> str:
    """Pieces of a text, the hits among them marked."""
    return "".join(
        [f"<mark>{escape(text)}</mark>" if hit else escape(text) for text, hit in pieces]
    )


def escape(text: Any) -> str:
    """As Django's, without its detour for lazy texts: a page escapes a thousand times."""
    plain = str(text)
    return _escape(plain) if _special(plain) else plain


def written(value: Any, kind: Kind = TEXT) -> str:
    """A value as people read it in the active language; "" for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    if isinstance(value, datetime):
        return _day(timezone.localtime(value).date(), get_language())
    if isinstance(value, date):
        return _day(value, get_language())
    if kind == MONEY:
        return f"{number_format(Decimal(value), 2, force_grouping=True)} €"
    if kind == NUMBER:
        return number_format(value, force_grouping=True)
    return str(value)


@lru_cache(maxsize=5_000)
def _day(day: date, language: str | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
