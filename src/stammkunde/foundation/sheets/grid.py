"""The rows of a worksheet, read piece by piece."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stammkunde.foundation.sheets import basics, values
from stammkunde.foundation.sheets.basics import DATE, ERROR, NO_VALUE, NUMBER, Row
from stammkunde.foundation.sheets.package import Package, damaged, local

if TYPE_CHECKING:
    from stammkunde.foundation.sheets.workbook import Workbook

WIDEST = 16_384  # columns of the format, most of them empty
MOST_MERGED = 20_000  # areas over several rows
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_HIDDEN = re.compile(rb'<(?:\w+:)?row\s[^<>]*?\bhidden="(?:1|true)"')
_LONGEST_TAG = 64 * 1024
_YES_NO = {"1": "ja", "true": "ja", "0": "nein", "false": "nein"}
_COLUMNS: dict[str, int] = {}


@dataclass
class Layout:
    """merged: by first row, (column, last row) of areas over several rows; hidden: how many rows."""

    merged: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    hidden: int = 0


def layout(package: Package, part: str) -> Layout:
    """Look through a worksheet for what its rows do not tell in time: merged cells, hidden rows."""
    found, rest, areas = Layout(), b"", 0
    for piece in package.pieces(part):
        data = rest + piece
        cut = data.rfind(b"<")
        rest = data[cut:][:_LONGEST_TAG] if cut >= 0 else b""
        whole = data[: max(cut, 0)]
        found.hidden += sum(1 for _row in _HIDDEN.finditer(whole)) if b"hidden" in whole else 0
        if b"mergeCell " not in whole:
            continue
        for area in _MERGED.finditer(whole):
            top, bottom = int(area[2]), int(area[3])
            if top < bottom and areas < MOST_MERGED:
                areas += 1
                found.merged[top].append((column(area[1].decode()), bottom))
    return found


def column(letters: str, row: int = 0) -> int:
    """The position of a column, A is 0. Refuses what names none; `row` is where."""
    position = _COLUMNS.get(letters)
    if position is None:
        position = 0
        for letter in letters:
            if not "A" <= letter <= "Z" or position > 26**3:
                raise damaged(row)
            position = position * 26 + ord(letter) - 64
        position -= 1
        if len(letters) < 3:
            _COLUMNS[letters] = position
    return position


def rows(book: Workbook, part: str, found: Layout) -> Iterator[Row]:
    """Every row that holds something. A cell merged over several rows shows its text in each."""
    reader = _Grid(book, found)
    for _turn in book.package.walk(part, reader):
        yield from reader.done
        reader.done.clear()


class _Grid:
    """Hears the XML of a worksheet; whole rows wait in `done`."""

    def __init__(self, book: Workbook, found: Layout) -> None:
        self.depth, self.done = 0, list[Row]()
        self._texts, self._since_1904 = book.texts, book.since_1904
        self._styles = {str(at): style for at, style in enumerate(book.styles)}
        self._merged, self._open = found.merged, dict[int, tuple[int, str, str]]()
        self._number, self._in_row, self._in_cell, self._inside = 0, False, False, False
        self._cells: list[str] = []
        self._marks: dict[int, str] = {}
        self._size = 0
        self._position, self._kind, self._style = -1, "", values.PLAIN
        self._pieces: list[str] = []
        self._formula = self._aside = self._valued = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if ":" in name:
            name = local(name)
        if name == "c":
            self._begin_cell(attributes)
        elif name == "v" or name == "t":
            if self._in_cell:
                self._inside = name == "v" or not self._aside
                self._valued = True
        elif name == "row":
            self._begin_row(attributes)
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._aside = True

    def text(self, piece: str) -> None:
        if self._inside:
            self._pieces.append(piece)
            self._size += len(piece)
            if self._size > basics.LONGEST_ROW:
                raise basics.too_long(self._number)

    def end(self, name: str) -> None:
        self.depth -= 1
        if ":" in name:
            name = local(name)
        if name == "v" or name == "t":
            self._inside = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()
        elif name == "rPh":
            self._aside = False

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        said = int(number) if number.isdecimal() and len(number) < 8 else 0
        following = said if number else self._number + 1
        if self._in_row or following <= self._number:
            raise damaged(self._number + 1)
        if following > basics.MOST_ROWS:
            raise basics.too_many()
        self._number, self._in_row, self._size = following, True, 0
        self._cells, self._marks = [], {}
        self._position = -1

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        if self._in_cell or not self._in_row:
            raise damaged(self._number)
        place = attributes.get("r")
        self._position = (
            column(place.rstrip("0123456789").upper(), self._number)
            if place
            else self._position + 1
        )
        if self._position >= WIDEST:
            raise basics.too_wide(self._number)
        self._in_cell = True
        self._kind = attributes.get("t", "n")
        self._style = self._styles.get(attributes.get("s", "0"), values.PLAIN)
        self._pieces = []
        self._formula = self._valued = self._aside = False

    def _end_cell(self) -> None:
        self._in_cell = False
        text, mark = self._value("".join(self._pieces))
        if not text and not mark:
            return
        cells, position = self._cells, self._position
        gap = position - len(cells)
        if position >= basics.MOST_COLUMNS:
            raise basics.too_wide(self._number)
        if gap > 0:
            cells.extend([""] * gap)
        if gap >= 0:
            cells.append(text)
        elif cells[position]:
            raise damaged(self._number)
        else:
            cells[position] = text
        if mark:
            self._marks[position] = mark
        self._size += len(text)
        if len(text) > basics.LONGEST_CELL or self._size > basics.LONGEST_ROW:
            raise basics.too_long(self._number)

    def _value(self, raw: str) -> tuple[str, str]:
        kind = self._kind
        if kind == "s":
            if not raw.isdecimal() or len(raw) > 9:
                raise damaged(self._number)
            return self._texts.at(int(raw), self._number), ""
        if kind == "inlineStr" or kind == "str":
            text = values.unescaped(raw)
            return text, NO_VALUE if self._formula and not self._valued else ""
        raw = raw.strip()
        if not raw:
            return "", NO_VALUE if self._formula else ""
        if kind == "n":
            style = self._style
            if not style.special and raw.isdecimal() and raw[0] != "0" and len(raw) < 16:
                return raw, NUMBER
            return values.number(raw, style, self._since_1904)
        if kind == "b":
            return _YES_NO.get(raw, raw), ""
        if kind == "e":
            return raw, ERROR
        return (values.day(raw), DATE) if kind == "d" else (values.unescaped(raw), "")

    def _end_row(self) -> None:
        if self._in_cell or not self._in_row:
            raise damaged(self._number)
        self._in_row = False
        cells, number = self._cells, self._number
        if not self._marks and not any(cell and not cell.isspace() for cell in cells):
            return
        if self._open:
            self._fill(cells)
        for position, bottom in self._merged.get(number, ()):
            if position < len(cells) and cells[position]:
                mark = self._marks.get(position, "")
                self._open[position] = (bottom, cells[position], mark)
        self.done.append(Row(number, cells, self._marks))

    def _fill(self, cells: list[str]) -> None:
        for position, (bottom, text, mark) in list(self._open.items()):
            if bottom < self._number:
                del self._open[position]
                continue
            cells.extend([""] * (position + 1 - len(cells)))
            if not cells[position]:
                cells[position] = text
                self._size += len(text)
                if mark:
                    self._marks[position] = mark
        if self._size > basics.LONGEST_ROW:
            raise basics.too_long(self._number)
