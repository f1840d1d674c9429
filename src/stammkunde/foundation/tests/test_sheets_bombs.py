"""Files made to swell, to reach out or to break the reader: refused early and in German (D25, D26)."""

from __future__ import annotations

import io
import resource
import struct
import time
import tracemalloc
import zipfile

import pytest
from django.utils import translation

from stammkunde.foundation import sheets
from stammkunde.foundation.sheets import package
from tests.workbooks import MAIN, Raw, grid, packed, parts, worksheet

pytestmark = pytest.mark.pure

HEADINGS = ["Nachname", "Ort"]
SHEET = "xl/worksheets/sheet1.xml"
WHOLE = worksheet(grid([HEADINGS, ["Weiß", "Ulm"]]))


@pytest.fixture(autouse=True)
def _german():
    with translation.override("de"):
        yield


def good():
    return parts({"Kunden": WHOLE})


def refused(data, *, seconds=3.0, megabytes=40):
    """The refusal of `data`, at whichever pass; quickly and with little memory."""
    tracemalloc.start()
    begun = time.process_time()
    try:
        with pytest.raises(sheets.Unreadable) as no:
            for _row in sheets.read(data).rows:
                pass
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.process_time() - begun < seconds
    assert peak < megabytes * 1024 * 1024
    assert no.value.hint
    return no.value


def changed(**replaced):
    """The good workbook with other parts; `sheet`, `texts`, `styles`, `book` name them."""
    names = {
        "sheet": SHEET,
        "texts": "xl/sharedStrings.xml",
        "styles": "xl/styles.xml",
        "book": "xl/workbook.xml",
        "links": "xl/_rels/workbook.xml.rels",
    }
    found = good() | {names[key]: value for key, value in replaced.items()}
    return packed({name: content for name, content in found.items() if content is not None})


# Swelling


def test_a_part_that_would_swell_is_refused_by_what_the_directory_says():
    data = changed(sheet=WHOLE.replace("<sheetData>", "<sheetData>" + " " * 20_000_000))
    assert len(data) < 50_000
    assert "wachsen" in refused(data, megabytes=5, seconds=1).message


def test_a_part_that_is_larger_than_any_list_is_refused(monkeypatch):
    monkeypatch.setattr(package, "LARGEST_PART", 500)
    assert "wachsen" in refused(changed()).message


def test_a_directory_that_lies_about_sizes_gains_nothing():
    data = bytearray(changed(sheet=WHOLE.replace("<sheetData>", "<sheetData>" + " " * 20_000_000)))
    info = zipfile.ZipFile(io.BytesIO(data)).getinfo(SHEET)
    true = struct.pack("<L", info.file_size)
    assert data.count(true) == 2
    lying = bytes(data).replace(true, struct.pack("<L", 5_000))
    assert "beschädigt" in refused(lying, megabytes=5, seconds=1).message


def test_a_package_of_a_million_parts_is_refused_before_its_directory_is_read():
    data = bytearray(changed())
    at = data.rfind(b"PK\x05\x06")
    struct.pack_into("<2H", data, at + 8, 60_000, 60_000)
    assert "wachsen" in refused(bytes(data), megabytes=2, seconds=1).message
    struct.pack_into("<2HL", data, at + 8, 10, 10, 50_000_000)
    assert "wachsen" in refused(bytes(data), megabytes=2, seconds=1).message


def test_a_package_inside_a_package_is_not_unpacked():
    inner = packed({"liste.csv": "Nachname;Ort\nWeiß;Ulm\n"})
    assert "Archiv" in refused(packed({"liste.zip": inner})).message
    assert "Archiv" in refused(packed({"liste.xlsx": changed()})).message


