"""Enquiries in the browser: a person asks, a robot does not get through, the office answers (R2)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from stammkunde.messaging.models import Inquiry
from stammkunde.people.models import Customer, Participant
from tests.browser.asking import asked
from tests.browser.conftest import Office, Opener

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def fill(page: Page) -> None:
    page.get_by_label("Vorname", exact=True).first.fill("Hanna")
    page.get_by_label("Nachname (Pflichtfeld)").fill("Arendt")
    page.get_by_label("E-Mail", exact=True).fill("hanna.arendt@beispiel.example")
    page.locator("[name=p0-first_name]").fill("Mila")
    page.locator("[name=p0-birth_date]").fill("04.05.2019")
    page.get_by_label("Worum geht es?").select_option("Gesang")
    page.get_by_label("Nachricht").fill("Geht bei Ihnen mittwochs nach 15 Uhr?")


def test_a_person_asks_without_script_on_a_phone_and_sees_what_is_missing(
    office: Office, browse: Opener
) -> None:
    asked()
    page = browse(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page.goto(f"{office.url}/public/register/")
    fill(page)
    page.wait_for_timeout(3100)  # as quick as a person can be
    page.get_by_role("button", name="Anfrage senden").click()
    expect(page.get_by_role("alert")).to_contain_text("unten markiert")
    expect(page.get_by_label("Nachricht")).to_have_value("Geht bei Ihnen mittwochs nach 15 Uhr?")
    page.get_by_label("mindestens 18 Jahre").check()
    page.wait_for_timeout(3100)
    page.get_by_role("button", name="Anfrage senden").click()
    expect(page.get_by_role("status")).to_contain_text("Vielen Dank")
    row = Inquiry.objects.get(email="hanna.arendt@beispiel.example")
    assert (row.state, row.wish) == ("new", "Gesang")


def test_a_robot_that_fills_in_every_field_is_thanked_and_lands_in_the_spam_box(
    office: Office, browse: Opener
) -> None:
    asked()
    page = browse()
    page.goto(f"{office.url}/public/register/")
    fill(page)
    page.evaluate("document.querySelector('[name=homepage_url]').value = 'http://spam.example'")
    page.get_by_label("mindestens 18 Jahre").check()
    page.get_by_role("button", name="Anfrage senden").click()
    expect(page.get_by_role("status")).to_contain_text("Vielen Dank")
    assert Inquiry.objects.get(email="hanna.arendt@beispiel.example").state == "spam"


def test_the_office_takes_over_from_today_with_the_child_and_answers(
    office: Office, desk: Page
) -> None:
    pk = asked()
    desk.goto(office.url)
    card = desk.locator("section", has_text="Anfragen (1)")
    expect(card).to_contain_text("noch nicht bekannt")
    card.get_by_role("link", name="Übernehmen").click()
    expect(desk.locator("[name=p0-first_name]")).to_have_value("Mila")
    desk.get_by_role("button", name="Kunde anlegen").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Hanna Arendt")
    made = Customer.objects.get(last_name="Arendt")
    assert Participant.objects.get(customer=made).first_name == "Mila"
    desk.goto(f"{office.url}/inquiries/{pk}/")
    body = desk.get_by_label("Text", exact=True)
    body.press("Control+End")
    body.type("PS: Ja, mittwochs ist frei.")
    desk.get_by_role("button", name="Senden und erledigt").click()
    expect(desk.locator("#toasts")).to_contain_text("unterwegs")
    expect(desk.locator(".head .st").first).to_have_text("Erledigt")


def test_an_unknown_caller_is_noted_from_the_palette_with_few_keys(
    office: Office, desk: Page
) -> None:
    desk.goto(office.url)
    desk.keyboard.press("Control+k")
    desk.keyboard.type("0171 5550199")
    desk.locator("#palette").get_by_text("Anruf von 0171 5550199 notieren").click()
    expect(desk.get_by_label("Name")).to_be_focused()
    desk.keyboard.type("Familie Okafor")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Familie Okafor")
    assert Inquiry.objects.get().phone == "0171 5550199"
