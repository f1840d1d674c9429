"""Lists out of files, as spreadsheet programs write them (D21, D22): CSV and XLSX.

Nothing is ever held whole: each pass over the rows reads the file again. Text stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stammkunde.foundation.sheets import text, workbook
from stammkunde.foundation.sheets.basics import Knows, Passes, Row, Source, Unreadable
from stammkunde.foundation.sheets.kinds import ZIP, refuse_other_kinds

SEARCHED = 30  # rows in which the headings are looked for
LONGEST_HEADING = 200
_NO_HEADING = re.compile(r"[\d\s.,:/+()-]*\d[\d\s.,:/+()-]*|.*@.*\..*", re.DOTALL)
_NAMES = {"cp1252": "windows-1252", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}


class Rows:
    """The rows below the headings. Every pass reads the file again, so none is held in memory."""

    def __init__(self, passes: Passes, header: int) -> None:
        self._passes, self._header = passes, header
        self._count: int | None = None

    def __iter__(self) -> Iterator[Row]:
        count = 0
        for row in self._passes():
            if row.number > self._header:
                count += 1
                yield row
        self._count = count

    def count(self) -> int:
        """How many there are; reads the list, unless it was read to its end before."""
        if self._count is None:
            for _row in self:
                pass
        return self._count or 0


@dataclass(frozen=True)
class Sheet:
    """A list that was opened, and how it is written.

    header: the row of the headings. encoding, delimiter: of a text file; name: of a worksheet.
    hidden: rows of a worksheet that nobody sees; they are read like the others. others: the names
    of all sheets that somebody sees.
    """

    headings: list[str]
    rows: Rows
    header: int
    encoding: str
    delimiter: str = ""
    name: str = ""
    hidden: int = 0
    others: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """Rows below the headings; reads the list once, unless a pass was made before."""
        return self.rows.count()

    @property
    def format(self) -> str:
        """How the file was read, for people."""
        said = [self.encoding]
        if self.delimiter:
            said.append(_delimiter_name(self.delimiter))
        if self.name:
            said.append(_("sheet “%(name)s”") % {"name": self.name})
        if self.header > 1:
            said.append(_("headings in row %(row)s") % {"row": self.header})
        if self.hidden:
            said.append(_("%(count)s hidden rows read as well") % {"count": self.hidden})
        return ", ".join(said)


def read(
    source: bytes | Path,
    *,
    sheet: str = "",
    header: int = 0,
    encoding: str = "",
    delimiter: str = "",
    knows: Knows | None = None,
) -> Sheet:
    """The list in a CSV or XLSX file. Refuses with `Unreadable` what is none, or is damaged.

    sheet: name or position of the worksheet (else the first visible one with headings).
    header: the row of the headings (else it is looked for in the first rows).
    encoding, delimiter: of a text file (else they are found).
    knows: says how many of some cells are known headings; helps to find the row.
    Damage further down is refused by the pass that meets it.
    """
    opened = Source(source)
    if opened.head.startswith(ZIP):
        return _from_workbook(workbook.opened(opened), sheet, header, knows)
    refuse_other_kinds(opened.head)
    file = text.opened(opened, encoding, delimiter)
    found = _headings(file.rows(), header, knows)
    if found is None:
        raise _no_rows(header)
    return Sheet(
        _names(found),
        Rows(file.rows, found.number),
        found.number,
        _NAMES.get(file.codec, file.codec),
        file.delimiter,
    )


def _from_workbook(book: workbook.Workbook, sheet: str, header: int, knows: Knows | None) -> Sheet:
    """The first worksheet with several headings; else the one with most."""
    if not sheet and not book.visible():
        raise Unreadable(
            _("There is no sheet in this file that somebody sees."),
            _("Show the sheet in the spreadsheet program."),
        )
    best, most = None, -1
    for one in [book.named(sheet)] if sheet else book.visible():
        found = _headings(one.rows(), header, knows)
        if found is None:
            continue
        score = knows(_names(found)) if knows else sum(1 for cell in found.cells if cell.strip())
        if score > most:
            best, most = (one, found), score
        if score > 1:
            break
    if best is None:
        raise _no_rows(header)
    one, found = best
    rows = Rows(one.rows, found.number)
    return Sheet(
        _names(found),
        rows,
        found.number,
        "XLSX",
        name=one.name,
        hidden=one.hidden,
        others=tuple(other.name for other in book.visible()),
    )


def _headings(rows: Iterator[Row], header: int, knows: Knows | None) -> Row | None:
    """The row that names the columns: the one asked for, the best known, or the first full one."""
    if header:
        return next((row for row in rows if row.number == header), None)
    head = list(islice(rows, SEARCHED))
    if not head:
        return None
    if knows is not None:
        known = [knows(_names(row)) for row in head]
        if max(known):
            return head[known.index(max(known))]
    filled = [sum(1 for cell in row.cells if cell.strip()) for row in head]
    enough = max(2, (max(filled) + 1) // 2) if max(filled) > 1 else 1
    full = [row for row, count in zip(head, filled, strict=True) if count >= enough]
    return next((row for row in full if _may_name(row)), full[0])


def _may_name(row: Row) -> bool:
    """Whether these cells may be headings: no dates, numbers, addresses among them."""
    return not row.marks and not any(_NO_HEADING.fullmatch(cell) for cell in _names(row) if cell)


def _names(row: Row) -> list[str]:
    return [cell[:LONGEST_HEADING].strip() for cell in row.cells]


def _no_rows(header: int) -> Unreadable:
    if header:
        return Unreadable(
            _("Row %(row)s, which should name the columns, is empty.") % {"row": header},
            _("Name the row with the headings."),
            header,
        )
    return Unreadable(_("The file holds no rows."), _("Its first row must name the columns."))


def _delimiter_name(delimiter: str) -> str:
    return {
        ";": pgettext("sheets", "semicolon"),
        ",": pgettext("sheets", "comma"),
        "\t": pgettext("sheets", "tab"),
    }.get(delimiter, delimiter)


__all__ = ["Row", "Rows", "Sheet", "Unreadable", "read"]
