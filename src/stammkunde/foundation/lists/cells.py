"""Cells: values as people read them, and their markup.

The markup of cells is written here and not in a template: a page has some five hundred of them, and
the template engine needs 11 ms for those where this needs 2 (measured).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

DASH = '<span class="none">–</span>'


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


TEXT, LINK, BADGE, DATE = Kind.TEXT, Kind.LINK, Kind.BADGE, Kind.DATE
MONEY, PHONE, EMAIL, NUMBER = Kind.MONEY, Kind.PHONE, Kind.EMAIL, Kind.NUMBER


@dataclass(frozen=True)
class Cell:
    """One finished cell. `pieces` are (text, is a hit of the search), none for an empty cell."""

    kind: Kind
    label: Any
    pieces: Sequence[tuple[str, bool]] = ()
    tone: str = ""
    url: str = ""
    css: str = ""

    @property
    def text(self) -> str:
        """The cell without marks, "" when there is nothing to show."""
        return "".join(piece for piece, _hit in self.pieces)

    def markup(self, *, heads_row: bool = False) -> SafeString:
        """The table cell; the first of a row is its heading. Every text is escaped."""
        inner = "".join(
            f"<mark>{escape(piece)}</mark>" if hit else escape(piece) for piece, hit in self.pieces
        )
        if self.kind == BADGE and inner:
            inner = f'<span class="st {escape(self.tone)}">{inner}</span>'
        elif self.url and (inner or heads_row):
            inner = f'<a href="{escape(self.url)}">{inner or "–"}</a>'
        if heads_row:
            return mark_safe(f'<th scope="row"><span class="who">{inner or DASH}</span></th>')  # noqa: S308
        # On a card, dates and numbers do not speak for themselves.
        named = self.kind in (DATE, MONEY, NUMBER)
        label = f' data-label="{escape(self.label)}"' if named else ""
        return mark_safe(f'<td class="{escape(self.css)}"{label}>{inner or DASH}</td>')  # noqa: S308


def written(value: Any, kind: Kind = TEXT) -> str:
    """A value as people read it in the active language; "" for nothing."""
    if value is None or value == "":
        return ""
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
