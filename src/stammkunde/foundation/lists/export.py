"""Exactly the filtered rows, in the order of the page, as a stream (EXP)."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists.cells import written
from stammkunde.foundation.lists.declare import Declared
from stammkunde.foundation.lists.source import Source
from stammkunde.foundation.lists.state import parse
from stammkunde.foundation.refusals import Forbidden

# A spreadsheet runs what begins like this; numbers and phone numbers ("+49 171 23") it only shows.
_FORMULA = re.compile(r"^[\t\r ]*(?:[=@]|[+-](?![\d\s().,/-]*$))")


def rows(
    page: type[Declared], actor: Actor, query: Mapping[str, Any] | None = None
) -> Iterator[Any]:
    """The rows of the set that `query` says (names as in the URL), in constant memory.

    Refuses a query that cannot be read as a whole: an export never silently contains more.
    """
    if not actor.may(page.word):
        raise Forbidden(page.word)
    return Source(parse(page, actor, query or {}).strict()).walk()


def lines(
    page: type[Declared],
    actor: Actor,
    query: Mapping[str, Any] | None = None,
    *,
    guard: Callable[[str], str] | None = None,
) -> Iterator[str]:
    """The same as CSV lines with `;`, headings first, columns as the query shows them.

    guard: what is done to each text against formulas, by default `neutral`.
    """
    safe = guard or neutral
    state = parse(page, actor, query or {}).strict()
    writer = csv.writer(_Echo(), delimiter=";")
    yield writer.writerow([safe(str(col.label)) for col in state.columns])
    for row in rows(page, actor, query):
        cells = (col.cell(row).text or written(col.raw(row), col.kind) for col in state.columns)
        yield writer.writerow([safe(text) for text in cells])


def neutral(text: str) -> str:
    """The text, with a leading ' where a spreadsheet would run it as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


class _Echo:
    """A file that hands back what is written."""

    def write(self, line: str) -> str:
        return line
