"""CSV: every notation of spreadsheet programs, and what is none (D21)."""

from __future__ import annotations

import codecs
import csv
import io
import os
import threading
import time
import tracemalloc
from collections import deque

import pytest
from django.utils import translation

from stammkunde.foundation import sheets
from stammkunde.foundation.sheets import basics

pytestmark = pytest.mark.pure


@pytest.fixture(autouse=True)
def _german():
    with translation.override("de"):
        yield


def rows(data, **more):
    sheet = sheets.read(data.encode() if isinstance(data, str) else data, **more)
    return sheet.headings, [(row.number, row.cells) for row in sheet.rows]


def refused(data, **more):
    with pytest.raises(sheets.Unreadable) as no:
        rows(data, **more)
    return no.value


# Delimiters


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Name;Ort\nWeiß, Ana;Ulm\nGroß, Bo;Köln\n", ";"),
        ("Name;Anschrift\nWeiß, Ana, Dr.;Weg 1, 2, Ulm\nGroß, Bo, Dr.;Weg 2, 3, Ulm\n", ";"),
        ('"Name, Vorname";Ort\n"Weiß; Ana";Ulm\n', ";"),
        ('Name,Ort\n"Weiß; Ana; Dr.",Ulm\n', ","),
        ("Name\tOrt\tNotiz\nWeiß\tUlm\ta; b, c\n", "\t"),
        ("Liste, Stand heute\nName;Ort;PLZ\nWeiß;Ulm;89073\nGroß;Ulm;89073\n", ";"),
        ("Name;Betrag;Preis\nWeiß;12,50;1,00\nGroß;1,00;3,00\nBo;2,00;4,00\n", ";"),
        ("Name;Ort;Notiz\nWeiß;Ulm\nGroß;Köln;a, b\nBo;Bonn;c, d\n", ";"),
        ("Nachname\nWeiß\n", ";"),
        ('Name;Notiz\nWeiß;"a, b\nc, d\ne, f, g"\n', ";"),
    ],
)
def test_the_delimiter_is_found_by_several_rows_outside_quotes(text, delimiter):
    assert sheets.read(text.encode()).delimiter == delimiter


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_line_that_names_the_delimiter_is_obeyed_and_is_no_row(delimiter, end, encoding):
    text = f"sep={delimiter}{end}Name{delimiter}Ort{end}Weiß{delimiter}a;b,c{end}"
    if delimiter in ";,":
        text = text.replace("a;b,c", "Ulm")
    headings, found = rows(text.encode(encoding))
    assert (headings, found[0][0], found[0][1][0]) == (["Name", "Ort"], 2, "Weiß")


# Rows and headings


def test_rows_carry_the_number_that_the_spreadsheet_shows():
    text = 'Name;Notiz\r\n\r\nWeiß;"eins\r\nzwei"\r\n;;\r\nGroß;\r\n'
    assert rows(text)[1] == [(3, ["Weiß", "eins\r\nzwei"]), (5, ["Groß", ""])]


def test_titles_above_the_headings_are_passed_over():
    text = "Kundenliste\n\nStand;01.02.2024;\n\nName;Ort;PLZ\nWeiß;Ulm;89073\n"
    assert rows(text) == (["Name", "Ort", "PLZ"], [(6, ["Weiß", "Ulm", "89073"])])


def test_who_knows_the_headings_finds_them_below_a_full_title():
    text = "Liste;von;Kim\nName;Ort;PLZ\nWeiß;Ulm;89073\n"
    assert rows(text)[0] == ["Liste", "von", "Kim"]
    assert rows(text, knows=lambda cells: len({"Name", "Ort"} & set(cells)))[0][0] == "Name"


def test_endless_cells_among_the_first_rows_cost_no_time():
    cells = ["1" * 90_000 + "x", "@" * 90_000]
    begun = time.process_time()
    for knows in (None, lambda cells: sum(len(cell) for cell in cells) < 1_000):
        sheets.read((";".join(cells) + "\n" + "Name;Ort\n").encode(), knows=knows)
    assert time.process_time() - begun < 1


