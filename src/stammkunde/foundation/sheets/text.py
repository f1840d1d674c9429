"""CSV, as spreadsheet programs write it (D21): encoding and delimiter found, rows streamed."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from stammkunde.foundation.sheets import basics
from stammkunde.foundation.sheets.basics import Row, Source, Unreadable
from stammkunde.foundation.sheets.writing import plain

DELIMITERS = ";\t,"
_CHUNK = 256 * 1024
_SAID = re.compile(r"\ufeff?sep=([^\w\s\"']|\t)\s*", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 50  # rows that decide about the delimiter


@dataclass(frozen=True)
class Text:
    """A CSV file and how it is written; `rows` streams it anew each time."""

    source: Source
    codec: str
    delimiter: str
    skip: int  # lines before the first row: `sep=;`

    def rows(self) -> Iterator[Row]:
        """Every row that holds something. Refuses damaged quotation marks, NUL, endless rows."""
        with _decoded(self.source, self.codec) as stream:
            lines = _Lines(stream)
            for _number in range(self.skip):
                next(lines, "")
            yield from _records(lines, self.delimiter)


def opened(source: Source, encoding: str = "", delimiter: str = "") -> Text:
    """The CSV file in `source`; refuses what is no text, or has letters that cannot be read.

    encoding, delimiter: what somebody knows better than what is found.
    """
    codec = _surely(source, encoding) if encoding else _codec(source)
    with _decoded(source, codec) as stream:
        found, skip = _written(stream.read(basics.HEAD))
    return Text(source, codec, delimiter or found, skip)


def _written(sample: str) -> tuple[str, int]:
    """The delimiter of a text, and how many lines stand before its rows."""
    said = _SAID.fullmatch(re.split(r"\r\n|\r|\n", sample, maxsplit=1)[0])
    return (said[1], 1) if said else (_delimiter(sample), 0)


def _decoded(
    source: Source, codec: str, errors: str = "strict", size: int | None = None
) -> io.TextIOWrapper:
    """The text of a source, or of its first `size` bytes; line ends stay as they are."""
    binary = source.open()
    if size is not None:
        binary = io.BufferedReader(_Beginning(binary, size))
    return io.TextIOWrapper(binary, codec, errors, newline="")


class _Beginning(io.RawIOBase):
    """The first bytes of a stream."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream, self._left = stream, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(min(len(buffer), self._left))
        buffer[: len(data)] = data
        self._left -= len(data)
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


# Encoding


def _codec(source: Source) -> str:
    """The encoding that the whole file is written in."""
    head = source.head
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return _surely(source, codec)
    zeros = [head[0:4000:2].count(0), head[1:4000:2].count(0)]
    if max(zeros) * 10 > min(len(head), 4000) and max(zeros) > 4 * min(zeros):
        return _surely(source, "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be")
    if b"\0" in head:
        raise _no_text(len(re.findall(rb"\r\n|\r|\n", head.partition(b"\0")[0])) + 1)
    broken = _broken_at(source, "utf-8")
    if broken is None:
        return "utf-8"
    good, bad = _letters(source)
    if good > bad:
        # A few broken bytes in UTF-8: read as Windows-1252, every umlaut would be two letters.
        raise _unreadable_letter(source, "utf-8", broken)
    return _surely(source, "cp1252")


def _surely(source: Source, codec: str) -> str:
    broken = _broken_at(source, codec)
    if broken is not None:
        raise _unreadable_letter(source, codec, broken)
    return codec


def _broken_at(source: Source, codec: str) -> int | None:
    """The first byte that is no letter in `codec`; None where all are."""
    decoder = codecs.getincrementaldecoder(codec)()
    done = 0
    with source.open() as binary:
        while True:
            data = binary.read(_CHUNK)
            before = len(decoder.getstate()[0])
            try:
                decoder.decode(data, final=not data)
            except UnicodeDecodeError as problem:
                return done - before + problem.start
            done += len(data)
            if not data:
                return None


