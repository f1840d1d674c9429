"""The pages about words: list, editor, preview, test mail, signatures, form of address."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stammkunde.foundation.models import OutgoingMail
from stammkunde.messaging.models import MessageTemplate
from stammkunde.messaging.texts import SHIPPED, Shipped
from stammkunde.people import lifecycle
from stammkunde.people import operations as people
from tests import cast

pytestmark = pytest.mark.db
KEY = "messaging.trying"
NEW = "/communication/templates/new/"
HTMX = {"HX-Request": "true"}
URL = f"/communication/templates/{KEY}/"


@pytest.fixture(autouse=True)
def shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Shipped(KEY, "Versuch", "transactional", "Termin", "{{ kunde.anrede }}, bis dann")
    monkeypatch.setitem(SHIPPED, KEY, made)


@pytest.fixture
def desk() -> Client:
    return cast.logged_in(cast.user(email="ich@praxis-beispiel.de"))


def said(response: object) -> str:
    return response.content.decode()


def test_the_list_shows_shipped_and_own_texts_with_what_is_missing(desk: Client) -> None:
    form = {
        "name": "Absage",
        "category": "organisational",
        "subject": "S",
        "body": "Bringen Sie mit",
    }
    assert desk.post(NEW, {**form, "do": "save"}).status_code == 302
    shown = said(desk.get("/communication/templates/"))
    for text in ("Versuch", "Absage", "Du fehlt", "Englisch fehlt"):
        assert text in shown


def test_a_text_is_edited_in_three_forms_side_by_side(desk: Client) -> None:
    shown = said(desk.get(URL))
    for column in ("subject", "body", "subject_du", "body_du", "subject_en", "body_en"):
        assert f'name="{column}"' in shown
    answer = desk.post(
        URL, {"do": "save", "version": "0", "body": "Bis bald", "body_du": "Tschüss"}
    )
    assert answer.status_code == 302
    row = MessageTemplate.objects.get()
    assert (row.key, row.body, row.body_du, row.body_en) == (KEY, "Bis bald", "Tschüss", "")
    assert "Original wiederherstellen" in said(desk.get(URL))
    desk.post(URL, {"do": "restore"})
    assert MessageTemplate.objects.get().body == ""


def test_what_was_typed_stays_when_it_is_refused(desk: Client) -> None:
    answer = desk.post(URL, {"do": "save", "body": "Liebe {{ kunde.vornahme }}"})
    assert answer.status_code == 422
    assert "Vielleicht ist {{ kunde.vorname }} gemeint" in said(answer)
    assert "Liebe {{ kunde.vornahme }}</textarea>" in said(answer)
    assert not MessageTemplate.objects.exists()


def test_who_comes_late_sees_what_stands_there_and_may_still_save(desk: Client) -> None:
    desk.post(URL, {"do": "save", "version": "0", "body": "Zuerst"})
    late = desk.post(URL, {"do": "save", "version": "0", "body": "Später"})
    assert late.status_code == 409
    assert "Zuerst" in said(late)
    assert "Später</textarea>" in said(late)
    version = MessageTemplate.objects.get().version
    assert f'name="version" value="{version}"' in said(late)
    desk.post(URL, {"do": "save", "version": str(version), "body": "Später"})
    assert MessageTemplate.objects.get().body == "Später"


def test_the_preview_shows_a_real_customer_and_names_what_is_missing(desk: Client) -> None:
    cast.customer(first_name="Kathrin", last_name="Berger", salutation="ms")
    cast.customer(first_name="Yusuf", last_name="Abendroth", email="yusuf@beispiel.de")
    typed = {
        "do": "preview",
        "body": "{{ kunde.anrede }}! {{ teilnehmer.name }}",
        "preview_q": "berg",
    }
    shown = said(desk.post(URL, typed))
    assert "Guten Tag Frau Berger!" in shown
    assert '<mark class="hole">teilnehmer.name</mark>' in shown
    piece = desk.post(URL, {**typed, "preview_language": "de-informal"}, headers=HTMX)
    assert "Hallo Kathrin, bis dann" in said(piece)
    assert "<html" not in said(piece)
    assert "Yusuf Abendroth" in said(desk.get(URL))
    assert not MessageTemplate.objects.exists()


@pytest.mark.parametrize(
    "hostile", ["<img src=x onerror=alert(1)>", '<a href="https://evil.test">x</a>']
)
def test_a_hostile_name_is_harmless_on_the_page(desk: Client, hostile: str) -> None:
    cast.customer(first_name=hostile, last_name=hostile, email="x@beispiel.de")
    shown = said(desk.post(URL, {"do": "preview", "body": "{{ kunde.name }} {{ kunde.vorname }}"}))
    assert "&lt;" in shown
    assert hostile not in shown
    assert hostile not in said(desk.get("/customers/"))


def test_a_test_mail_goes_to_whoever_asks(desk: Client) -> None:
    cast.customer(first_name="Kathrin", last_name="Berger", email="k@beispiel.de")
    desk.post(URL, {"do": "test", "body": "Für {{ kunde.vorname }}"})
    row = OutgoingMail.objects.get()
    assert row.recipients == "ich@praxis-beispiel.de"
    assert not MessageTemplate.objects.exists()
    answer = desk.post(URL, {"do": "test", "body": "", "subject": "", "preview_language": "en"})
    assert answer.status_code == 200


def test_a_text_of_ones_own_goes_into_the_archive_and_back(desk: Client) -> None:
    form = {
        "name": "Absage",
        "category": "organisational",
        "subject": "S",
        "body": "Text",
        "do": "save",
    }
    desk.post(NEW, form)
    key = MessageTemplate.objects.get().key
    url = f"/communication/templates/{key}/"
    desk.post(url, {"do": "archive"})
    assert MessageTemplate.objects.get().archived_at
    desk.post(url, {"do": "unarchive"})
    assert MessageTemplate.objects.get().archived_at is None
    desk.post(url, {**form, "name": "Zusage", "version": "99"})
    assert MessageTemplate.objects.get().name == "Absage"  # somebody else was faster
    version = MessageTemplate.objects.get().version
    desk.post(url, {**form, "name": "Zusage", "version": str(version)})
    assert MessageTemplate.objects.get().name == "Zusage"


def test_a_new_text_without_a_name_is_refused(desk: Client) -> None:
    answer = desk.post(NEW, {"name": "", "body": "x", "do": "save"})
    assert answer.status_code == 422
    assert desk.post(NEW, {"body": "x", "do": "preview"}).status_code == 200


def test_unknown_texts_are_not_there(desk: Client) -> None:
    assert desk.get("/communication/templates/messaging.unknown/").status_code == 404
    assert desk.get("/communication/templates/own.abc/").status_code == 404


def test_signatures_are_written_on_their_pages(desk: Client) -> None:
    for url in ("/settings/signature/", "/account/signature/"):
        assert desk.post(url, {"signature": "**Wasserfloh** {{ jahr }}"}).status_code == 302
        assert "<strong>Wasserfloh</strong>" in said(desk.get(url))
        assert desk.post(url, {"signature": "{{ kunde.name }}"}).status_code == 422


def test_one_click_changes_the_form_of_address_and_is_undone(desk: Client) -> None:
    homes = [cast.customer(first_name="A", last_name=f"B{each}") for each in range(3)]
    du, en = homes[0].pk, homes[1].pk
    people.change_prefs(actor=cast.owner(), customers=[du], values={"address_form": "du"})
    people.change_prefs(
        actor=cast.owner(), customers=[en], values={"language": "en", "address_form": "du"}
    )
    shown = said(desk.get("/settings/address/"))
    for text in ("Guten Tag Frau Berger", "Hallo Kathrin", "Ihr Termin am", "dein Termin am",
                 "1 Kunde wird trotzdem geduzt", "1 Kunde wird auf Englisch"):  # fmt: skip
        assert text in shown
    answer = desk.post("/settings/address/", {"formal": "0"}, follow=True)
    assert not lifecycle.business().formal
    assert "Kunden werden ab jetzt geduzt." in said(answer)
    assert "/undo/" in said(answer)
    assert "0 Kunden werden trotzdem gesiezt" in said(answer)


def test_the_list_asks_the_same_number_of_queries_however_many_texts_there_are(
    desk: Client,
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            desk.get("/communication/templates/")
        return len(found)

    desk.get("/communication/templates/")
    few = asked()
    for each in range(5):
        form = {"name": f"N{each}", "category": "advertising", "body": "x", "do": "save"}
        desk.post(NEW, form)
    desk.get("/communication/templates/")
    assert asked() == few
