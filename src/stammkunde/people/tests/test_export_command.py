"""`stammkunde export-customers`: whole files or none, of just those who were asked for (IMP-09)."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command

from stammkunde.foundation import sheets
from stammkunde.foundation.models import JournalChange, JournalEntry
from stammkunde.people import operations
from stammkunde.people.management.commands import export_customers
from stammkunde.people.models import Customer
from tests import cast

pytestmark = pytest.mark.db


def run(*args: str, **options: Any) -> tuple[str, int]:
    """What the command says on its error output, and its exit code."""
    err, code = io.StringIO(), 0
    try:
        call_command("export_customers", *args, stderr=err, **options)
    except SystemExit as end:
        code = int(end.code or 0)
    return err.getvalue(), code


def names(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    at = rows[0].index("Nachname")
    return [row[at] for row in rows[1:]]


@pytest.fixture
def three() -> list[Customer]:
    rows = cast.customers(
        {"last_name": "Berg", "email": ""}, {"last_name": "Cohn"}, {"last_name": "Bergmann"}
    )
    operations.archive_customers(actor=cast.system(), customers=[rows[2].pk])
    return rows


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ["Berg", "Cohn"]),
        ({"archived": True}, ["Berg", "Bergmann", "Cohn"]),
        ({"lens": "archive"}, ["Bergmann"]),
        ({"lens": "Ohne E-Mail"}, ["Berg"]),
        ({"search": "berg"}, ["Berg"]),
        ({"search": "berg", "archived": True}, ["Berg", "Bergmann"]),
        ({"search": "cohn", "lens": "without_email"}, []),
    ],
)
def test_a_lens_and_a_search_say_who_goes_out(
    three: list[Customer], tmp_path: Path, options: dict[str, Any], expected: list[str]
) -> None:
    path = tmp_path / "aus.csv"
    said, code = run(str(path), **options)
    assert (code, names(path)) == (0, expected)
    assert f"{len(expected)} von {len(expected)} Kunden" in said or not expected


@pytest.mark.parametrize(("name", "options"), [("a.xlsx", {}), ("a.dat", {"format": "xlsx"})])
def test_an_excel_file_holds_the_same_columns(
    three: list[Customer], tmp_path: Path, name: str, options: dict[str, Any]
) -> None:
    assert run(str(tmp_path / name), **options)[1] == 0
    assert run(str(tmp_path / "a.csv"))[1] == 0
    data = io.BytesIO((tmp_path / name).read_bytes())
    sheet = openpyxl.load_workbook(data).active
    found = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    day = rows[0].index("Geburtsdatum")
    assert [row[:day] + row[day + 1 :] for row in found] == [
        row[:day] + row[day + 1 :] for row in rows
    ]


def test_a_lens_that_there_is_not_is_answered_with_those_that_there_are(tmp_path: Path) -> None:
    said, code = run(str(tmp_path / "aus.csv"), lens="nichts")
    assert code == 1
    assert "„nichts“ gibt es nicht" in said
    assert "archive (Archiv)" in said
    assert not list(tmp_path.iterdir())


def test_the_standard_output_gets_the_bytes(
    three: list[Customer], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(encoding="utf-8")[1] == 0
    assert capfdbinary.readouterr().out.startswith(b"Art;Vorname;Nachname")
    assert run(format="xlsx")[1] == 0
    assert capfdbinary.readouterr().out.startswith(b"PK\x03\x04")


@pytest.mark.parametrize("name", ["aus.csv", "aus.xlsx"])
def test_a_full_disk_leaves_the_old_file_and_no_half_one(
    three: list[Customer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"old")

    def full(out: Any, pieces: Any) -> None:
        out.write(next(pieces))
        out.flush()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(export_customers, "_through", full)
    said, code = run(str(path))
    assert code == 1
    assert "der Platz reicht nicht" in said
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == [name]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_a_device_is_written_to_and_stays_a_device(three: list[Customer]) -> None:
    said, code = run("/dev/full")
    assert (code, "der Platz reicht nicht" in said) == (1, True)
    assert Path("/dev/full").is_char_device()
    assert run("/dev/null")[1] == 0


def test_a_place_that_nobody_may_write_to_is_named(tmp_path: Path) -> None:
    said, code = run(str(tmp_path / "nirgends" / "aus.csv"))
    assert (code, "nicht beschreibbar" in said) == (1, True)
    said, code = run(str(tmp_path))
    assert (code, "nicht beschreibbar" in said) == (1, True)


def test_a_reader_who_goes_away_is_a_sentence_and_no_traceback(
    three: list[Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as gone:
        monkeypatch.setattr(sys, "stdout", gone)
        said, code = run()
    assert (code, "niemand liest mehr mit" in said) == (1, True)


def test_a_letter_that_windows_1252_lacks_is_named_with_its_row(tmp_path: Path) -> None:
    cast.customers(
        {"first_name": "Ada", "last_name": "A"}, {"first_name": "Can", "last_name": "Yılmaz"}
    )
    said, code = run(str(tmp_path / "aus.csv"), encoding="windows-1252")
    assert code == 1
    assert "Zeile 3" in said
    assert "Windows-1252 kennt das Zeichen" in said
    assert not list(tmp_path.iterdir())


def test_more_customers_than_a_sheet_takes_are_refused(
    three: list[Customer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 1)
    said, code = run(str(tmp_path / "aus.xlsx"))
    assert (code, "CSV" in said) == (1, True)
    assert not list(tmp_path.iterdir())


def test_the_journal_knows_of_it(three: list[Customer], tmp_path: Path) -> None:
    assert run(str(tmp_path / "aus.csv"), search="cohn", archived=True)[1] == 0
    entry = JournalEntry.objects.get(operation="foundation.record_export")
    assert (entry.actor_label, entry.door) == ("Listenexport", "command")
    said = json.loads(JournalChange.objects.get(entry=entry.pk).new or "")
    assert (said["rows"], said["format"]) == (1, "csv")
    assert said["filters"] == ["Suche", "mit Archiv"]
