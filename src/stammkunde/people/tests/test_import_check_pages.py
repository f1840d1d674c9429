"""The check of the import wizard: counts, rows, cells settled in the page (IMP-05, D22)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from stammkunde.people.importing import wizard
from stammkunde.people.tests.wizard_desk import (
    HTMX,
    START,
    begun,
    checked,
    counts,
    settle,
    version,
    words,
    work,
)
from tests import cast

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)


@pytest.fixture
def desk() -> Client:
    return cast.logged_in(cast.user(name="Miriam Jansen"))


# The check


def test_the_counts_of_the_check_add_up_and_each_doubtful_cell_is_a_field(desk: Client) -> None:
    draft = checked(desk)
    page = desk.get(f"{START}{draft}/check/")
    said = words(page)
    assert counts(draft) == (3, 1, 0, 0, 2)
    assert "Zeilen 3 werden angelegt 1 werden ergänzt 0 noch fraglich 2" in said
    assert "0 von 5 fraglichen Zellen geklärt" in said
    assert page.content.decode().count("data-open") == 5
    assert "Gemeint ist 01067?" in said
    assert "Alle 2 solchen Zellen" in said


def test_while_it_is_being_checked_the_page_asks_again_by_itself_and_without_script(
    desk: Client,
) -> None:
    draft = begun(desk)
    desk.post(f"{START}{draft}/columns/", {"version": version(draft)})
    page = desk.get(f"{START}{draft}/check/").content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert desk.get(f"{START}{draft}/columns/")["Location"] == f"{START}{draft}/check/"
    work()
    piece = desk.get(f"{START}{draft}/check/", headers=HTMX).content.decode()
    assert "every 1s" not in piece
    assert "<html" not in piece
    assert "act-bar" in piece


def test_a_check_can_be_stopped_to_go_back_to_the_columns(desk: Client) -> None:
    draft = begun(desk)
    desk.post(f"{START}{draft}/columns/", {"version": version(draft)})
    said = {"version": version(draft), "do": "stop"}
    answer = desk.post(f"{START}{draft}/check/", said)
    assert answer["Location"] == f"{START}{draft}/columns/"
    assert desk.get(answer["Location"]).status_code == 200


def test_cells_are_settled_by_each_of_the_buttons_and_the_counts_follow(desk: Client) -> None:
    draft = checked(desk)
    settle(desk, draft, 3, 3, "correct", value="0171 3920020")
    settle(desk, draft, 3, 4, "alike:take:0")
    assert "3 von 5 fraglichen Zellen geklärt" in words(desk.get(f"{START}{draft}/check/"))
    settle(desk, draft, 3, 5, "take:1")
    piece = settle(desk, draft, 4, 2, "empty")
    assert "5 von 5 fraglichen Zellen geklärt" in words(piece)
    assert counts(draft) == (3, 3, 0, 0, 0)
    assert 'value="01.02.1903"' in piece.content.decode()
    assert "Nichts" not in words(piece)  # what was settled stays in sight
    settle(desk, draft, 4, 2, "back")
    assert counts(draft) == (3, 2, 0, 0, 1)
    settle(desk, draft, 4, "", "skip")
    assert counts(draft) == (3, 2, 0, 1, 0)
    assert "Du hast diese Zeile ausgelassen." in words(desk.get(f"{START}{draft}/check/"))
    settle(desk, draft, 4, "", "back")
    assert counts(draft) == (3, 2, 0, 0, 1)


def test_a_postcode_abroad_stays_as_it_is(desk: Client) -> None:
    draft = checked(desk, "Nachname;PLZ;Ort\nBerg;1010;Wien\n")
    assert counts(draft) == (1, 0, 0, 0, 1)
    piece = settle(desk, draft, 2, 1, "as_is")
    assert counts(draft) == (1, 1, 0, 0, 0)
    assert 'class="cell fixed"' in piece.content.decode()


@pytest.mark.parametrize(
    "said",
    [
        {"row": "9999", "at": "3"},
        {"row": "x", "at": "3"},
        {"row": "3", "at": "77", "do": "empty"},
        {"row": "3", "at": "3", "do": "take:9"},
        {"row": "3", "at": "3", "do": "alike:nonsense:0"},
        {"row": "3", "at": "2", "do": "as_is"},
        {"do": "nonsense"},
    ],
)
def test_what_no_button_says_is_refused_and_changes_nothing(
    desk: Client, said: dict[str, str]
) -> None:
    draft = checked(desk)
    before = counts(draft)
    given = {"version": version(draft), **said}
    answer = desk.post(f"{START}{draft}/settle/", given, headers=HTMX)
    assert answer.status_code in {404, 422}
    assert counts(draft) == before


def test_the_older_of_two_windows_is_told_and_sees_the_list_as_it_is_now(desk: Client) -> None:
    draft = checked(desk)
    old = version(draft)
    settle(desk, draft, 3, 3, "correct", value="0171 3920020")
    said = {"version": old, "row": 3, "at": 5, "do": "take:0"}
    answer = desk.post(f"{START}{draft}/settle/", said, headers=HTMX)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "0171 3920020" in page
    assert f'name="version" value="{version(draft)}"' in page
    assert "data-toast" in page
    assert "1 von 5 fraglichen Zellen geklärt" in words(answer, 409)


def test_without_script_each_button_leads_back_to_the_same_rows(desk: Client) -> None:
    draft = checked(desk)
    said = {"version": version(draft), "row": 3, "at": 4, "do": "take:0", "where": "?show=all"}
    answer = desk.post(f"{START}{draft}/settle/", said)
    assert answer["Location"] == f"{START}{draft}/check/?show=all"
    assert "Berg" in words(desk.get(answer["Location"]))


@pytest.mark.parametrize("query", ["?show=nonsense", "?after=-1", "?after=zzz", "?wide=1&show="])
def test_an_address_that_nobody_made_shows_the_usual_rows(desk: Client, query: str) -> None:
    draft = checked(desk)
    assert "Fraglich und geklärt 2" in words(desk.get(f"{START}{draft}/check/{query}"))


def test_who_is_there_already_is_shown_and_the_way_can_be_changed(desk: Client) -> None:
    there = cast.customer(last_name="Berg", first_name="Ida", email="ida@mail.example")
    draft = checked(desk)
    page = desk.get(f"{START}{draft}/check/?show=update")
    assert f'href="/customers/{there.pk}/"' in page.content.decode()
    assert "Ergänzt 1" in words(page)
    said = {"version": version(draft), "match": ["email"], "on_match": "skip"}
    assert desk.post(f"{START}{draft}/match/", said).status_code == 302
    work()
    assert counts(draft) == (3, 0, 0, 1, 2)
    said = {"version": version(draft), "match": ["number", "nonsense"], "on_match": "overwrite"}
    desk.post(f"{START}{draft}/match/", said)
    work()
    page_now = desk.get(f"{START}{draft}/check/").content.decode()
    assert 'name="match" value="number" checked' in page_now
    assert 'name="match" value="email">' in page_now


def test_the_list_of_errors_is_mended_elsewhere_and_comes_back(desk: Client) -> None:
    draft = checked(desk)
    answer = desk.get(f"{START}{draft}/faults/?format=csv")
    text = b"".join(answer).decode("utf-8-sig")  # type: ignore[arg-type]
    assert "Fehler" in text.splitlines()[0]
    assert len(text.strip().splitlines()) == 3
    mended = text.replace("4,93E+11", "0171 3920020").replace("01.02.03", "01.02.2003")
    mended = mended.replace("mia@mail;", "mia@mail.example;")
    mended = mended.replace("1067", "01067").replace("1099", "01099")
    page = desk.get(f"{START}{draft}/file/")
    assert "Verbesserte Datei hochladen" in words(page)
    file = SimpleUploadedFile("fehler.csv", mended.encode())
    said = {"version": version(draft), "file": file}
    assert desk.post(f"{START}{draft}/file/", said).status_code == 302
    work()
    assert counts(draft) == (3, 3, 0, 0, 0)


def test_a_file_that_is_no_list_does_not_take_the_place_of_one(desk: Client) -> None:
    draft = checked(desk)
    bad = SimpleUploadedFile("bild.png", b"\x89PNG\r\n\x1a\n" + bytes(60))
    answer = desk.post(f"{START}{draft}/file/", {"version": version(draft), "file": bad})
    assert answer.status_code == 422
    assert counts(draft) == (3, 1, 0, 0, 2)


def test_a_wide_list_shows_the_columns_that_say_something_here(desk: Client) -> None:
    many = [f"Teilnehmer {n} Vorname" for n in range(1, 20)]
    text = ";".join(["Nachname", *many, "PLZ"]) + "\n" + ";".join(["Berg", *[""] * 19, "1067"])
    draft = checked(desk, text)
    said = words(desk.get(f"{START}{draft}/check/"))
    assert "Zeile Nachname PLZ Ergebnis" in said
    assert "Noch 19 Spalten zeigen" in said
    assert "Teilnehmer 19 Vorname" in words(desk.get(f"{START}{draft}/check/?wide=1"))


def test_long_lists_come_page_by_page(desk: Client) -> None:
    rows = "".join(f"Berg{n};1067\n" for n in range(wizard.PAGE + 5))
    draft = checked(desk, "Nachname;PLZ\n" + rows)
    first = desk.get(f"{START}{draft}/check/").content.decode()
    found = re.search(r'rel="next" href="([^"]+)"', first)
    assert found
    second = desk.get(found[1].replace("&amp;", "&")).content.decode()
    assert second.count("data-open") == 5
    assert "Von vorn" in second
