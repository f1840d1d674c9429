"""Lists as files: reading what spreadsheet programs write, writing what they read (D21-D23).

Reading knows UTF-8 with or without BOM, UTF-16 and Windows-1252; semicolon, comma or tab; any line
end. Rows carry the number that the spreadsheet program shows. Text stays text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

DELIMITERS = ";,\t"
LONGEST_CELL = 100_000
_FORMULA = re.compile(r"^'*[=+\-@\t\r\n＝＋－＠]")
_FIRST = frozenset("'=+-@\t\r\n＝＋－＠")  # what _FORMULA may begin with
_NUMBER = re.compile(r"^[+-][\d\s()/.,-]*$")  # a phone number or an amount: nothing to run in it
_QUOTED_FORMULA = re.compile(r'^="(.*)"$', re.DOTALL)


class Unreadable(Exception):
    """A file that is no list: `message` says why, `hint` what to do, `row` where if known."""

    def __init__(self, message: str, hint: str = "", row: int = 0) -> None:
        super().__init__(message)
        self.message, self.hint, self.row = message, hint, row


@dataclass(frozen=True)
class Row:
    """One line of a list; `number` as in the spreadsheet, the headings are row 1."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Sheet:
    """A list that was read, and how it was written."""

    headings: list[str]
    rows: list[Row]
    encoding: str
    delimiter: str


def read(data: bytes) -> Sheet:
    """The list in a CSV file. Refuses with `Unreadable` what is none, or is damaged."""
    text, encoding = _decode(data)
    first, _sep, rest = text.partition("\n")
    said = re.fullmatch(r"sep=(.)\r?", first.strip("\ufeff"), re.IGNORECASE)
    if said:
        text = rest
    delimiter = said[1] if said else _delimiter(text)
    rows = [row for row in _records(text, delimiter) if any(cell.strip() for cell in row.cells)]
    if not rows:
        raise Unreadable(_("The file holds no rows."), _("Its first row must name the columns."))
    headings = [cell.strip() for cell in rows[0].cells]
    return Sheet(headings, rows[1:], encoding, delimiter)


def write(rows: Iterable[Iterable[str]], *, delimiter: str = ";") -> Iterator[str]:
    """The lines of a CSV file. Cells that a spreadsheet would calculate are made plain text."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        writer.writerow([neutral(cell) if cell[:1] in _FIRST else cell for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


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


def _decode(data: bytes) -> tuple[str, str]:
    if not data.strip():
        raise Unreadable(_("The file is empty."))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable(
            _("This is a spreadsheet file, not a CSV file."),
            _("In the spreadsheet program: save as, file type “CSV”."),
        )
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _strictly(data, name), name
    if b"\0" in data[:2000]:
        return _strictly(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"), "utf-16"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as problem:
        _refuse_damaged(data, problem)
    return _strictly(data, "cp1252"), "windows-1252"


def _refuse_damaged(data: bytes, problem: UnicodeDecodeError) -> None:
    """UTF-8 with a few broken bytes must not be read as Windows-1252: every umlaut would be two."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    if sum(1 for char in text if ord(char) > 127) - broken > broken:
        raise _broken(data, problem) from problem


def _strictly(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise _broken(data, problem) from problem
    if "\0" in text:
        raise Unreadable(_("This is not a text file."), _("Save the list as CSV, UTF-8."))
    return text


def _broken(data: bytes, problem: UnicodeDecodeError) -> Unreadable:
    row = len(re.findall(rb"\r\n|\r|\n", data[: problem.start])) + 1
    return Unreadable(
        _("Row %(row)s holds a letter that cannot be read.") % {"row": row},
        _("Save the list again as CSV, UTF-8 or Windows-1252."),
        row,
    )


def _delimiter(text: str) -> str:
    line = next((line for line in text.splitlines() if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", line)
    return max(DELIMITERS, key=outside.count)


def _records(text: str, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            raise Unreadable(
                _("The quotation marks in row %(row)s do not match.") % {"row": number},
                _('A cell with a quotation mark is written "like ""this""".'),
                number,
            ) from problem
        yield Row(number, [plain(cell) for cell in cells])
