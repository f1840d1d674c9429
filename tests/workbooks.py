"""XLSX files for tests, written part by part, so that every part can also be wrong."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
DATE, CLOCK, ZEROS, CUSTOM_DATE = 1, 2, 3, 4  # cell formats of every workbook made here

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORMATS = ((0, ""), (14, ""), (22, ""), (170, "00000"), (171, "[$-407]dd\\.mm\\.yyyy;@"))


class Raw(str):
    """The XML of a whole cell, written as it is; `{ref}` becomes its place."""

    __slots__ = ()


def letters(column: int) -> str:
    """The name of a column, 0 is A."""
    name, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell(raw: str, kind: str = "", style: int = 0, formula: str = "") -> Raw:
    """A cell with this value as it stands in the file: a number, a type letter, a format."""
    more = (f' t="{kind}"' if kind else "") + (f' s="{style}"' if style else "")
    inside = (f"<f>{formula}</f>" if formula else "") + (f"<v>{raw}</v>" if raw else "")
    return Raw(f'<c r="{{ref}}"{more}>{inside}</c>')


def grid(rows: Iterable[Sequence[str] | None], *, texts: list[str] | None = None) -> str:
    """The `sheetData` of these rows; None is an empty row. Texts are shared where `texts` is."""
    said = []
    for number, row in enumerate(rows, 1):
        if row is None:
            continue
        cells = []
        for position, value in enumerate(row):
            place = f"{letters(position)}{number}"
            if isinstance(value, Raw):
                cells.append(value.replace("{ref}", place))
            elif value and texts is not None:
                texts.append(value)
                cells.append(f'<c r="{place}" t="s"><v>{len(texts) - 1}</v></c>')
            elif value:
                text = f'<t xml:space="preserve">{escape(value, quote=False)}</t>'
                cells.append(f'<c r="{place}" t="inlineStr"><is>{text}</is></c>')
        said.append(f'<row r="{number}">{"".join(cells)}</row>')
    return f"<sheetData>{''.join(said)}</sheetData>"


def worksheet(data: str, *, after: str = "", before: str = "") -> str:
    """A worksheet around its `sheetData`."""
    return f'{_HEAD}<worksheet xmlns="{MAIN}">{before}{data}{after}</worksheet>'


def parts(
    sheets: Mapping[str, str], *, texts: Sequence[str] = (), hidden: Sequence[str] = (),
    properties: str = "",
) -> dict[str, str]:  # fmt: skip
    """All parts of a workbook with these worksheets (name -> XML)."""
    listed, links = [], []
    found = {}
    for number, (name, xml) in enumerate(sheets.items(), 1):
        state = ' state="hidden"' if name in hidden else ""
        listed.append(f'<sheet name="{escape(name)}" sheetId="{number}"{state} r:id="r{number}"/>')
        links.append(_link(f"r{number}", "worksheet", f"worksheets/sheet{number}.xml"))
        found[f"xl/worksheets/sheet{number}.xml"] = xml
    links += [_link("s", "styles", "styles.xml"), _link("t", "sharedStrings", "sharedStrings.xml")]
    formats = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{escape(code)}"/>'
        for number, code in _FORMATS if code
    )  # fmt: skip
    used = "".join(f'<xf numFmtId="{number}"/>' for number, _code in _FORMATS)
    shared = "".join(
        f'<si><t xml:space="preserve">{escape(one, quote=False)}</t></si>' for one in texts
    )
    return {
        "[Content_Types].xml": _types([name for name in found if "worksheets" in name]),
        "_rels/.rels": _links([_link("m", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}'
        f"<sheets>{''.join(listed)}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _links(links),
        "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{used}</cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'{_HEAD}<sst xmlns="{MAIN}">{shared}</sst>',
        **found,
    }


def _types(sheets: Sequence[str]) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    named = {"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles"}
    named |= {"xl/sharedStrings.xml": "sharedStrings"} | dict.fromkeys(sheets, "worksheet")
    said = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}.{what}+xml"/>'
        for name, what in named.items()
    )
    links = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{_HEAD}<Types xmlns="{LINKS.replace("relationships", "content-types")}">'
        f'<Default Extension="rels" ContentType="{links}"/>{said}</Types>'
    )


def packed(found: Mapping[str, str | bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(rows: Iterable[Sequence[str] | None], *, shared: bool = True, **more: str) -> bytes:
    """A file with one worksheet “Kunden” of these rows."""
    texts: list[str] | None = [] if shared else None
    data = grid(rows, texts=texts)
    return packed(parts({"Kunden": worksheet(data, **more)}, texts=texts or []))


def _link(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def _links(links: Sequence[str]) -> str:
    return f'{_HEAD}<Relationships xmlns="{LINKS}">{"".join(links)}</Relationships>'
