"""Lists as files on their way out: nothing runs, nothing is lost, all programs read it (D23, D30)."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import tracemalloc
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from stammkunde.foundation import sheets
from stammkunde.foundation.sheets import streaming

pytestmark = pytest.mark.pure

DANGEROUS = [
    "=1+1", '=HYPERLINK("http://x.example","hier")', "+cmd|'/c calc'!A1", "-2+3", "@SUM(A1)",
    "\t=1+1", "\r=1+1", "\n=1", "＝1+1", "－1+1", "＋1", "＠x", "'=x", "''-x", '="01067"',
]  # fmt: skip
ODD = [
    *DANGEROUS, "01067", "+49 171 5550123", "DE89370400440532013000", "276098106123456", " vorn",
    "hinten ", "zwei  Blanks", "zwei\nZeilen", "a&b<c>\"d\" 'e'", "</t></is></c>", "]]>", "_x0041_",
    "👍🏽 e\u0301", "مرحبا", "\u202egnp.exe", "{{ 7*7 }}", "'; DROP TABLE kunden; --", "-",
]  # fmt: skip
NOON = datetime.fromisoformat("2026-11-22T12:30")
CONTROLS = "a\x00\x07b\x0b\x0c\x1f\x7f\x85\x9f\ud800\ufffe\uffffc"


def made(rows: Sequence[Sequence[Any]], title: str = "Kunden") -> bytes:
    return b"".join(sheets.write_xlsx(rows, title=title))


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_every_text_comes_back_as_text_and_nothing_is_calculated() -> None:
    sheet = opened(made([["Text", "Leer"], *([one, ""] for one in ODD)]))
    for (cell, empty), text in zip(sheet.iter_rows(min_row=2), ODD, strict=True):
        kept = text.replace("\r", "\n").replace("_x0041_", "_x005F_x0041_")
        assert (cell.data_type, cell.value, cell.number_format) == ("s", kept, "@")
        assert empty.value is None


def test_days_instants_numbers_and_amounts_are_typed_cells() -> None:
    row = [
        date(2026, 11, 22),
        NOON.replace(tzinfo=UTC),
        42,
        Decimal("-1234.50"),
        Decimal("1.5"),
        Decimal("0.00"),
        0,
    ]
    cells = next(opened(made([list("ABCDEFG"), row])).iter_rows(min_row=2))
    said = [(cell.data_type, cell.value, cell.number_format) for cell in cells]
    assert said == [
        ("d", NOON.replace(hour=0, minute=0), "dd\\.mm\\.yyyy"),
        ("d", NOON, "dd\\.mm\\.yyyy\\ hh:mm"),
        ("n", 42, "General"),
        ("n", -1234.5, "#,##0.00"),
        ("n", 1.5, "General"),
        ("n", 0, "#,##0.00"),
        ("n", 0, "General"),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(1899, 1, 2), "02.01.1899"),
        (date(1900, 2, 28), "28.02.1900"),
        (1234567890123456, "1234567890123456"),
        (Decimal("1234567890123.4567"), "1234567890123,4567"),
        (Decimal("NaN"), "NaN"),
        (True, "True"),
    ],
)
def test_what_the_format_cannot_hold_exactly_is_written_as_text(value: Any, text: str) -> None:
    cell = opened(made([["A"], [value]]))["A2"]
    assert (cell.data_type, cell.value) == ("s", text)


def test_the_head_is_bold_and_stays_and_columns_are_as_wide_as_their_texts() -> None:
    sheet = opened(made([["PLZ", "Ort"], ["01067", "x" * 20], ["1", "y" * 500]]))
    assert sheet.freeze_panes == "A2"
    assert [cell.font.b for cell in sheet[1]] == [True, True]
    assert not sheet["A2"].font.b
    widths = [sheet.column_dimensions[name].width for name in "AB"]
    assert widths == [7, 50]


def test_control_characters_are_gone_and_the_xml_is_sound() -> None:
    data = made([["A" + CONTROLS, "B"], [CONTROLS, "x" * 40_000]], title=CONTROLS)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        for name in file.namelist():
            ET.fromstring(file.read(name))
    sheet = opened(data)
    assert (sheet["A1"].value, sheet["A2"].value) == ("Aabc", "abc")
    assert len(sheet["B2"].value) == 32_767


@pytest.mark.parametrize(
    ("title", "name"),
    [("Kunden", "Kunden"), ("a/b\\c:d*e?f[g]", "a b c d e f g"), ("'x'", "x"), ("", "Liste"),
     ("Sehr lange Überschrift einer Liste von Kunden", "Sehr lange Überschrift einer Li")],
)  # fmt: skip
def test_a_sheet_is_called_what_the_format_allows(title: str, name: str) -> None:
    assert opened(made([["A"]], title)).title == name


def test_a_list_without_rows_is_a_file_all_the_same() -> None:
    assert opened(made([])).max_row == 1
    assert [cell.value for cell in opened(made([["A", "B"]]))[1]] == ["A", "B"]


def test_columns_go_on_behind_z() -> None:
    names = [streaming.letters(at) for at in (0, 25, 26, 51, 52, 701, 702)]
    assert names == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
    row = [str(at) for at in range(80)]
    assert [cell.value for cell in opened(made([row, row]))[2]] == row


def test_too_many_rows_are_refused_and_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "MOST_ROWS", 3)
    assert made([["A"], *[["x"]] * 3])
    with pytest.raises(sheets.TooLong):
        made([["A"], *[["x"]] * 4])


def test_more_than_the_archive_takes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "_MOST_BYTES", 5_000)
    with pytest.raises(sheets.TooLong):
        made([["A"], *[["x" * 100]] * 500])


def many(count: int) -> Iterator[list[Any]]:
    yield [f"Spalte {at}" for at in range(25)]
    for number in range(count):
        yield [f"Wert {number} {at}" for at in range(25)]


def test_memory_stays_what_it_is_however_long_the_list() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        for _piece in sheets.write_xlsx(many(count), title="x"):
            pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    few = peak(300)
    assert peak(2_500) < few + 200_000


def test_a_reader_who_leaves_ends_the_rows() -> None:
    taken = []

    def rows() -> Iterator[list[Any]]:
        for row in many(10_000):
            taken.append(1)
            yield row

    pieces = sheets.write_xlsx(rows(), title="x")
    next(pieces)
    pieces.close()
    assert len(taken) < 500


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.slow
def test_libreoffice_opens_it_and_reads_every_text_as_it_was(tmp_path: Path) -> None:
    amount = Decimal("-1234.50")
    rows = [[one, date(2026, 11, 22), amount] for one in ODD]
    (tmp_path / "liste.xlsx").write_bytes(made([["Text", "Tag", "Betrag"], *rows]))
    to = "csv:Text - txt - csv (StarCalc):59,34,76,1,,1031,false,true,true"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", to, "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "liste.xlsx")], check=True, capture_output=True)
    text = (tmp_path / "liste.csv").read_text(encoding="utf-8")
    found = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]
    assert [row[0] for row in found] == [one.replace("\r", "\n") for one in ODD]
    assert {tuple(row[1:]) for row in found} == {("22.11.2026", "-1,234.50")}


def test_csv_has_amounts_as_numbers_days_as_days_and_no_formula() -> None:
    row = [
        Decimal("-12.50"),
        date(2026, 11, 22),
        datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
        7,
        None,
        "-12,50",
    ]
    text = "".join(sheets.write([["A"], row, DANGEROUS]))
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert lines[1] == ["-12,50", "22.11.2026", "02.01.2026 03:04", "7", "", "-12,50"]
    assert all(cell.startswith("'") for cell in lines[2])
    assert [sheets.plain(cell) for cell in lines[2][:-1]] == DANGEROUS[:-1]
