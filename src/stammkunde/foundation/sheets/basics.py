"""What every reader of lists shares: rows, refusals, limits, and a source that opens again."""

from __future__ import annotations

import io
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _

MOST_COLUMNS = 1_000
MOST_ROWS = 1_048_576  # as many as a spreadsheet has
LONGEST_CELL = 100_000  # characters
LONGEST_ROW = 1_000_000  # characters
LARGEST_PIPE = 256 * 1024 * 1024  # bytes of a list that can be read only once
HEAD = 64 * 1024

# What a cell was in the spreadsheet, where its text alone does not say so.
NUMBER, DATE, ERROR, NO_VALUE, CUT = "number", "date", "error", "no value", "cut"
_NOTHING: Mapping[int, str] = MappingProxyType({})


class Unreadable(Exception):
    """A file that is no list: `message` says why, `hint` what to do, `row` where if known."""

    def __init__(self, message: str, hint: str = "", row: int = 0) -> None:
        super().__init__(message)
        self.message, self.hint, self.row = message, hint, row


class Row(NamedTuple):
    """One line of a list; `number` as in the spreadsheet.

    `marks` tells by position which cells are no texts in a spreadsheet: `NUMBER`, `DATE`, `ERROR`
    (#N/A), `NO_VALUE` (a formula that was never calculated), `CUT` (a number of more digits than a
    spreadsheet keeps). Text files have no marks.
    """

    number: int
    cells: list[str]
    marks: Mapping[int, str] = _NOTHING


Knows = Callable[[Sequence[str]], int]  # how many of these cells are headings that somebody knows
Passes = Callable[[], Iterator[Row]]


class Source:
    """A file or bytes, opened anew for every pass. A file that changed in between is refused."""

    def __init__(self, given: bytes | Path) -> None:
        self._path, self._data = None, b""
        if isinstance(given, bytes):
            self._data = given
        elif stat.S_ISREG(given.stat().st_mode):
            self._path = given
        else:
            with given.open("rb") as stream:
                self._data = stream.read(LARGEST_PIPE + 1)
            if len(self._data) > LARGEST_PIPE:
                raise Unreadable(_("This list is too large."), _("Split it into several files."))
        self._state = self._now()
        with self.open() as stream:
            self.head = stream.read(HEAD)

    @property
    def size(self) -> int:
        """In bytes."""
        return self._state[0]

    def open(self) -> BinaryIO:
        """A stream from the beginning; close it."""
        if self._path is None:
            return io.BytesIO(self._data)
        if self._now() != self._state:
            raise changed()
        return self._path.open("rb")

    def _now(self) -> tuple[int, int, int]:
        if self._path is None:
            return len(self._data), 0, 0
        found = self._path.stat()
        return found.st_size, found.st_mtime_ns, found.st_ino


def changed() -> Unreadable:
    """The refusal of a file that somebody else writes."""
    return Unreadable(
        _("The file was changed while it was read."),
        _("Close it in other programs and start again."),
    )


def too_wide(row: int) -> Unreadable:
    """The refusal of a row with more than `MOST_COLUMNS` cells."""
    return Unreadable(
        _("Row %(row)s has more than %(limit)s columns.") % {"row": row, "limit": MOST_COLUMNS},
        _("Delete what stands beside the list."),
        row,
    )


def too_long(row: int) -> Unreadable:
    """The refusal of a cell or row of more text than any list holds."""
    return Unreadable(
        _("Row %(row)s holds far too much text.") % {"row": row}
        if row
        else _("A cell holds far too much text."),
        _("Perhaps a quotation mark is missing there, or it is no list of customers."),
        row,
    )


def too_many() -> Unreadable:
    """The refusal of more than `MOST_ROWS` rows."""
    return Unreadable(
        _("This list has more than %(limit)s rows.") % {"limit": MOST_ROWS},
        _("Split it into several files."),
        MOST_ROWS,
    )
