"""XLSX: what a cell shows arrives as text; sheets, headings, merged cells, formulas (D21, D22)."""

from __future__ import annotations

import tracemalloc
import zipfile

import pytest
from django.utils import translation

from stammkunde.foundation import sheets
from stammkunde.foundation.sheets import values
from tests import workbooks
from tests.workbooks import CLOCK, CUSTOM_DATE, DATE, ZEROS, Raw, cell, grid, packed, parts

pytestmark = pytest.mark.pure

HEADINGS = ["Nachname", "Ort", "Wert"]


@pytest.fixture(autouse=True)
def _german():
    with translation.override("de"):
        yield


def rows(data, **more):
    sheet = sheets.read(data, **more)
    return sheet.headings, [(row.number, row.cells) for row in sheet.rows]


def one(value, **more):
    """The third cell of the only row, and its mark."""
    data = workbooks.workbook([HEADINGS, ["Weiß", "Ulm", value]], **more)
    row = next(iter(sheets.read(data).rows))
    return [*row.cells, ""][2], row.marks.get(2, "")


def book(**named):
    """A workbook of these sheets (name -> rows)."""
    return packed(parts({name: workbooks.worksheet(grid(given)) for name, given in named.items()}))


@pytest.mark.parametrize("shared", [True, False])
def test_texts_stay_texts_whether_shared_or_inline(shared):
    table = [HEADINGS, ["Müller & Söhne <GmbH>", "01067", " 0171 "], None, ["Łódź 🐬", "", "=1+1"]]
    assert rows(workbooks.workbook(table, shared=shared)) == (
        HEADINGS,
        [(2, table[1]), (4, table[3])],
    )


@pytest.mark.parametrize(
    ("raw", "style", "text", "mark"),
    [
        ("42", 0, "42", sheets.NUMBER),
        ("-42", 0, "-42", sheets.NUMBER),
        ("0", 0, "0", sheets.NUMBER),
        ("12.5", 0, "12,5", sheets.NUMBER),
        ("0.30000000000000004", 0, "0,3", sheets.NUMBER),
        ("19.989999999999998", 0, "19,99", sheets.NUMBER),
        ("1.234", 0, "1,234", sheets.NUMBER),
        ("5.0", 0, "5", sheets.NUMBER),
        ("1711234567", 0, "1711234567", sheets.NUMBER),
        ("4.9171123456780001E+13", 0, "49171123456780", sheets.NUMBER),
        ("1.5E-5", 0, "0,000015", sheets.NUMBER),
        ("276098102345678", 0, "276098102345678", sheets.NUMBER),
        ("2760981023456780", 0, "2760981023456780", sheets.CUT),
        ("2.7609810234567801E+21", 0, "2760981023456780000000", sheets.CUT),
        ("1067", ZEROS, "01067", sheets.NUMBER),
        ("10437", ZEROS, "10437", sheets.NUMBER),
        ("44927", DATE, "2023-01-01", sheets.DATE),
        ("44927", CUSTOM_DATE, "2023-01-01", sheets.DATE),
        ("44927.604166666664", CLOCK, "2023-01-01 14:30", sheets.DATE),
        ("0.604166666666667", CLOCK, "14:30", sheets.DATE),
        ("1", DATE, "1900-01-01", sheets.DATE),
        ("59", DATE, "1900-02-28", sheets.DATE),
        ("61", DATE, "1900-03-01", sheets.DATE),
        ("60", DATE, "60", sheets.NUMBER),
        ("-5", DATE, "-5", sheets.NUMBER),
        ("2958465", DATE, "9999-12-31", sheets.DATE),
        ("99999999", DATE, "99999999", sheets.NUMBER),
        ("Text", 0, "Text", ""),
        ("1e999", 0, "1e999", sheets.NUMBER),
    ],
)
def test_numbers_and_dates_come_as_people_read_them(raw, style, text, mark):
    assert one(cell(raw, style=style)) == (text, mark)