def _letters(source: Source) -> tuple[int, int]:
    """How many letters beyond ASCII are whole in UTF-8, and how many are broken."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = bad = 0
    with source.open() as binary:
        while data := binary.read(_CHUNK):
            text = decoder.decode(data)
            broken = text.count("\ufffd")
            good += len(text) - len(text.encode("ascii", "ignore")) - broken
            bad += broken
    return good, bad


def _unreadable_letter(source: Source, codec: str, at: int) -> Unreadable:
    with _decoded(source, codec, "replace") as stream:
        delimiter, skip = _written(stream.read(basics.HEAD))
    with _decoded(source, codec, "replace", at) as stream:
        lines = _Lines(stream)
        for _number in range(skip):
            next(lines, "")
        row = 0
        with suppress(csv.Error, _Endless, _Nul):
            for _cells_of in csv.reader(_ended(lines), delimiter=delimiter):
                row, lines.spent = row + 1, 0
    return Unreadable(
        _("Row %(row)s holds a letter that cannot be read.") % {"row": max(row, 1)},
        _("Save the list again as CSV, UTF-8 or Windows-1252."),
        max(row, 1),
    )


def _ended(lines: Iterable[str]) -> Iterator[str]:
    """The lines, and a letter behind the last one where that would not count as begun."""
    last = ""
    for last in lines:
        yield last
    if not last or last[-1] in "\r\n":
        yield "?"


def _no_text(row: int) -> Unreadable:
    return Unreadable(
        _("This is not a text file: see row %(row)s.") % {"row": row},
        _("Save the list as CSV, UTF-8."),
        row,
    )


# Delimiter


def _delimiter(sample: str) -> str:
    """What divides the rows of the sample into equally many cells; the first named wins a tie."""
    return max(DELIMITERS, key=lambda one: _evenness(sample, one))


def _evenness(sample: str, delimiter: str) -> tuple[float, bool, int]:
    """Of rows cut by `delimiter`: the share of equally wide ones, is the first one, how wide."""
    widths = []
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if any(cells):
                widths.append(len(cells))
            if len(widths) == _SAMPLE:
                break
        else:
            if len(sample) == basics.HEAD and len(widths) > 1:
                del widths[-1]  # cut
    except csv.Error:
        pass
    usual, count = (
        Counter(width for width in widths if width > 1).most_common(1)[0]
        if (any(width > 1 for width in widths))
        else (1, 0)
    )
    return count / len(widths) if widths else 0.0, bool(widths) and widths[0] > 1, usual


# Rows


class _Lines:
    """The lines of a text, none endless; `spent` counts the letters of a row of many lines."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self._stream = stream
        self.spent = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(basics.LONGEST_ROW)
        if not line:
            raise StopIteration
        self.spent += len(line)
        if self.spent >= basics.LONGEST_ROW:
            raise _Endless
        if "\0" in line:
            raise _Nul
        return line


class _Endless(Exception):
    """A row without end."""


class _Nul(Exception):
    """A character that no text holds."""


def _records(lines: _Lines, delimiter: str) -> Iterator[Row]:
    for number, cells in enumerate(_cells(lines, delimiter), 1):
        lines.spent = 0
        if number > basics.MOST_ROWS:
            raise basics.too_many()
        if len(cells) > basics.MOST_COLUMNS and any(
            cell.strip() for cell in cells[basics.MOST_COLUMNS :]
        ):
            raise basics.too_wide(number)
        if any(cell and not cell.isspace() for cell in cells):
            if number == 1:
                cells[0] = cells[0].lstrip("\ufeff")
            yield Row(
                number,
                [
                    plain(cell) if cell and (cell[0] == "'" or cell[0] == "=") else cell
                    for cell in cells[: basics.MOST_COLUMNS]
                ],
            )


def _cells(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """What the csv module reads; its problems as `Unreadable` with the row."""
    csv.field_size_limit(basics.LONGEST_CELL)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _Endless:
            raise basics.too_long(number) from None
        except _Nul:
            raise _no_text(number) from None
        except UnicodeDecodeError:
            raise basics.changed() from None
        except csv.Error as problem:
            if "field limit" in str(problem):
                raise basics.too_long(number) from problem
            raise Unreadable(
                _("The quotation marks in row %(row)s do not match.") % {"row": number},
                _('A cell with a quotation mark is written "like ""this""".'),
                number,
            ) from problem
        yield cells
        number += 1
