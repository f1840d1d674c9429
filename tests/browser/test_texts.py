"""Templates and form of address, as an office uses them; and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from stammkunde.messaging.models import MessageTemplate
from stammkunde.people.models import CustomerSettings
from tests.browser.conftest import Office

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_text_is_changed_with_a_placeholder_from_the_list_and_a_preview_that_keeps_up(
    office: Office, desk: Page
) -> None:
    desk.goto(f"{office.url}/communication/templates/")
    desk.locator(".textlist a").first.click()
    text = desk.locator("#id_body")
    text.fill("Liebe Grüße an ")
    desk.get_by_role("button", name="kunde.vorname").click()
    expect(text).to_have_value("Liebe Grüße an {{ kunde.vorname }}")
    expect(desk.locator("#preview")).to_contain_text("Liebe Grüße an Per")
    text.press_sequentially(" {{ kunde.vornahme }}")
    expect(desk.locator("#preview")).to_contain_text("Vielleicht ist {{ kunde.vorname }} gemeint")
    text.fill("Bis bald, {{ kunde.vorname | du }}")
    desk.get_by_role("button", name="Speichern", exact=True).last.click()
    expect(desk.locator("#toasts")).to_contain_text("Änderungen gespeichert.")
    assert MessageTemplate.objects.get().body == "Bis bald, {{ kunde.vorname | du }}"
    desk.locator("#toasts").get_by_role("button", name="Rückgängig").click()
    expect(text).not_to_have_value("Bis bald, {{ kunde.vorname | du }}")


def test_one_click_makes_every_customer_du_and_another_takes_it_back(
    office: Office, desk: Page
) -> None:
    desk.goto(f"{office.url}/settings/address/")
    desk.get_by_role("button", name="Kunden duzen").click()
    expect(desk.locator("#toasts")).to_contain_text("Kunden werden ab jetzt geduzt.")
    assert not CustomerSettings.objects.get().formal
    desk.locator("#toasts").get_by_role("button", name="Rückgängig").click()
    expect(desk.get_by_role("button", name="Kunden duzen")).to_be_visible()
    assert CustomerSettings.objects.get().formal