@pytest.mark.parametrize(
    ("written", "text", "mark"),
    [
        (cell("1", "b"), "ja", ""),
        (cell("0", "b"), "nein", ""),
        (cell("#N/A", "e"), "#N/A", sheets.ERROR),
        (cell("2024-02-29T00:00:00", "d"), "2024-02-29", sheets.DATE),
        (cell("Ulm", "str", formula="B1"), "Ulm", ""),
        (cell("7", formula="3+4"), "7", sheets.NUMBER),
        (cell("", formula="3+4"), "", sheets.NO_VALUE),
        (Raw('<c r="{ref}"><f>3+4</f><v></v></c>'), "", sheets.NO_VALUE),
        (Raw('<c r="{ref}" t="str"><f>""</f><v></v></c>'), "", ""),
        (
            Raw('<c r="{ref}" t="inlineStr"><is><r><t>Wei</t></r><r><t>ß</t></r></is></c>'),
            "Weiß",
            "",
        ),
        (
            Raw('<c r="{ref}" t="inlineStr"><is><t>東</t><rPh><t>ひがし</t></rPh></is></c>'),
            "東",
            "",
        ),
        (Raw('<c r="{ref}" t="inlineStr"><is><t>a_x000D_\nb_x0000_</t></is></c>'), "a\r\nb", ""),
        (Raw('<c r="{ref}" t="inlineStr"><is><t>_xD83D__xDC2C_</t></is></c>'), "🐬", ""),
        (Raw('<c r="{ref}" t="inlineStr"><is><t>_xD83D_x</t></is></c>'), "\ufffdx", ""),
        (Raw('<c t="inlineStr"><is><t>ohne Platz</t></is></c>'), "ohne Platz", ""),
        (Raw("<c/>"), "", ""),
    ],
)
def test_every_type_of_cell_is_read(written, text, mark):
    assert one(written) == (text, mark)


def test_days_are_counted_from_1904_where_the_file_says_so():
    data = packed(
        parts(
            {
                "Kunden": workbooks.worksheet(
                    grid([HEADINGS, ["Weiß", "Ulm", cell("1", style=DATE)]])
                )
            },
            properties='<workbookPr date1904="1"/>',
        )
    )
    assert rows(data)[1][0][1][2] == "1904-01-02"


@pytest.mark.parametrize(
    ("code", "dated"),
    [("dd.mm.yyyy", True), ("TT.MM.JJJJ", True), ("mmm yy", True), ("[h]:mm", True),
     ("#,##0.00 €", False), ('0.00 "Stunden"', False), ("[Red]0.0", False), ("0.0\\d", False),
     ("Standard", False), ("@", False), ("[$-407]mmmm yyyy", True)],
)  # fmt: skip
def test_a_date_is_known_by_its_format_in_any_language(code, dated):
    assert values.Style(code).dated is dated


def test_other_prefixes_and_places_of_the_parts_are_understood():
    found = parts({"Kunden": workbooks.worksheet(grid([HEADINGS, ["Weiß", "Ulm", "x"]]))})
    moved = found["xl/worksheets/sheet1.xml"]
    for name in ("worksheet", "sheetData", "row", "c", "is", "t"):
        moved = moved.replace(f"<{name} ", f"<x:{name} ").replace(f"<{name}>", f"<x:{name}>")
        moved = moved.replace(f"</{name}>", f"</x:{name}>")
    moved = moved.replace("xmlns=", "xmlns:x=")
    found["xl/worksheets/sheet1.xml"] = moved
    links = found["xl/_rels/workbook.xml.rels"]
    found["xl/_rels/workbook.xml.rels"] = links.replace("worksheets/s", "/xl/worksheets/S")
    assert rows(packed(found))[1] == [(2, ["Weiß", "Ulm", "x"])]


# Sheets, headings


