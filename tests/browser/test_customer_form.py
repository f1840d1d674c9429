"""The form that adds a customer in a browser: hints, rows, what fits a person or an organisation."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from stammkunde.people.models import Customer, Participant
from tests.browser.conftest import Office, Opener

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HINT = "#alike"


def new(page: Page, office: Office, query: str = "") -> None:
    page.goto(f"{office.url}/customers/new/{query}")


def test_who_may_be_there_already_is_shown_while_typing(office: Office, desk: Page) -> None:
    new(desk, office)
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(f"{request.url} {request.post_data}"))
    desk.locator("summary", has_text="Zahlung").click()
    desk.fill("#id_bank-iban", "DE89370400440532013000")
    desk.fill("#id_phone", "+49 171 39200")
    desk.keyboard.press("Tab")
    desk.wait_for_timeout(300)
    expect(desk.locator(HINT)).to_be_empty()
    desk.fill("#id_phone", "+49 171 3920018")
    expect(desk.locator(HINT)).to_contain_text("Kathrin Berger")
    expect(desk.locator(f"{HINT} li a")).to_have_attribute("href", f"/customers/{office.one.pk}/")
    desk.fill("#id_phone", "0171 1")
    expect(desk.locator(HINT)).not_to_contain_text("Kathrin")
    assert any("/customers/alike/ " in one and "3920018" in one for one in asked)
    assert not any("DE8937" in one or "3920018" in one.split(" ")[0] for one in asked)


def test_saving_asks_first_and_the_focus_goes_there(office: Office, desk: Page) -> None:
    new(desk, office)
    desk.fill("#id_last_name", "Berger")
    desk.fill("#id_phone", "0171 3920018")
    desk.fill("#id_p0-first_name", "Lea")
    expect(desk.locator(HINT)).to_contain_text("Kathrin Berger")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(HINT)).to_be_focused()
    expect(desk.locator("#id_p0-first_name")).to_have_value("Lea")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    expect(desk.locator(f"{HINT} button")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Berger")
    assert Customer.objects.filter(phone="0171 3920018").count() == 2


def test_only_what_fits_is_there(office: Office, desk: Page) -> None:
    new(desk, office)
    expect(desk.locator("#id_organisation")).to_be_hidden()
    desk.get_by_label("Organisation", exact=True).first.check()
    expect(desk.locator("#id_organisation")).to_be_visible()
    expect(desk.locator("summary", has_text="Firmendaten")).to_be_visible()
    expect(desk.locator("#id_number")).to_be_hidden()
    desk.locator("summary", has_text="Status").click()
    desk.locator("#id_status").select_option(label="Kunde (mit Nummer)")
    expect(desk.locator("#id_number")).to_have_value("0001")


def test_rows_are_added_and_take_over_the_surname(office: Office, desk: Page) -> None:
    new(desk, office)
    desk.fill("#id_last_name", "Blume")
    more = desk.locator("[data-rows=p] [data-add-row]")
    for number in (3, 4):
        more.click()
        expect(desk.locator(f"#id_p{number}-first_name")).to_be_focused()
        desk.keyboard.type(f"Kind {number}")
    expect(desk.locator("#id_p4-last_name")).to_have_attribute("placeholder", "Blume")
    desk.locator("summary", has_text="Weitere Angaben").click()
    desk.locator("[data-fill=id_marker]").first.click()
    desk.locator("#customer-form button.pri").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Blume")
    home = Customer.objects.get(last_name="Blume")
    assert home.marker == "⭐"
    assert Participant.objects.filter(customer=home, first_name__startswith="Kind").count() == 2


def test_the_first_mistake_has_the_focus(office: Office, desk: Page) -> None:
    new(desk, office)
    desk.fill("#id_last_name", "Blume")
    desk.fill("#id_p1-birth_date", "32.1.2019")
    desk.locator("#customer-form button.pri").click()
    expect(desk.locator("#id_p1-birth_date")).to_be_focused()
    expect(desk.locator("#id_last_name")).to_have_value("Blume")


def test_the_list_one_comes_from_shows_the_new_customer(office: Office, desk: Page) -> None:
    desk.goto(f"{office.url}/customers/")
    desk.locator(".lenses a", has_text="Ohne E-Mail").click()
    expect(desk).to_have_url(re.compile("lens=without_email"))
    desk.locator(".head a.pri").click()
    expect(desk).to_have_url(re.compile("back=lens"))
    desk.fill("#id_last_name", "Blume")
    desk.fill("#id_email", "neu@blume.example")
    desk.locator("#customer-form button.pri").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Blume")
    desk.locator("nav.crumb a", has_text="Ohne E-Mail").click()
    first = desk.locator("table.l tbody tr")
    expect(first.nth(0)).to_contain_text("Gerade angelegt, passt nicht zur Linse")
    expect(first.nth(1)).to_contain_text("Blume")
    desk.locator(".lenses a", has_text="Alle").first.click()
    expect(desk.locator("tr.new")).to_have_count(0)


def test_without_script_everything_is_there_and_the_hint_comes_on_saving(
    office: Office, browse: Opener
) -> None:
    page = browse(office.user, url=office.url, java_script_enabled=False)
    new(page, office)
    expect(page.locator("#id_organisation")).to_be_visible()
    expect(page.locator("#id_first_name")).to_be_visible()
    expect(page.locator("[data-add-row]").first).to_be_hidden()
    page.fill("#id_last_name", "Berger")
    page.fill("#id_phone", "0171/3920018")
    page.fill("#id_p0-first_name", "Lea")
    page.press("#id_last_name", "Enter")
    expect(page.locator(HINT)).to_contain_text("Kathrin Berger")
    expect(page.locator("#id_p0-first_name")).to_have_value("Lea")
    page.locator(f"{HINT} button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Berger")
    assert Customer.objects.filter(last_name="Berger").count() == 2


def test_the_palette_says_which_hit_enter_opens(office: Office, desk: Page) -> None:
    desk.goto(office.record())
    desk.keyboard.press("Control+k")
    field = desk.get_by_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(desk.locator("#palette .pal-group").first).to_contain_text("Kathrin Berger")
    desk.keyboard.type("ber")
    options = desk.locator("#palette").get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(options.first).to_contain_text("Berg")
    desk.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "pal-hit-1")
    desk.keyboard.press("Escape")
    expect(field).to_be_hidden()


def test_enter_never_opens_what_answers_an_older_question(office: Office, desk: Page) -> None:
    desk.goto(f"{office.url}/customers/")
    desk.clock.install()  # whoever types is quicker than the pause before a question
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    desk.route("**/palette/?recent*", hold)
    with desk.expect_request("**/palette/?recent*"):
        desk.keyboard.press("Control+k")
    desk.keyboard.type("kathrin")
    desk.keyboard.press("Enter")
    held[0].continue_()
    expect(desk.locator("#palette")).to_contain_text("Kunde anlegen")
    expect(desk).to_have_url(f"{office.url}/customers/")
    desk.clock.run_for(300)
    expect(desk).to_have_url(office.record())
