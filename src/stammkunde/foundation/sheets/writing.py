"""Writing CSV files that spreadsheet programs read (D21, D23)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

_FORMULA = re.compile(r"^'*[=+\-@\t\r\n＝＋－＠]")
_FIRST = frozenset("'=+-@\t\r\n＝＋－＠")  # what _FORMULA may begin with
_NUMBER = re.compile(r"^[+-][\d\s()/.,-]*$")  # a phone number or an amount: nothing to run in it
_QUOTED_FORMULA = re.compile(r'^="(.*)"$', re.DOTALL)
_AT_ONCE = 100


def write(rows: Iterable[Sequence[Any]], *, delimiter: str = ";") -> Iterator[str]:
    """A CSV file in pieces of whole lines. Texts that a spreadsheet would calculate are made plain.

    Days are written 21.11.2026, numbers and amounts 1234,50; None is an empty cell.
    """
    buffer, rows = io.StringIO(), iter(rows)
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    while some := list(islice(rows, _AT_ONCE)):
        writer.writerows([
            [
                cell
                if cell == "" or cell is None or (type(cell) is str and cell[:1] not in _FIRST)
                else _said(cell)
                for cell in row
            ]
            for row in some
        ])  # fmt: skip
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _said(cell: Any) -> str:
    return neutral(cell) if type(cell) is str else written(cell)


def written(cell: Any) -> str:
    """A day, an instant or a number as a German office types it; a text stays as it is."""
    if isinstance(cell, datetime):
        return cell.strftime("%d.%m.%Y %H:%M")
    if isinstance(cell, date):
        return f"{cell.day:02}.{cell.month:02}.{cell.year:04}"
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",")
    return str(cell)


def neutral(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes in front (D23).

    Phone numbers (+49 171 …) and amounts (-12,50) hold no formula and go out as they came in.
    """
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.match(cell) else cell


def plain(cell: str) -> str:
    """The way back of `neutral`, so that nothing is lost; `="01067"` is the text 01067."""
    if cell.startswith("'") and _FORMULA.match(cell):
        return cell[1:]
    quoted = _QUOTED_FORMULA.match(cell)
    return quoted[1].replace('""', '"') if quoted else cell
