"""The list as a file: exactly the filtered or picked rows, in the order of the page (IMP-09)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stammkunde.foundation import files, sheets
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists.declare import LISTS, Declared
from stammkunde.foundation.lists.filters import Prefix
from stammkunde.foundation.lists.own import OwnLens
from stammkunde.foundation.lists.picking import matching
from stammkunde.foundation.lists.source import Source
from stammkunde.foundation.lists.state import State, parse
from stammkunde.foundation.lists.texts import Contains
from stammkunde.foundation.operations import note, operation
from stammkunde.foundation.ratelimit import hit
from stammkunde.foundation.refusals import Forbidden, Missing, Refused

EXPORT = "export"
CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_CHUNK = 500
_OFTEN = 30  # exports of one person within ten minutes


class Export:
    """What a list in one state gives out; `ids` narrows it down to picked rows."""

    def __init__(self, state: State, ids: Sequence[int] | None = None) -> None:
        self.state, self.page, self.picked = state.strict(), state.page, ids
        if not state.actor.may(self.page.exports):
            raise Forbidden(self.page.exports)
        self.source = Source(self.state)

    @cached_property
    def count(self) -> int:
        """How many rows, exactly."""
        return len(self.picked) if self.picked is not None else matching(self.state).count()

    @property
    def total(self) -> str:
        """The same as people read it."""
        return number_format(self.count, force_grouping=True)

    @property
    def whole(self) -> bool:
        """Whether there are files with all fields."""
        return self.page.everything(self.state.actor, []) is not None

    @cached_property
    def ids(self) -> list[int]:
        """The ids of the rows in the order of the page."""
        return self.source.ids(self.picked)

    @property
    def conditions(self) -> list[tuple[Any, str]]:
        """The filters that hold, as (label, words)."""
        return [(one.filter.label, one.filter.words(one.value)) for one in self.state.applied]

    def rows(self) -> Iterator[Any]:
        """The rows themselves, a few at a time."""
        for start in range(0, len(self.ids), _CHUNK):
            yield from self.source.in_order(self.ids[start : start + _CHUNK])

    def cells(self, *, full: bool = False) -> Iterator[Sequence[Any]]:
        """Headings, then a line per row: the columns that the page shows, or with `full` all
        fields, where the list has such a form.
        """
        if full and (rows := self.page.everything(self.state.actor, self.ids)) is not None:
            yield from rows
            return
        columns = self.state.columns
        yield [str(col.label) for col in columns]
        for row in self.rows():
            yield [col.typed(row) for col in columns]

    def file(self, format: str, *, full: bool = False) -> Iterator[bytes]:  # noqa: A002 - its name
        """The file in pieces. Refuses a format that nobody knows, and what an XLSX file cannot take.

        The first piece comes after the journal was written; the caller has asked `record_export`.
        """
        cells = self.cells(full=full)
        if format == XLSX:
            yield from sheets.write_xlsx(cells, title=str(self.page.title))
            return
        yield "\ufeff".encode()
        for piece in sheets.write(cells):
            yield piece.encode()

    def name(self, format: str) -> str:  # noqa: A002
        """What the file is called, e.g. "Kunden 2026-11-22.xlsx" (D28)."""
        return files.harmless_name(f"{self.page.title} {self.state.actor.today}.{format}")

    def recorded(self, format: str, *, full: bool = False) -> None:  # noqa: A002
        """Write into the journal what is about to leave the house; refuses as `record_export`."""
        columns = [] if full else [col.key for col in self.state.columns]
        record_export(
            actor=self.state.actor,
            list=self.page.key,
            format=format,
            rows=self.count,
            filters=_said(self.state),
            columns=columns,
        )


@operation("foundation.record_export", needs="")
def record_export(
    *,
    actor: Actor,
    list: str,  # noqa: A002 - its name everywhere
    format: str,  # noqa: A002
    rows: int,
    filters: Sequence[str],
    columns: Sequence[str],
) -> None:
    """Write down that rows of a list leave the house as a file: who, how many, which (IMP-10).

    filters: in words; columns: their keys, none for all fields. Needs the list's own word for
    exports. Refuses a format that there is not (`list.unknown_format`), more rows than an XLSX file
    takes (`list.too_long`), and the thirty-first export within ten minutes (`too_many`).
    """
    page = LISTS.get(list)
    if page is None or not page.exports:
        raise Missing(f"list {list}")
    if not actor.may(page.exports):
        raise Forbidden(page.exports)
    if format not in TYPES:
        raise Refused("list.unknown_format", _("There is no such file format."))
    if format == XLSX and rows > sheets.MOST_ROWS:
        most = number_format(sheets.MOST_ROWS, force_grouping=True)
        text = _("An Excel file takes at most %(most)s rows. Choose CSV, or filter some more.")
        raise Refused("list.too_long", text % {"most": most})
    if actor.kind == "staff":
        hit("foundation.export", str(actor.id), _OFTEN, timedelta(minutes=10))
    said = {"list": list, "format": format, "rows": rows}
    note("foundation.export", said | {"filters": [*filters], "columns": [*columns]})


def rows(
    page: type[Declared], actor: Actor, query: Mapping[str, Any] | None = None
) -> Iterator[Any]:
    """The rows of the set that `query` says (names as in the URL).

    Refuses a query that cannot be read as a whole: an export never silently contains more.
    """
    if not actor.may(page.word):
        raise Forbidden(page.word)
    yield from Export(parse(page, actor, query or {})).rows()


def lines(
    page: type[Declared], actor: Actor, query: Mapping[str, Any] | None = None
) -> Iterator[str]:
    """The same as pieces of a CSV file, headings first, columns as the query shows them."""
    if not actor.may(page.word):
        raise Forbidden(page.word)
    yield from sheets.write(Export(parse(page, actor, query or {})).cells())


def _said(state: State) -> list[str]:
    """Lens, search and filters in words; never what somebody typed, which may be a person's name."""
    own = isinstance(state.lens, OwnLens)
    said = [state.lens.key if own else str(state.lens.label)]
    said += [pgettext("list", "Search")] * bool(state.terms)
    for one in state.applied:
        words = "" if isinstance(one.filter, (Contains, Prefix)) else one.filter.words(one.value)
        said.append(f"{one.filter.label} {words}".strip())
    return said
