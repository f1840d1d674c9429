"""The pages of the import wizard: file, columns, done (IMP-01 to IMP-08, R13)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from stammkunde.foundation import sheets
from stammkunde.foundation.models import ImportDraft
from stammkunde.people.importing import templates
from stammkunde.people.models import Customer
from stammkunde.people.record import drafts
from stammkunde.people.tests.wizard_desk import (
    HTMX,
    LIST,
    START,
    begun,
    checked,
    upload,
    version,
    words,
    work,
)
from tests import cast, workbooks

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)


@pytest.fixture
def desk() -> Client:
    return cast.logged_in(cast.user(name="Miriam Jansen"))


# The file


def test_the_first_step_takes_a_file_and_offers_templates_and_what_was_begun(desk: Client) -> None:
    said = words(desk.get(START))
    assert "Excel- oder CSV-Datei auswählen" in said
    assert "Kunden mit Teilnehmern" in said
    assert "Weitermachen" not in said
    draft = begun(desk)
    page = desk.get(START).content.decode()
    assert "kunden.csv" in page
    assert f'href="{START}{draft}/columns/"' in page


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("leer.csv", b"", ""),
        ("bild.png", b"\x89PNG\r\n\x1a\n" + bytes(60), ""),
        ("kopf.csv", b"Nachname;Ort\n", "Überschriften"),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason_and_nothing_stays(
    desk: Client, name: str, data: bytes, told: str
) -> None:
    answer = upload(desk, data, name)
    assert told in words(answer, 422)
    assert 'role="alert"' in answer.content.decode()
    assert not ImportDraft.objects.exists()


def test_no_file_at_all_is_said(desk: Client) -> None:
    assert 'role="alert"' in desk.post(START).content.decode()
    assert desk.post(START).status_code == 422


@pytest.mark.parametrize("kind", templates.KINDS)
def test_each_template_comes_as_excel_and_csv_and_can_be_read_again(
    desk: Client, kind: str
) -> None:
    book = desk.get(f"{START}template/?kind={kind}")
    text = desk.get(f"{START}template/?kind={kind}&format=csv")
    read = sheets.read(b"".join(book))  # type: ignore[arg-type]
    assert list(read.headings) == list(templates.template(kind))
    data = b"".join(text).decode("utf-8-sig")  # type: ignore[arg-type]
    assert data.split("\r\n")[0].split(";") == list(templates.template(kind))
    assert "attachment" in book["Content-Disposition"]


def test_every_kind_of_template_is_offered_and_no_other_can_be_asked_for(desk: Client) -> None:
    assert set(drafts.SAMPLES) == set(templates.KINDS)
    assert desk.get(f"{START}template/?kind=nonsense").status_code == 404


def test_the_list_of_customers_leads_there_and_so_does_its_empty_state(desk: Client) -> None:
    empty = desk.get("/customers/")
    assert "Noch keine Kunden. Hol deine Liste aus Excel oder kutego." in words(empty)
    assert empty.content.decode().count(f'href="{START}"') == 2
    cast.customer()
    assert desk.get("/customers/").content.decode().count(f'href="{START}"') == 1
    other = cast.logged_in(cast.user(roles=("readonly",)))
    assert START not in other.get("/customers/").content.decode()


def test_the_settings_say_how_a_first_import_begins(desk: Client) -> None:
    page = desk.get("/settings/imports/")
    assert "Noch nichts importiert." in words(page)
    assert page.content.decode().count(f'href="{START}"') == 2


# The columns


def test_the_second_step_shows_samples_and_what_each_column_becomes(desk: Client) -> None:
    draft = begun(desk)
    page = desk.get(f"{START}{draft}/columns/")
    said = words(page)
    assert "6 von 7 Spalten kommen mit" in said
    assert "UTF-8 (erkannt)" in said
    assert "ida@mail.example" in said
    assert '<option value="Nachname" selected>' in page.content.decode()


def test_a_changed_column_is_read_otherwise_and_remembered_for_the_next_list(desk: Client) -> None:
    draft = begun(desk)
    said = {"version": version(draft), "column-6": "Notiz"}
    assert desk.post(f"{START}{draft}/columns/", said).status_code == 302
    work()
    again = begun(desk)
    page = words(desk.get(f"{START}{again}/columns/"))
    assert "7 von 7 Spalten kommen mit" in page
    assert "kam schon einmal herein" in page


def test_two_columns_for_the_same_are_refused_where_they_stand(desk: Client) -> None:
    draft = begun(desk)
    said = {"version": version(draft), "column-0": "Vorname", "column-1": "Vorname"}
    answer = desk.post(f"{START}{draft}/columns/", said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert 'aria-invalid="true"' in page


def test_another_character_set_changes_the_samples_at_once(desk: Client) -> None:
    draft = begun(desk, "Nachname;Ort\nMüller;Köln\n".encode("cp1252"))
    assert "Müller" in words(desk.get(f"{START}{draft}/columns/"))
    said = {"version": version(draft), "encoding": "mac-roman"}
    piece = desk.post(f"{START}{draft}/format/", said, headers=HTMX)
    assert "Müller" not in words(piece)
    assert "<html" not in piece.content.decode()
    plain = desk.post(f"{START}{draft}/format/", {"version": version(draft)})
    assert plain["Location"] == f"{START}{draft}/columns/"


def test_the_sheet_of_a_workbook_and_the_row_of_its_headings_can_be_chosen(desk: Client) -> None:
    grids = {
        "Kunden": workbooks.grid([["Nachname", "Ort"], ["Berg", "Ulm"]]),
        "Alt": workbooks.grid([["Liste von früher"], ["Nachname", "Ort"], ["Tal", "Köln"]]),
    }
    pages = {name: workbooks.worksheet(data) for name, data in grids.items()}
    draft = begun(desk, workbooks.packed(workbooks.parts(pages)), "beide.xlsx")
    page = words(desk.get(f"{START}{draft}/columns/"))
    assert "beide.xlsx, Blatt „Kunden“" in page
    assert "Berg" in page
    assert "Zeichensatz" not in page
    said = {"version": version(draft), "sheet": "Alt", "header": "2"}
    piece = words(desk.post(f"{START}{draft}/format/", said, headers=HTMX))
    assert "Tal" in piece
    assert "Berg" not in piece
    said = {"version": version(draft), "sheet": "Keins", "header": "99999999999999999999"}
    answer = desk.post(f"{START}{draft}/format/", said, headers=HTMX)
    assert answer.status_code in {200, 422}


# Done


def test_valid_rows_come_in_the_report_says_what_stayed_out_and_undo_is_one_click_away(
    desk: Client,
) -> None:
    draft = checked(desk)
    answer = desk.post(f"{START}{draft}/done/", {"version": version(draft), "mode": "valid_rows"})
    assert answer["Location"] == f"{START}{draft}/done/"
    waiting = desk.get(answer["Location"])
    assert 'hx-trigger="every 1s"' in waiting.content.decode()
    assert desk.get(f"{START}{draft}/check/")["Location"] == answer["Location"]
    work()
    page = desk.get(answer["Location"])
    said = words(page)
    assert "Die Liste ist übernommen" in said
    assert "Zeilen 3 angelegt 1" in said
    assert "fehlerhaft 2" in said
    assert "Verschickt wurde nichts." in said
    assert [one.last_name for one in Customer.objects.all()] == ["Berg"]
    batch = ImportDraft.objects.get(pk=draft).batch
    assert f'href="/settings/imports/{batch}/undo/"' in page.content.decode()
    left = desk.get(f"{START}{draft}/faults/")
    table = sheets.read(b"".join(left))  # type: ignore[arg-type]
    assert table.headings[-1] == "Fehler"
    assert len(list(table.rows)) == 2


def test_all_or_nothing_waits_until_nothing_is_open(desk: Client) -> None:
    draft = checked(desk)
    said = {"version": version(draft), "mode": "all_or_nothing"}
    answer = desk.post(f"{START}{draft}/done/", said, follow=True)
    assert answer.redirect_chain[-1][0] == f"{START}{draft}/check/"
    assert "data-toast" in answer.content.decode()
    work()
    assert not Customer.objects.exists()


def test_a_second_click_on_import_brings_it_in_once(desk: Client) -> None:
    draft = checked(desk)
    said = {"version": version(draft), "mode": "valid_rows"}
    for _time in (1, 2):
        assert desk.post(f"{START}{draft}/done/", said).status_code == 302
    work()
    assert Customer.objects.count() == 1


def test_a_list_is_discarded_after_saying_so(desk: Client) -> None:
    draft = checked(desk)
    assert "kunden.csv" in words(desk.get(f"{START}{draft}/drop/"))
    answer = desk.post(f"{START}{draft}/drop/", follow=True)
    assert "Es wurde nichts übernommen." in words(answer)
    assert desk.get(f"{START}{draft}/check/").status_code in {302, 404}
    assert not Customer.objects.exists()


def test_a_discarded_list_may_come_up_again_from_the_page_it_came_from(desk: Client) -> None:
    found = re.search(r'csrfmiddlewaretoken" value="(\w{64})"', desk.get(START).content.decode())
    assert found
    ways = []
    for _time in range(2):
        file = SimpleUploadedFile("kunden.csv", LIST.encode())
        answer = desk.post(START, {"file": file, "csrfmiddlewaretoken": found[1]})
        ways.append(answer["Location"])
        assert desk.get(answer["Location"]).status_code == 200
        desk.post(answer["Location"].replace("columns", "drop"))
    assert ways[0] != ways[1]


def test_nobody_sees_the_list_of_a_colleague(desk: Client) -> None:
    draft = checked(desk)
    other = cast.logged_in(cast.user(roles=("owner",)))
    for step in ("columns", "check", "done", "drop", "file", "faults"):
        assert other.get(f"{START}{draft}/{step}/").status_code == 404
    assert "kunden.csv" not in words(other.get(START))


def test_what_a_cell_holds_stays_text(desk: Client) -> None:
    draft = checked(desk, 'Nachname;PLZ\n"<script>alert(1)</script>";"1067"\n')
    page = desk.get(f"{START}{draft}/check/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_number_of_statements_does_not_grow_with_the_rows(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    few = checked(desk, "Nachname;PLZ\n" + "".join(f"Berg{n};1067\n" for n in range(3)))
    many = checked(desk, "Nachname;PLZ\n" + "".join(f"Tal{n};1067\n" for n in range(45)))
    with django_assert_max_num_queries(100) as at_few:
        desk.get(f"{START}{few}/check/")
    with django_assert_max_num_queries(100) as at_many:
        desk.get(f"{START}{many}/check/")
    assert len(at_many) <= len(at_few)