def test_the_row_of_the_headings_can_be_named():
    text = "Name;Ort\nNachname;Stadt\nWeiß;Ulm\n"
    assert rows(text, header=2) == (["Nachname", "Stadt"], [(3, ["Weiß", "Ulm"])])
    assert refused(text, header=9).row == 9


def test_rows_are_read_as_often_as_wanted_and_counted_once(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("Name;Ort\nWeiß;Ulm\nGroß;Ulm\n", "utf-8")
    sheet = sheets.read(path)
    assert sheet.count == len(list(sheet.rows)) == len(list(sheet.rows)) == 2
    assert sheet.format.startswith("utf-8, ")


def test_a_file_that_changes_between_two_passes_is_refused(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("Name;Ort\nWeiß;Ulm\n", "utf-8")
    sheet = sheets.read(path)
    path.write_text("Name;Ort\nGroß;Ulm\nWeiß;Köln\n", "utf-8")
    with pytest.raises(sheets.Unreadable, match="geändert"):
        list(sheet.rows)


def test_a_pipe_is_read_once_and_gives_its_rows_twice(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=("Name;Ort\nWeiß;Ulm\n".encode(),))
    writer.start()
    sheet = sheets.read(pipe)
    writer.join()
    assert [len(list(sheet.rows)), len(list(sheet.rows))] == [1, 1]


@pytest.mark.slow
def test_a_list_is_never_held_whole(tmp_path):
    path = tmp_path / "lang.csv"
    with path.open("w", encoding="cp1252") as file:
        file.write("Nachname;Ort;Notiz\n")
        for number in range(25_000):
            file.write(f"Müller {number};Köln;{'x' * 100}\n")
    tracemalloc.start()
    try:
        assert sheets.read(path).count == 25_000
        assert tracemalloc.get_traced_memory()[1] < 2 * 1024 * 1024 < path.stat().st_size
    finally:
        tracemalloc.stop()


# Encodings


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", [True, False], ids=["marked", "bare"])
def test_both_halves_of_utf_16_are_understood_with_and_without_mark(encoding, mark):
    marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    data = "Name;Ort\r\nWeiß;Łódź\r\n".encode(encoding)
    headings, found = rows((marks[encoding] if mark else b"") + data)
    assert (headings, found) == (["Name", "Ort"], [(2, ["Weiß", "Łódź"])])


def test_a_letter_late_in_a_large_list_still_decides_about_its_encoding(tmp_path):
    path = tmp_path / "spaet.csv"
    path.write_bytes(b"Name;Ort\n" + b"Meier;Ulm\n" * 60_000 + "Weiß;Köln\n".encode("cp1252"))
    sheet = sheets.read(path)
    assert sheet.encoding == "windows-1252"
    assert deque(sheet.rows, 1).pop() == (60_002, ["Weiß", "Köln"], {})


@pytest.mark.parametrize(
    ("data", "row"),
    [
        ("Name;Ort\nMüller;Köln\n".encode() + b"Gr\xfcn;Ulm\n", 3),
        (b"Name;Ort\r\nWei\xdf;Ulm\r\n\x81;Ulm\r\n", 3),
        ("Name;Ort\nWeiß;Ulm\n".encode("utf-16") + b"\x00\xd8\n\x00", 3),
        ("Name;Ort\nWeiß;Ulm\n".encode("utf-16")[:-1], 2),
        ('sep=;\nName;Ort\nWeiß;"x\r\n\ny"\n'.encode("cp1252") + b"\x81;Ulm\n", 3),
        (b"\x81;Ort\nWei\xdf;Ulm\n", 1),
    ],
    ids=["utf-8", "windows-1252", "half a letter", "odd end", "many lines", "at once"],
)
def test_letters_that_cannot_be_read_are_refused_with_their_row(data, row):
    problem = refused(data)
    assert (problem.row, bool(problem.hint)) == (row, True)
    assert f"Zeile {row}" in problem.message


# What is refused


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "leer"),
        (b" \r\n\t", "leer"),
        (codecs.BOM_UTF8, "leer"),
        (codecs.BOM_UTF16_LE + b"\n\0", "leer"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, ".xls"),
        (b"%PDF-1.7\n1 0 obj", "PDF"),
        (b"<html><body><table><tr><td>Name</td></tr></table>", "Internetseite"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html>\n<table>", "Internetseite"),
        (b'<?xml version="1.0"?><Workbook/>', "XML"),
        ("<table><tr>".encode("utf-16"), "Internetseite"),
        (b"\x1f\x8b\x08\0\0\0\0", "gepackt"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "Bild"),
        (b"{\\rtf1 Name", "Textdokument"),
        (b";;;\n;;\n", "keine Zeilen"),
        (b"Name;Ort\nWei\0;Ulm\n", "Zeile 2"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 10, "keine Textdatei"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_in_german(data, word):
    problem = refused(data)
    assert word in f"{problem.message} {problem.hint}"


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('Name;Ort\nWeiß;Ulm\n"Groß;Ulm\n', 3),
        ('Name;Ort\n"Weiß"x;Ulm\n', 2),
        ('Name;Ort\nWeiß;Ulm\n"' + "x;y\n" * 40_000, 3),
        ("Name;Ort\n" + "x" * 150_000 + ";Ulm\n", 2),
        ("Name;Ort\nWeiß" + ";" * 2_000_000 + "\n", 2),
        ("Name;Ort\nWeiß" + ";" * 1_500 + "x\n", 2),
        ("Name;Ort\nWeiß;Ulm\n" + '"a\n";' * 300_000, 3),
        ("Name;Ort\nWeiß;Ulm\n\0\n", 3),
    ],
    ids=["open", "behind", "swallows", "cell", "empty cells", "wide", "many lines", "nul"],
)  # fmt: skip
def test_damage_is_refused_with_its_row(text, row):
    problem = refused(text)
    assert (problem.row, bool(problem.hint)) == (row, True)
    assert "%" not in problem.message


def test_more_rows_than_a_spreadsheet_has_are_refused(monkeypatch):
    monkeypatch.setattr(basics, "MOST_ROWS", 100)
    assert "Zeilen" in refused("Name;Ort\n" + "Weiß;Ulm\n" * 100).message
    assert len(rows("Name;Ort\n" + "Weiß;Ulm\n" * 99)[1]) == 99


def test_empty_columns_at_the_end_of_a_row_do_no_harm():
    assert rows("Name;Ort\nWeiß;Ulm" + ";" * 3_000 + "\n")[1][0][1][:2] == ["Weiß", "Ulm"]


# There and back


@pytest.mark.parametrize("text", ["=1+1", "'t Hooft", "''x", "+49 171 1", '="x"', "-", "@x", "＝1"])
def test_what_is_written_is_read_as_it_was(text):
    data = "".join(sheets.write([["Name", "Ort"], [text, "Ulm"]])).encode()
    assert rows(data)[1] == [(2, [text, "Ulm"])]
    assert rows('Name;PLZ\nWeiß;"=""01067"""\n')[1] == [(2, ["Weiß", "01067"])]


def test_the_reader_agrees_with_the_csv_module_about_every_notation():
    for delimiter in ";,\t":
        for end in ("\r\n", "\n", "\r"):
            table = [["Name", "Notiz", "Ort"], ['A "B"', f"x{end}y", "; ,\t"], ["ß", "", "'"]]
            for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
                text = io.StringIO()
                csv.writer(
                    text, delimiter=delimiter, lineterminator=end, quoting=quoting
                ).writerows(table)
                found = rows(text.getvalue().encode("utf-16"))
                assert [found[0], *(cells for _number, cells in found[1])] == table
