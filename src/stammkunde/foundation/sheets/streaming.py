"""Writing XLSX files as a stream: row by row, a piece at a time, memory for a few rows (ADR 19).

Texts are text cells in the format "Text": a postcode keeps its zero and nothing is ever calculated,
not even when somebody edits the cell (D22, D23). Days and numbers are typed cells.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from stammkunde.foundation.sheets.writing import written

MOST_ROWS = 1_048_575  # without the headings; the limit of the format
LONGEST = 32_767  # letters of a cell; longer ones make Excel repair the file
_MOST_BYTES = 2_000_000_000  # of a sheet, unpacked: beyond it the archive is of a kind few can read
_LEVEL = 3  # of compression: 6 saves a twentieth of the file for a third of the time
_AT_ONCE = 100
_LOOKED_AT = 200  # rows that the widths of columns are taken from
_NARROWEST, _WIDEST = 6, 50
_BASE = date(1899, 12, 30).toordinal()
_FIRST_DAY = date(1900, 3, 1)  # before it, the format counts a day that never was
_DIGITS = 15  # of a number that a spreadsheet keeps
# Control characters, halves of letters and non-characters, which no XML may hold (D30).
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LITERAL = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # what the format itself would take for a letter
_SPECIAL = re.compile("[^\x20-\x25\x27-\x3b\x3d\x3f-\x5e\x60-\x7e\u00a1-\ud7ff]|^ | $|  ")
_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_TEXT, _DAY, _INSTANT, _AMOUNT, _HEAD = 1, 2, 3, 4, 5  # the formats of _STYLES, in their order

_SPACES = "http://schemas.openxmlformats.org"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = f"{_SPACES}/spreadsheetml/2006/main"
_OFFICE = f"{_SPACES}/officeDocument/2006/relationships"
_PACKAGE = f"{_SPACES}/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FORMATS = "".join(
    f'<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="0" xfId="0"'
    ' applyNumberFormat="1" applyFont="1"/>'
    for number, font in ((0, 0), (49, 0), (164, 0), (165, 0), (4, 0), (49, 1))
)
_STYLES = f"""{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="2">\
<numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/>\
<numFmt numFmtId="165" formatCode="dd\\.mm\\.yyyy\\ hh:mm"/></numFmts>\
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>\
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="6">{_FORMATS}</cellXfs>\
<cellStyles count="1"><cellStyle name="Standard" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""
_TYPES = f"""{_XML}<Types xmlns="{_PACKAGE}/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>\
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>\
<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>"""
_ROOT = f"""{_XML}<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
_PARTS = f"""{_XML}<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>\
<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>"""


class TooLong(Exception):
    """More rows, or more bytes, than an XLSX file takes."""


def write_xlsx(rows: Iterable[Sequence[Any]], *, title: str) -> Iterator[bytes]:
    """An XLSX file with one sheet called `title`, in pieces; the first of `rows` are the headings.

    A text becomes a text cell, a date, datetime, int or Decimal a typed one (a Decimal of two
    places an amount); None and "" an empty cell. What the format cannot hold as a number or a day
    (sixteen digits, a day before 1900) is written as text. Raises `TooLong` past MOST_ROWS, and
    past two gigabytes of text.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as file:
        sheets = f'<sheets><sheet name="{_text(titled(title))}" sheetId="1" r:id="rId1"/></sheets>'
        book = f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{sheets}</workbook>'
        for name, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _ROOT),
            ("xl/workbook.xml", book),
            ("xl/_rels/workbook.xml.rels", _PARTS),
            ("xl/styles.xml", _STYLES),
        ):
            file.writestr(name, text)
        with file.open("xl/worksheets/sheet1.xml", "w") as part:
            room = _MOST_BYTES
            for piece in _sheet(rows):
                encoded = piece.encode()
                room -= len(encoded)
                if room < 0:
                    raise TooLong
                part.write(encoded)
                yield sink.taken()
    yield sink.taken()


