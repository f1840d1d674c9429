"""What writes the cells of one column: the same as `Col.cell(row).markup()`, at a third of its cost.

Everything that repeats is prepared once per column and page, which has some four hundred cells. Kinds
that are not named here are written as a `Cell`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.html import conditional_escape

from stammkunde.foundation import folding
from stammkunde.foundation.lists.cells import (
    BADGE,
    DASH,
    DATE,
    EMAIL,
    LINK,
    NUMBER,
    PHONE,
    PILLS,
    TEXT,
    Pill,
    badge,
    escape,
    marked,
    opening,
    pills,
    telephone,
    written,
)
from stammkunde.foundation.lists.columns import Badge, Col

Write = Callable[[Any, str], str]  # of a row and the address of its record
_Inner = Callable[[Any], str]


def writer(col: Col, terms: Sequence[str]) -> Write:
    """What writes the cells of a column; hits of `terms` are marked."""
    make = _KINDS.get(col.kind)
    if make is None or col.before or col.after or col.url:
        return lambda row, url: col.cell(row, terms=terms, url=url).markup()
    read = col.raw
    begin, inner = opening(col.kind, col.css_cell, col.label), make(col, terms)
    nothing, says_nothing = f"{begin}{DASH}</td>", col.kind != BADGE

    def write(row: Any, _url: str) -> str:
        value = read(row)
        if says_nothing and (value is None or value == ""):
            return nothing
        return f"{begin}{inner(value) or DASH}</td>"

    return write


def name_cell(col: Col, terms: Sequence[str]) -> Callable[[Any, str, str], str]:
    """What writes the first cell of a row, of the row, its name and the address of its record."""
    if col.kind != LINK:
        return lambda row, _name, url: col.cell(row, terms=terms, url=url).markup(heads_row=True)
    before, after, leads = col.before, col.after, col.url

    def write(row: Any, name: str, url: str) -> str:
        inner = marked(folding.mark(name, terms)) if terms else escape(name)
        if leads:
            url = leads(row)
        if url:
            inner = f'<a href="{escape(url)}">{inner or "–"}</a>'
        if name and before:
            inner = conditional_escape(before(row)) + inner
        if name and after:
            inner += conditional_escape(after(row))
        return f'<th scope="row"><span class="who">{inner or DASH}</span></th>'

    return write


def _text(col: Col, terms: Sequence[str]) -> _Inner:
    """Words, with the hits of a search marked where they are searched."""
    kind = col.kind
    if terms and kind in (TEXT, EMAIL, PHONE):
        return lambda value: marked(folding.mark(written(value, kind), terms))
    return lambda value: escape(written(value, kind))


def _email(col: Col, terms: Sequence[str]) -> _Inner:
    words = _text(col, terms)
    return lambda value: f'<a href="mailto:{escape(value)}">{words(value)}</a>'


def _phone(col: Col, terms: Sequence[str]) -> _Inner:
    words = _text(col, terms)
    return lambda value: f'<a href="{telephone(value)}">{words(value)}</a>'


def _badge(col: Col, terms: Sequence[str]) -> _Inner:
    known: dict[Any, str] = {}

    def inner(value: Any) -> str:
        if value not in known:
            one = (
                value
                if isinstance(value, Badge)
                else col.badges.get(value, Badge("" if value is None else value))
            )
            known[value] = badge(escape(one.label), one.tone)
        return known[value]

    return inner


def _pills(col: Col, terms: Sequence[str]) -> _Inner:
    known: dict[tuple[Pill, ...], str] = {}

    def inner(value: tuple[Pill, ...]) -> str:
        if not value:
            return ""
        if value not in known:
            said = [
                (one, folding.mark(one.text, terms) if terms else ((one.text, False),))
                for one in value
            ]
            known[value] = pills(said)
        return known[value]

    return inner


_KINDS: dict[Any, Callable[[Col, Sequence[str]], _Inner]] = {
    TEXT: _text, DATE: _text, NUMBER: _text, EMAIL: _email, PHONE: _phone, BADGE: _badge,
    PILLS: _pills,
}  # fmt: skip