def test_a_sheet_that_claims_a_thousand_million_cells_is_read_as_what_it_holds():
    first = '<row r="1"><c r="A1" t="inlineStr"><is><t>Nachname</t></is></c></row>'
    last = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>Weiß</t></is></c></row>'
    data = changed(
        sheet=worksheet(
            f"<sheetData>{first}{last}</sheetData>", before='<dimension ref="A1:XFD1048576"/>'
        )
    )
    tracemalloc.start()
    try:
        assert [row.number for row in sheets.read(data).rows] == [1_048_576]
        assert tracemalloc.get_traced_memory()[1] < 3 * 1024 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('<row r="2"><c r="XFD2"><v>1</v></c></row>', "Spalten"),
        ('<row r="2">' + "<c/>" * 20_000 + "</row>", "Spalten"),
        ('<row r="2"><c r="ZZZZZZ2"><v>1</v></c></row>', "beschädigt"),
        ('<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>', "beschädigt"),
        ('<row r="1"><c r="A1"><v>1</v></c></row>', "beschädigt"),
        ('<row r="99999999"><c r="A2"><v>1</v></c></row>', "beschädigt"),
        ('<row r="2000000"><c r="A2"><v>1</v></c></row>', "Zeilen"),
        ('<row r="2"><c r="A2" t="s"><v>7</v></c></row>', "beschädigt"),
        ('<row r="2"><c r="A2" t="s"><v>-1</v></c></row>', "beschädigt"),
        ('<row r="2"><c r="A2" t="s"><v></v></c></row>', "beschädigt"),
        ('<row r="2"><c r="A2"><c r="B2"/></c></row>', "beschädigt"),
        ('<row r="2"><row r="3"/></row>', "beschädigt"),
        ('<c r="A2"><v>1</v></c>', "beschädigt"),
        (f'<row r="2"><c r="A2" t="str"><v>{"x" * 200_000}</v></c></row>', "viel zu viel Text"),
        ('<row r="2">' + f'<c t="str"><v>{"x" * 90_000}</v></c>' * 20 + "</row>", "zu viel Text"),
    ],
)
def test_rows_that_cannot_be_are_refused_with_their_row(row, said):
    sheet = worksheet(grid([HEADINGS]).replace("</sheetData>", f"{row}</sheetData>"))
    problem = refused(changed(sheet=sheet), megabytes=6)
    assert said in problem.message
    assert problem.row >= 1


def test_shared_texts_beyond_measure_are_refused(monkeypatch):
    monkeypatch.setattr("stammkunde.foundation.sheets.workbook.MOST_TEXT", 1_000)
    texts = "".join(f"<si><t>{number:0200}</t></si>" for number in range(20))
    data = changed(texts=f'<sst xmlns="{MAIN}">{texts}</sst>')
    assert "zu groß" in refused(data).message
    long = f'<sst xmlns="{MAIN}"><si><t>{"x" * 200_000}</t></si></sst>'
    assert "zu viel Text" in refused(changed(texts=long)).message


# XML


DOCTYPES = {
    "laughs": "<!DOCTYPE x [<!ENTITY a0 '" + "ha" * 50 + "'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 9))
    + "]>",
    "blowup": f"<!DOCTYPE x [<!ENTITY a '{'x' * 50_000}'>]>",
    "local file": "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
    "outside": "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>",
    "parameter": "<!DOCTYPE x [<!ENTITY % a SYSTEM 'http://127.0.0.1:9/x'> %a;]>",
    "empty": "<!DOCTYPE x>",
}  # fmt: skip


@pytest.mark.parametrize("name", DOCTYPES)
@pytest.mark.parametrize("part", ["sheet", "texts", "styles", "book", "links"])
def test_no_part_may_declare_a_document_type(name, part):
    names = {"sheet": SHEET, "texts": "xl/sharedStrings.xml", "styles": "xl/styles.xml",
             "book": "xl/workbook.xml", "links": "xl/_rels/workbook.xml.rels"}  # fmt: skip
    xml = good()[names[part]].replace("?>\n", f"?>\n{DOCTYPES[name]}", 1)
    assert "wachsen" in refused(changed(**{part: xml}), seconds=1, megabytes=3).message