def titled(title: str) -> str:
    """The name of a sheet: at most 31 letters, none that the format refuses."""
    return _TITLE.sub(" ", title).strip("' ")[:31].strip("' ") or "Liste"


def letters(column: int) -> str:
    """The letters of a column, from 0: A, B, … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _sheet(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    rows = iter(rows)
    first = list(islice(rows, 1 + _LOOKED_AT))
    heads = first[0] if first else ()
    names = [letters(at) for at in range(len(heads))]
    cols = "".join(
        f'<col min="{at}" max="{at}" width="{width}" style="{_TEXT}" customWidth="1"/>'
        for at, width in enumerate(_widths(first), 1)
    )
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    head = "".join(
        _cell(name, 1, str(text), _HEAD) for name, text in zip(names, heads, strict=True)
    )
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"'
        f' tabSelected="1">{pane}</sheetView></sheetViews>{f"<cols>{cols}</cols>" if cols else ""}'
        f'<sheetData><row r="1">{head}</row>'
    )
    number, rows = 1, chain(first[1:], rows)
    while some := list(islice(rows, _AT_ONCE)):
        if number + len(some) > MOST_ROWS + 1:
            raise TooLong
        yield "".join([_row(names, number + at, row) for at, row in enumerate(some, 1)])
        number += len(some)
    yield "</sheetData></worksheet>"


def _row(names: Sequence[str], number: int, row: Sequence[Any]) -> str:
    cells = []
    for name, value in zip(names, row, strict=False):
        if not value and (value is None or value == ""):
            continue
        if type(value) is not str:
            cells.append(_typed(name, number, value))
        elif len(value) > LONGEST or _SPECIAL.search(value):
            cells.append(_cell(name, number, value, _TEXT))
        else:  # the same without a detour: this is nearly every cell
            cells.append(f'<c r="{name}{number}" s="1" t="inlineStr"><is><t>{value}</t></is></c>')
    return f'<row r="{number}">{"".join(cells)}</row>'


def _typed(name: str, number: int, value: Any) -> str:
    style, text = 0, ""
    if isinstance(value, bool):
        text = ""
    elif isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        if day >= _FIRST_DAY:
            style, text = _DAY, str(day.toordinal() - _BASE)
            if isinstance(value, datetime):
                seconds = value.hour * 3600 + value.minute * 60 + value.second
                style, text = _INSTANT, f"{day.toordinal() - _BASE + seconds / 86_400:.9f}"
    elif isinstance(value, (int, Decimal)) and _is_exact(value):
        style = _AMOUNT if isinstance(value, Decimal) and value.as_tuple().exponent == -2 else 0
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if not text:
        return _cell(name, number, written(value), _TEXT)
    return f'<c r="{name}{number}" s="{style}"><v>{text}</v></c>'


def _is_exact(value: int | Decimal) -> bool:
    number = Decimal(value)
    return number.is_finite() and len(number.as_tuple().digits) <= _DIGITS


def _cell(name: str, number: int, text: str, style: int) -> str:
    kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text or "  " in text else ""
    return (
        f'<c r="{name}{number}" s="{style}" t="inlineStr"><is><t{kept}>{_text(text)}</t></is></c>'
    )


def _text(text: str) -> str:
    """A text as XML takes it, without control characters, and no longer than a cell."""
    text = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST]
    text = _LITERAL.sub("_x005F_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


def _widths(rows: Sequence[Sequence[Any]]) -> list[int]:
    """How wide the columns are, in letters, by the first rows; the headings count."""
    columns = zip(*rows, strict=False) if rows else ()
    longest = [
        max((len(said.partition("\n")[0]) for one in column if (said := _shown(one))), default=0)
        for column in columns
    ]
    return [min(max(width + 2, _NARROWEST), _WIDEST) for width in longest]


def _shown(value: Any) -> str:
    return value if type(value) is str else "" if value is None else written(value)


class _Sink:
    """Where the archive is written to: nothing can be taken back, so that it can be sent at once."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        """Take a piece."""
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """Nothing is open here."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        taken, self.pieces = b"".join(self.pieces), []
        return taken
