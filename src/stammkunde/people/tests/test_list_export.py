"""The list as a file: the same rows as on the page, for whom it may concern (IMP-09, IMP-10)."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from stammkunde.foundation import clock, sheets
from stammkunde.foundation.lists import export
from stammkunde.foundation.lists.export import Export, record_export
from stammkunde.foundation.lists.listing import Listing
from stammkunde.foundation.lists.printing import Sheet
from stammkunde.foundation.lists.state import parse
from stammkunde.foundation.models import JournalChange, JournalEntry
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.people import operations
from stammkunde.people.lists import CustomerList
from stammkunde.people.models import Customer
from tests import cast

pytestmark = pytest.mark.db
LIST = "people.customers"
WITHOUT = "readonly"


def text_of(answer: Any) -> str:
    return b"".join(answer).decode("utf-8-sig")


def take(browser: Client, query: str = "", address: str = "/customers/", **said: Any) -> Any:
    data = {"do": "export", "query": query, "whole": "1", "format": "csv", **said}
    return browser.post(address, {key: value for key, value in data.items() if value is not None})


def lines(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200, answer
    return list(csv.reader(io.StringIO(text_of(answer), newline=""), delimiter=";"))


@pytest.fixture
def some() -> list[Customer]:
    return cast.customers(
        {"first_name": "Anna", "last_name": "Berg", "city": "Berlin", "postcode": "01067"},
        {"first_name": "Bert", "last_name": "Cohn", "city": "Bernau", "email": ""},
        {"first_name": "Cora", "last_name": "=1+1", "city": "Ulm", "phone": "+49 171 5550123"},
        {"kind": "organisation", "organisation": "Kita Berliner Bär", "city": "Köln"},
    )


# Who may


@pytest.mark.parametrize("address", ["/customers/", "/participants/"])
def test_only_who_may_export_sees_the_button_and_gets_the_page(address: str) -> None:
    may, may_not = cast.logged_in(), cast.logged_in(cast.user(roles=(WITHOUT,)))
    assert 'id="list-export"' in text_of(may.get(address))
    assert may.get(address + "?export=1").status_code == 200
    assert 'id="list-export"' not in text_of(may_not.get(address))
    assert may_not.get(address + "?export=1").status_code == 403
    assert take(may_not, address=address).status_code == 403
    assert take(may_not, address=address, whole=None, format=None, all="1").status_code == 403
    assert not JournalEntry.objects.filter(operation="foundation.record_export").exists()


def test_a_list_that_gives_nothing_away_has_no_such_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CustomerList, "exports", "")
    browser = cast.logged_in()
    assert 'id="list-export"' not in text_of(browser.get("/customers/"))
    assert browser.get("/customers/?export=1").status_code == 400
    assert take(browser).status_code == 302


# What is asked before


def test_the_page_says_how_many_which_and_what_to_keep_in_mind(some: list[Customer]) -> None:
    text = text_of(cast.logged_in().get("/customers/?q=ber&f.city=er&export=1"))
    said = re.sub(r"<[^>]+>", "", text)
    assert "<html" in text
    assert "2 Zeilen · Linse Alle · Suche „ber“ · Ort enthält er" in said
    assert "Diese Datei enthält personenbezogene Daten." in said
    assert "Im Protokoll steht, wer wann wie viele Zeilen exportiert hat" in said
    assert 'name="whole" value="1"' in text
    assert 'name="fields" value="full"' in text
    assert 'value="full"' not in text_of(cast.logged_in().get("/participants/?export=1"))


def test_with_script_it_is_a_dialog_over_the_list(some: list[Customer]) -> None:
    text = text_of(cast.logged_in(htmx=True).get("/customers/?export=1"))
    assert text.strip().startswith("<dialog")
    assert "<html" not in text


def test_more_than_ten_thousand_rows_are_counted_exactly(
    some: list[Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("counts", "sets", "picking"):
        monkeypatch.setattr(f"stammkunde.foundation.lists.{module}.CAP", 2)
    browser = cast.logged_in()
    assert "4 Zeilen" in re.sub(r"<[^>]+>", "", text_of(browser.get("/customers/?export=1")))
    assert len(lines(take(browser))) == 5


# What leaves


QUERIES = [
    {}, {"q": "ber"}, {"q": "ber", "sort": "-city"}, {"sort": "-name"}, {"f.city": "ber"},
    {"lens": "without_email"}, {"q": "nobody here"},
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_page_count_print_and_file_are_the_same_rows_in_the_same_order(
    some: list[Customer], query: dict[str, str]
) -> None:
    state = parse(CustomerList, cast.owner(), query)
    shown = Listing(state, path="/customers/")
    ids = [row.pk for row in shown.slice.rows]
    out = Export(state)
    assert (out.ids, out.count, shown.count) == (ids, len(ids), len(ids))
    assert [row.pk for row in Sheet(state).found] == ids
    found = lines(take(cast.logged_in(), state.query))
    assert [sheets.plain(row[0]) for row in found[1:]] == [row.name for row in shown.rows]


def test_the_file_has_the_visible_columns_in_their_order(some: list[Customer]) -> None:
    found = lines(take(cast.logged_in(), "?q=ber&sort=name&cols=city,email,postcode"))
    assert found[0] == ["Name", "Ort", "E-Mail", "PLZ"]
    assert found[1] == ["Berg, Anna", "Berlin", some[0].email, "01067"]
    assert [row[0] for row in found[1:]] == ["Berg, Anna", "Cohn, Bert", "Kita Berliner Bär"]


def test_an_excel_file_has_typed_days_and_texts_that_stay_texts(some: list[Customer]) -> None:
    answer = take(cast.logged_in(), "?cols=postcode,phone,created_at,status", format="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active
    rows = {row[0].value: row for row in sheet.iter_rows()}
    assert sheet.title == "Kunden"
    assert [cell.value for cell in rows["Name"]][:3] == ["Name", "PLZ", "Telefon"]
    assert (rows["Berg, Anna"][1].value, rows["Berg, Anna"][1].data_type) == ("01067", "s")
    assert rows["=1+1, Cora"][0].data_type == "s"
    assert rows["=1+1, Cora"][2].value == "+49 171 5550123"
    assert rows["Berg, Anna"][3].value.date() == clock.today()


def test_no_text_of_a_csv_file_runs(some: list[Customer]) -> None:
    found = lines(take(cast.logged_in(), "?cols=phone&sort=name"))
    assert ["'=1+1, Cora", "+49 171 5550123"] in found


def test_picked_rows_and_no_others_leave(some: list[Customer]) -> None:
    picks = [some[3].pk, some[0].pk]
    browser = cast.logged_in()
    asked = text_of(take(browser, whole=None, format=None, pick=picks))
    assert set(re.findall(r'name="pick" value="(\d+)"', asked)) == {str(pk) for pk in picks}
    assert 'name="whole"' not in asked
    found = lines(take(browser, "?cols=city", whole=None, pick=picks))
    assert [row[0] for row in found[1:]] == ["Berg, Anna", "Kita Berliner Bär"]


def test_nothing_picked_is_a_word_and_no_file(some: list[Customer]) -> None:
    answer = take(cast.logged_in(), whole=None)
    assert (answer.status_code, answer.url) == (302, "/customers/?")


def test_all_fields_come_in_again_without_a_change(some: list[Customer]) -> None:
    operations.archive_customers(actor=cast.system(), customers=[some[1].pk])
    browser = cast.logged_in()
    found = lines(take(browser, "?lens=archive", fields="full"))
    assert found[0][-1] == "ID"
    assert [row[-1] for row in found[1:]] == [str(some[1].public_id)]
    answer = take(browser, "?sort=-name", fields="full")
    ids = [row[-1] for row in lines(answer)[1:]]
    assert ids == [str(some[at].public_id) for at in (3, 1, 0, 2) if at != 1]


def test_participants_leave_as_they_are_shown() -> None:
    home = cast.customer(last_name="Berg")
    cast.participants(home, {"first_name": "Lea", "birth_date": "04.05.2019"})
    answer = take(cast.logged_in(), "?cols=owner,birth_date", "/participants/", fields="full")
    assert [row[2] for row in lines(answer)] == ["Geburtsdatum", "04.05.2019"]


@pytest.mark.parametrize(("kind", "end"), [("csv", "csv"), ("xlsx", "xlsx")])
def test_the_file_has_a_safe_name_and_is_kept_by_nobody(kind: str, end: str) -> None:
    answer = take(cast.logged_in(), format=kind)
    assert answer["Content-Disposition"] == f'attachment; filename="Kunden {clock.today()}.{end}"'
    assert answer["Content-Type"] == export.TYPES[kind]
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == (
        "private, no-store", "nosniff",
    )  # fmt: skip


@pytest.mark.parametrize(
    "said", [{"format": "exe"}, {"query": "?f.created_at=morgen.."}, {"query": "?f.nothing=1"}]
)
def test_what_cannot_be_read_gives_no_file(some: list[Customer], said: dict[str, str]) -> None:
    assert take(cast.logged_in(), **said).status_code == 302
    assert not JournalEntry.objects.filter(operation="foundation.record_export").exists()


def test_more_rows_than_a_sheet_takes_are_refused_before_anything_is_sent(
    some: list[Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    browser = cast.logged_in()
    assert take(browser, format="xlsx").status_code == 302
    assert take(browser, format="csv").status_code == 200


# As a stream


def test_the_file_comes_in_pieces_and_who_leaves_ends_the_reading(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cast.many_customers(60)
    monkeypatch.setattr(export, "_CHUNK", 10)
    monkeypatch.setattr("stammkunde.foundation.sheets.writing._AT_ONCE", 10)
    with CaptureQueriesContext(connection) as whole:
        assert text_of(take(cast.logged_in())).count("\r\n") == 61
    with CaptureQueriesContext(connection) as part:
        answer = take(cast.logged_in())
        pieces = iter(answer.streaming_content)
        assert next(pieces) == b"\xef\xbb\xbf"
        assert next(pieces)
        answer.close()
        assert list(pieces) == []
    assert len(whole) - len(part) >= 5


def test_it_speaks_the_language_of_the_request_until_the_end(some: list[Customer]) -> None:
    answer = take(cast.logged_in(), "?cols=kind&sort=name", fields="full")
    with translation.override("en"):
        assert lines(answer)[0][0] == "Art"


# The journal


def test_the_journal_says_who_how_many_which_and_nothing_about_anybody(
    some: list[Customer],
) -> None:
    person = cast.user(name="Miriam Jansen")
    query = "?q=berg&f.city=berlin&f.kind=person&cols=city,email"
    assert len(lines(take(cast.logged_in(person), query))) == 2
    entry = JournalEntry.objects.get(operation="foundation.record_export")
    assert (entry.actor_label, entry.door) == ("Miriam Jansen", "office")
    change = JournalChange.objects.get(entry=entry.pk)
    said = json.loads(change.new or "")
    assert (said["list"], said["format"], said["rows"]) == (LIST, "csv", 1)
    assert said["columns"] == ["name", "city", "email"]
    assert said["filters"] == ["Alle", "Suche", "Art Privatperson", "Ort"]
    assert "berg" not in (change.new or "").lower()


def test_an_export_of_all_fields_names_no_columns(some: list[Customer]) -> None:
    lines(take(cast.logged_in(), "?cols=city", fields="full"))
    assert json.loads(JournalChange.objects.latest("pk").new or "")["columns"] == []


def test_what_is_written_down_is_refused_without_the_word_and_what_is_no_export() -> None:
    said: dict[str, Any] = {"format": "csv", "rows": 1, "filters": [], "columns": []}
    with pytest.raises(Forbidden):
        record_export(actor=cast.actor("people.see"), list=LIST, **said)
    with pytest.raises(Missing):
        record_export(actor=cast.owner(), list="people.nothing", **said)
    with pytest.raises(Refused) as no:
        record_export(actor=cast.owner(), list=LIST, **{**said, "format": "pdf"})
    assert no.value.code == "list.unknown_format"
    with pytest.raises(Refused) as no:
        record_export(actor=cast.owner(), list=LIST, **{**said, "format": "xlsx", "rows": 2**20})
    assert no.value.code == "list.too_long"


def test_nobody_takes_the_list_away_all_day_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "_OFTEN", 2)
    browser = cast.logged_in()
    assert [take(browser).status_code for _try in range(3)] == [200, 200, 302]
