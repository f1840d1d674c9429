"""An XLSX file: its worksheets, shared texts and number formats (ECMA-376)."""

from __future__ import annotations

import posixpath
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from stammkunde.foundation.folding import fold
from stammkunde.foundation.sheets import grid, values
from stammkunde.foundation.sheets.basics import LONGEST_CELL, Row, Source, Unreadable, too_long
from stammkunde.foundation.sheets.package import Package, damaged, local

MOST_TEXT = 64 * 1024 * 1024  # bytes of shared texts, held while the list is read
MOST_TEXTS = 4_000_000
MOST_STYLES = 100_000
MOST_SHEETS = 1_000


class Texts:
    """The texts that cells share, as one block of bytes: a tenth of what a list of them takes."""

    def __init__(self) -> None:
        self._block, self._ends = bytearray(), array("L", [0])

    def add(self, text: str) -> None:
        """Keep one more; refuses more than `MOST_TEXT`."""
        self._block += values.unescaped(text).encode("utf-8", "replace")
        self._ends.append(len(self._block))
        if len(self._block) > MOST_TEXT or len(self._ends) > MOST_TEXTS:
            raise Unreadable(
                _("This list is too large."), _("Split it into several files, or save it as CSV.")
            )

    def at(self, position: int, row: int) -> str:
        """The text at a position; refuses one that is not there, naming the row that asks."""
        if not 0 <= position < len(self._ends) - 1:
            raise damaged(row)
        return self._block[self._ends[position] : self._ends[position + 1]].decode()


@dataclass(frozen=True)
class Worksheet:
    """One sheet of a workbook; `rows` streams it anew each time."""

    book: Workbook
    name: str
    part: str
    visible: bool

    def rows(self) -> Iterator[Row]:
        """Every row that holds something. Merged cells all show what the first one holds."""
        return grid.rows(self.book, self.part, self.layout)

    @cached_property
    def layout(self) -> grid.Layout:
        """Merged cells and hidden rows, which the rows themselves do not tell in time."""
        return grid.layout(self.book.package, self.part)

    @property
    def hidden(self) -> int:
        """How many rows nobody sees."""
        return self.layout.hidden


@dataclass(frozen=True)
class Workbook:
    """An opened XLSX file."""

    package: Package
    since_1904: bool
    sheets: list[Worksheet] = field(default_factory=list)
    styles: list[values.Style] = field(default_factory=list)
    texts: Texts = field(default_factory=Texts)

    def visible(self) -> list[Worksheet]:
        """The sheets that somebody sees who opens the file, in order."""
        return [one for one in self.sheets if one.visible]

    def named(self, wanted: str) -> Worksheet:
        """The sheet of that name, or at that position from 1. Refuses others, naming what is there."""
        found = [one for one in self.sheets if one.name == wanted]
        found = found or [one for one in self.sheets if fold(one.name) == fold(wanted)]
        if not found and wanted.isdecimal() and 0 < int(wanted[:6]) <= len(self.sheets):
            found = [self.sheets[int(wanted) - 1]]
        if not found:
            names = ", ".join(one.name for one in self.sheets[:20])
            raise Unreadable(
                _("There is no sheet “%(name)s” in this file.") % {"name": wanted[:60]},
                _("It has: %(names)s") % {"names": names},
            )
        return found[0]


def opened(source: Source) -> Workbook:
    """The workbook in `source`. Refuses packages that are none, swell, or lack their parts."""
    parts = Package(source)
    main = _Related("xl/workbook.xml")
    if "_rels/.rels" in parts:
        parts.read("_rels/.rels", main)
    place = next((target for kind, target in main.found.values() if kind == "officeDocument"), "")
    place = _resolved("", place) if place else "xl/workbook.xml"
    if place not in parts:
        raise damaged()
    listed, related = _Listed(), _Related()
    parts.read(place, listed)
    folder, name = posixpath.split(place)
    links = posixpath.join(folder, "_rels", f"{name}.rels")
    if links in parts:
        parts.read(links, related)
    book = Workbook(parts, listed.since_1904)
    for title, visible, link in listed.sheets:
        kind, target = related.found.get(link, ("", ""))
        if kind == "worksheet" and _resolved(folder, target) in parts:
            book.sheets.append(Worksheet(book, title, _resolved(folder, target), visible))
    if not book.sheets:
        raise damaged()
    for kind, target in related.found.values():
        part = _resolved(folder, target)
        if kind == "styles" and part in parts:
            parts.read(part, _Styles(book.styles))
        elif kind == "sharedStrings" and part in parts:
            parts.read(part, _SharedTexts(book.texts))
    return book


def _resolved(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    joined = target if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(joined).lstrip("/")


class _Reader:
    """A reader that ignores what it does not know."""

    def __init__(self) -> None:
        self.depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.opened(local(name), attributes)

    def end(self, name: str) -> None:
        self.depth -= 1
        self.closed(local(name))

    def text(self, piece: str) -> None:
        """Nothing."""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def closed(self, name: str) -> None:
        """An element ends."""


class _Related(_Reader):
    """Relationships: id -> (kind, target)."""

    def __init__(self, _part: str = "") -> None:
        super().__init__()
        self.found: dict[str, tuple[str, str]] = {}

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and len(self.found) < MOST_SHEETS * 2:
            kind = attributes.get("Type", "").rpartition("/")[2]
            if attributes.get("TargetMode") != "External":
                self.found[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))


class _Listed(_Reader):
    """The sheets that a workbook lists: name, visible, relationship."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, bool, str]] = []
        self.since_1904 = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.since_1904 = attributes.get("date1904", "0") in {"1", "true"}
        elif name == "sheet" and len(self.sheets) < MOST_SHEETS:
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            visible = attributes.get("state", "visible") == "visible"
            self.sheets.append((values.unescaped(attributes.get("name", "")), visible, link))


class _Styles(_Reader):
    """What each cell format does to numbers."""

    def __init__(self, styles: list[values.Style]) -> None:
        super().__init__()
        self._styles, self._codes, self._inside = styles, dict[str, str](), False
        self._made: dict[str, values.Style] = {}

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt" and len(self._codes) < MOST_STYLES:
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:255]
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside and len(self._styles) < MOST_STYLES:
            code = attributes.get("numFmtId", "0")
            if code not in self._made:
                known = self._codes.get(code, "")
                built_in = int(code[:6]) if code.isdecimal() and not known else 0
                self._made[code] = values.Style(known, built_in)
            self._styles.append(self._made[code])

    def closed(self, name: str) -> None:
        if name == "cellXfs":
            self._inside = False


class _SharedTexts(_Reader):
    """The texts that cells share, without the readings (phonetic runs) beside them."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts, self._pieces, self._size = texts, list[str](), 0
        self._inside = self._aside = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "t":
            self._inside = not self._aside
        elif name == "rPh":
            self._aside = True
        elif name == "si":
            self._pieces, self._size = [], 0

    def text(self, piece: str) -> None:
        if self._inside:
            self._pieces.append(piece)
            self._size += len(piece)
            if self._size > LONGEST_CELL:
                raise too_long(0)

    def closed(self, name: str) -> None:
        if name == "t":
            self._inside = False
        elif name == "rPh":
            self._aside = False
        elif name == "si":
            self._texts.add("".join(self._pieces))


__all__ = ["Texts", "Workbook", "Worksheet", "opened"]