@pytest.mark.parametrize(
    "inside",
    [
        "<a>" * 200_000,
        "".join(f"<n{number}/>" for number in range(100_000)),
        "".join(f'<row a{number}="1"/>' for number in range(50_000)),
        f'<row a="{"x" * 7_000_000}"/>',
        f"<!--{'x' * 7_000_000}-->",
        f"<{'n' * 7_000_000}/>",
    ],
    ids=["deep", "names", "attributes", "long attribute", "long comment", "long name"],
)
def test_xml_that_eats_memory_is_refused(inside):
    sheet = worksheet(grid([HEADINGS, ["Weiß", "Ulm"]]), after=inside)
    assert refused(changed(sheet=sheet), megabytes=25).message


@pytest.mark.parametrize(
    "head",
    ['<?xml version="1.0" encoding="UTF-8_W/O_BOM"?>', '<?xml version="1.0" encoding="utf-7"?>',
     '<?xml version="1.0" encoding="idna"?>', "\0", "<"],
)  # fmt: skip
def test_xml_in_an_unknown_encoding_is_refused(head):
    assert "beschädigt" in refused(changed(sheet=head + WHOLE.partition("?>")[2])).message


def test_xml_in_utf_16_is_read():
    sheet = WHOLE.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    assert next(iter(sheets.read(changed(sheet=sheet)).rows)).cells == ["Weiß", "Ulm"]


# Packages that are broken or something else


def test_a_part_that_is_missing_or_cut_is_told_as_damage():
    data = changed()
    for wrong in (
        changed(book=None), changed(links=None), changed(sheet=None), changed(sheet=""),
        changed(sheet=WHOLE[:-30]), changed(book="<x/>"), changed(styles="<x"), changed(texts="x"),
        data[: len(data) // 2], data[:-30], data[:40],
    ):  # fmt: skip
        assert "beschädigt" in refused(wrong).message


def test_a_flipped_bit_is_noticed_by_the_checksum():
    plain = packed(good(), compression=zipfile.ZIP_STORED)
    assert "beschädigt" in refused(plain.replace("Weiß".encode(), b"Weiz ")).message


@pytest.mark.parametrize(
    ("found", "word"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, ".ods"),
        ({"[Content_Types].xml": "", "xl/workbook.bin": ""}, ".xlsb"),
        ({"[Content_Types].xml": "", "word/document.xml": ""}, "Textdokument"),
        ({"Index/Document.iwa": ""}, "Numbers"),
        ({"bild.png": ""}, "Archiv"),
        ({"[Content_Types].xml": ""}, "beschädigt"),
    ],
)
def test_other_packages_are_named_with_what_to_do(found, word):
    assert word in refused(packed(found)).message


def test_a_locked_or_oddly_packed_part_is_refused():
    data = bytearray(changed())
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"PK\x05\x06"))
    locked = bytearray(data)
    locked[at + 8] |= 1
    assert refused(bytes(locked))
    assert "beschädigt" in refused(packed(good(), compression=zipfile.ZIP_BZIP2)).message
    odd = packed({"mimetype": "x" * 9_000_000}, compression=zipfile.ZIP_LZMA)
    assert "beschädigt" in refused(odd, megabytes=2).message


def test_paths_that_lead_out_of_the_package_lead_nowhere():
    links = good()["xl/_rels/workbook.xml.rels"].replace(
        "worksheets/sheet1.xml", "../../etc/passwd"
    )
    assert "beschädigt" in refused(changed(links=links)).message


def test_the_reader_holds_less_than_the_limit_of_a_process_even_for_hostile_files():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    inside = "".join(f"<n{number}/>" for number in range(300_000))
    refused(changed(sheet=worksheet(grid([HEADINGS, [Raw("<c/>")]]), after=inside)))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100 * 1024
