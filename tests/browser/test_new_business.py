"""A new business in Chromium: the first page, the checklist, trial operation and its end."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Page, expect

from stammkunde.foundation.business import business
from stammkunde.foundation.mail import queue
from stammkunde.foundation.models import BusinessData
from tests.browser.conftest import Office, Opener

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def banner(page: Page) -> str:
    return page.get_by_role("region", name="Probebetrieb").inner_text()


def test_a_new_business_says_who_it_is_and_finds_its_checklist(desk: Page, office: Office) -> None:
    BusinessData.objects.update(set_up_at=None)
    desk.goto(office.url)
    assert desk.url == f"{office.url}/setup/"
    desk.get_by_label("Hundeschule").check()
    desk.get_by_label("Name des Betriebs").fill("Pfotenwerk")
    desk.get_by_role("button", name="Speichern und weiter").press("Enter")
    expect(desk.get_by_role("heading", name="Einrichtung")).to_be_visible()
    assert desk.locator(".side .brand").inner_text() == "Pfotenwerk"
    desk.get_by_role("button", name="Ausblenden").click()
    expect(desk.get_by_role("heading", name="Einrichtung")).to_have_count(0)
    desk.locator(".toast").get_by_role("button", name="Rückgängig").click()
    expect(desk.get_by_role("heading", name="Einrichtung")).to_be_visible()


def test_live_operation_starts_after_a_decision_about_what_is_held(
    desk: Page, office: Office
) -> None:
    queue(EmailMessage("Gruß", "Text", "post@lindenhof.example", ["a@mail.example"]))
    desk.goto(f"{office.url}/customers/")
    assert "Nichts verlässt das Haus. Eine Nachricht ist angehalten." in banner(desk)
    desk.get_by_role("link", name="Echtbetrieb starten …").click()
    desk.get_by_role("button", name="Echtbetrieb starten").click()
    expect(desk.get_by_role("alert").first).to_contain_text("Senden oder verwerfen")
    desk.get_by_label("Verwerfen").check()
    desk.get_by_role("button", name="Echtbetrieb starten").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Miriam")
    expect(desk.get_by_role("region", name="Probebetrieb")).to_have_count(0)
    assert not business().trial


def test_a_setting_is_found_while_one_types(desk: Page, office: Office) -> None:
    desk.goto(f"{office.url}/settings/")
    desk.get_by_placeholder("Einstellung suchen").press_sequentially("steuern")
    found = desk.get_by_role("link", name="Steuernummer und USt-IdNr.")
    expect(found).to_be_visible()
    found.click()
    assert desk.url.endswith("/settings/business/#tax_number")


def test_the_start_page_knows_what_this_browser_opened_last(desk: Page, office: Office) -> None:
    desk.goto(office.record())
    desk.goto(office.url)
    card = desk.locator("section", has=desk.get_by_role("heading", name="Zuletzt geöffnet"))
    expect(card.get_by_role("link")).to_contain_text("Kathrin Berger")


def test_on_a_phone_the_banner_leaves_room_for_the_page(browse: Opener, office: Office) -> None:
    phone = browse(office.user, url=office.url, viewport={"width": 390, "height": 844})
    phone.goto(f"{office.url}/customers/")
    box = phone.get_by_role("region", name="Probebetrieb").bounding_box()
    assert box is not None
    assert box["height"] <= 96