def test_the_first_visible_sheet_with_headings_is_read_and_named():
    texts = {
        "Versteckt": workbooks.worksheet(grid([HEADINGS, ["Falsch", "Ulm", "x"]])),
        "Deckblatt": workbooks.worksheet(grid([["Kundenliste"], ["Stand heute"]])),
        "Kunden": workbooks.worksheet(grid([HEADINGS, ["Weiß", "Ulm", "x"]])),
        "Mehr": workbooks.worksheet(grid([HEADINGS, ["Groß", "Ulm", "x"]])),
    }
    data = packed(parts(texts, hidden=["Versteckt"]))
    assert sheets.read(data).name == "Kunden"
    assert (
        sheets.read(data, knows=lambda cells: len({"Kundenliste"} & set(cells))).name == "Deckblatt"
    )
    assert sheets.read(data, knows=lambda cells: len({*HEADINGS} & set(cells))).name == "Kunden"
    assert rows(data, sheet="mehr")[1][0][1][0] == "Groß"
    assert rows(data, sheet="4")[1][0][1][0] == "Groß"
    assert rows(data, sheet="Versteckt")[1][0][1][0] == "Falsch"
    with pytest.raises(sheets.Unreadable, match="kein Blatt „Fremd“") as no:
        rows(data, sheet="Fremd")
    assert "Deckblatt, Kunden" in no.value.hint


def test_a_workbook_without_a_visible_sheet_is_refused():
    data = packed(parts({"Kunden": workbooks.worksheet(grid([HEADINGS]))}, hidden=["Kunden"]))
    with pytest.raises(sheets.Unreadable, match="ausgeblendet"):
        sheets.read(data)


def test_titles_and_empty_rows_above_the_headings_keep_the_row_numbers():
    data = workbooks.workbook([["Kundenliste"], None, HEADINGS, ["Weiß", "Ulm", "x"]])
    sheet = sheets.read(data)
    assert (sheet.header, [row.number for row in sheet.rows]) == (3, [4])
    assert "Zeile 3" in sheet.format


def test_cells_merged_over_rows_show_their_text_in_each_row():
    merged = '<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="A5:C6"/></mergeCells>'
    data = workbooks.workbook(
        [HEADINGS, ["Weiß", "Ulm", "x"], ["", "Köln", "y"], ["", "Bonn", "z"], ["Ende"], None],
        after=merged,
    )
    assert [cells for _number, cells in rows(data)[1]] == [
        ["Weiß", "Ulm", "x"], ["Weiß", "Köln", "y"], ["", "Bonn", "z"], ["Ende"]
    ]  # fmt: skip


def test_hidden_rows_are_read_and_told():
    data = packed(
        parts(
            {
                "Kunden": workbooks.worksheet(
                    grid([HEADINGS, ["Weiß", "Ulm", "x"], ["Groß", "Ulm", "y"]]).replace(
                        '<row r="3"', '<row r="3" hidden="1"'
                    )
                )
            }
        )
    )
    sheet = sheets.read(data)
    assert (sheet.count, sheet.hidden) == (2, 1)
    assert "1 ausgeblendete" in sheet.format


@pytest.mark.slow
def test_a_large_workbook_is_never_held_whole(tmp_path):
    path = tmp_path / "lang.xlsx"
    table = ([f"Müller {number}", "Köln", "x" * 60] for number in range(3_000))
    path.write_bytes(workbooks.workbook([HEADINGS, *table]))
    tracemalloc.start()
    try:
        assert sheets.read(path).count == 3_000
        assert tracemalloc.get_traced_memory()[1] < 3 * 512 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_workbook_may_be_packed_or_not(compression):
    found = parts({"Kunden": workbooks.worksheet(grid([HEADINGS, ["Weiß", "Ulm", "x"]]))})
    assert rows(packed(found, compression=compression))[1] == [(2, ["Weiß", "Ulm", "x"])]
