"""Settings: found by their words, kept with a way back; the banner and ends of trial operation."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from PIL import Image

from stammkunde.foundation import mail
from stammkunde.foundation.business import business
from stammkunde.foundation.models import JournalEntry, MailState, OutgoingMail
from stammkunde.foundation.rooms import slots
from tests import cast

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, db: None) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    yield


def at(name: str) -> str:
    return reverse(f"backoffice:{name}")


def text(client: Client, name: str, **query: str) -> str:
    return client.get(at(name), query).content.decode()


def put(number: int = 1) -> OutgoingMail:
    message = EmailMessage("Gruß", "Text", "post@example.test", [f"n{number}@example.test"])
    row = mail.queue(message)
    assert row is not None
    return row


def picture() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (600, 300), (12, 96, 88)).save(out, "PNG")
    return SimpleUploadedFile("<script>.svg", out.getvalue(), "image/svg+xml")


def test_business_data_are_kept_and_their_change_offers_the_way_back() -> None:
    client = cast.logged_in()
    said = {"do": "save", "name": "Klanghof", "email": "post@klanghof.example", "tone": "b"}
    page = client.post(at("settings_business"), said, follow=True).content.decode()
    assert "Änderungen gespeichert." in page
    entry = JournalEntry.objects.order_by("-pk")[0].pk
    assert reverse("foundation:undo", args=[entry]) in page
    assert (business().name, business().tone) == ("Klanghof", "b")
    client.post(reverse("foundation:undo", args=[entry]))
    assert business().name == ""


def test_business_data_that_are_none_come_back_as_typed() -> None:
    said = {"do": "save", "name": "Klanghof", "email": "post@"}
    answer = cast.logged_in().post(at("settings_business"), said)
    assert answer.status_code == 422
    assert 'value="post@"' in answer.content.decode()


def test_the_logo_stands_on_every_page_on_the_login_page_and_on_paper() -> None:
    client = cast.logged_in()
    client.post(at("settings_business"), {"do": "logo", "logo": picture()})
    address = business().logo
    assert address in text(client, "today")
    assert address in Client().get(reverse("account_login")).content.decode()
    paper = client.get(reverse("people:list"), {"print": "1"})
    assert paper.status_code == 200
    answer = Client().get(address)
    assert answer["Content-Type"] == "image/webp"
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"  # type: ignore[attr-defined]
    client.post(at("settings_business"), {"do": "no_logo"})
    assert business().logo == ""


def test_what_is_no_picture_becomes_no_logo() -> None:
    file = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", "image/png")
    answer = cast.logged_in().post(at("settings_business"), {"do": "logo", "logo": file})
    assert answer.status_code == 422
    assert business().logo == ""


def test_the_name_on_the_login_page_is_text() -> None:
    client = cast.logged_in()
    client.post(at("settings_business"), {"do": "save", "name": "<b>Klanghof</b>"})
    page = Client().get(reverse("account_login")).content.decode()
    assert "&lt;b&gt;Klanghof" in page


def test_retention_says_what_the_law_asks_for() -> None:
    client = cast.logged_in()
    years = {"keep_documents": "8", "keep_books": "10", "keep_letters": "6", "keep_refunds": "9"}
    assert client.post(at("settings_retention"), years).status_code == 302
    assert business().years["keep_refunds"] == 9
    answer = client.post(at("settings_retention"), years | {"keep_letters": "5"})
    assert answer.status_code == 422
    assert "mindestens 6 Jahre" in answer.content.decode()
    assert client.post(at("settings_retention"), years | {"keep_books": "ten"}).status_code == 422


@pytest.mark.parametrize(
    ("query", "anchor"),
    [
        ("steuern", "/settings/business/#tax_number"),
        ("duzen", "/settings/customers/#formal"),
        ("erstatt", "/settings/retention/#keep_refunds"),
    ],
)
def test_a_setting_is_found_by_its_words_in_the_index_and_in_the_palette(
    query: str, anchor: str
) -> None:
    client = cast.logged_in()
    assert anchor in text(client, "settings", q=query)
    assert anchor in text(client, "palette", q=query)


def test_a_search_for_settings_that_finds_nothing_says_so() -> None:
    assert "Keine Einstellung zu „xyzzy“." in text(cast.logged_in(), "settings", q="xyzzy")


def test_nobody_finds_settings_that_are_not_theirs() -> None:
    page = text(cast.logged_in(roles=("office",)), "settings", q="steuern")
    assert "/settings/business/" not in page


def test_every_setting_explains_itself() -> None:
    for entry in slots.of("backoffice.settings", cast.owner()):
        assert str(entry.hint).endswith("."), entry.key
        for one in entry.holds:
            assert str(one.hint).endswith("."), one.label


def test_every_anchor_of_a_setting_is_there_on_its_page() -> None:
    client = cast.logged_in()
    for entry in slots.of("backoffice.settings", cast.owner()):
        if entry.holds:
            page = client.get(reverse(entry.url_name)).content.decode()
            for one in entry.holds:
                assert f'id="{one.anchor}"' in page, (entry.key, one.anchor)


def test_the_banner_stands_on_every_page_of_the_staff_until_live_operation() -> None:
    put()
    client, office = cast.logged_in(), cast.logged_in(roles=("office",))
    for name in ("backoffice:today", "people:list", "people:new", "backoffice:settings"):
        page = client.get(reverse(name)).content.decode()
        assert "Eine Nachricht ist angehalten." in page
        assert "Echtbetrieb starten …" in page
    assert "Nichts verlässt das Haus." in text(office, "today")
    assert "Echtbetrieb starten …" not in text(office, "today")
    assert "Probebetrieb" not in Client().get(reverse("account_login")).content.decode()
    cast.live()
    assert "Probebetrieb:" not in text(client, "today")


def test_what_is_held_is_shown_with_whom_it_is_for() -> None:
    put()
    page = text(cast.logged_in(), "trial")
    assert "n1@example.test" in page
    assert "Angehalten (Probebetrieb)" in page
    assert "1 × Sonstige Nachrichten" in page


def test_live_operation_starts_once_every_kind_is_decided() -> None:
    row, client = put(), cast.logged_in()
    page = text(client, "start_live")
    assert 'name="seen." value="1"' in page
    assert client.post(at("start_live"), {"seen.": "1"}).status_code == 422
    assert business().trial
    put(2)
    answer = client.post(at("start_live"), {"seen.": "1", "do.": "send"})
    assert answer.status_code == 422
    assert "mehr Nachrichten angehalten" in answer.content.decode()
    client.post(at("start_live"), {"seen.": "2", "do.": "discard"})
    assert not business().trial
    row.refresh_from_db()
    assert row.state == MailState.DISCARDED
    client.post(at("start_trial"))
    assert business().trial


def test_looking_at_these_pages_writes_nothing() -> None:
    put()
    client = cast.logged_in()
    entries = JournalEntry.objects.count()
    for name in ("setup", "trial", "start_live", "start_trial", "settings_business", "test_mail"):
        assert client.get(at(name)).status_code == 200
    assert JournalEntry.objects.count() == entries
    assert business().trial
