"""Own lenses in a real browser: made, shared, changed, met by somebody else's, on paper, on a phone."""

from __future__ import annotations

import re

import pytest
from django.http import QueryDict
from playwright.sync_api import Page, expect

from stammkunde.foundation.lists.saving import save_lens, store_lens
from stammkunde.foundation.models import SavedLens
from tests import cast
from tests.browser.conftest import Office, Opener
from tests.browser.test_accessibility import PHONE, violations
from tests.browser.test_keyboard import tab_to

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = "table.l tbody th a"
HERE = ".lens[aria-current]"


def lens_of(office: Office, query: str = "f.city=Berlin", **values: object) -> SavedLens:
    """A lens for everybody."""
    said = {"name": "Berlin", "audience": "all", "list": "people.customers"} | values
    return save_lens(actor=cast.actor_of(office.user), query=QueryDict(query), **said).done[0]  # type: ignore[arg-type]


def test_a_lens_with_its_columns_becomes_the_beginning_for_everybody(
    office: Office, desk: Page, browse: Opener
) -> None:
    desk.goto(f"{office.url}/customers/?cols=city,email")
    expect(desk.locator("#list-save")).to_have_text("Als neue Linse")
    desk.locator("#list-f-city").fill("Bernau")
    expect(desk.locator(NAMES)).to_have_count(1)
    expect(desk.locator(f"{HERE} .dot")).to_be_visible()
    desk.locator("#list-save").click()
    expect(desk.get_by_role("dialog")).to_be_visible()
    expect(desk.locator("#lens-name")).to_be_focused()
    desk.locator("#lens-name").fill("Berlin")
    desk.locator("#lens-emoji").fill("🐻")
    desk.locator("#lens-audience").select_option(label="für alle")
    desk.locator("#lens-begin").select_option(label="für alle")
    desk.get_by_role("button", name="Linse speichern").click()
    expect(desk.locator(HERE)).to_contain_text("🐻 Berlin")
    expect(desk.locator(".toast")).to_contain_text("gespeichert")
    expect(desk.locator("#list-save")).to_have_count(0)
    other = browse(cast.user(roles=("readonly",)), url=office.url)
    other.goto(f"{office.url}/customers/")
    expect(other.locator(HERE)).to_have_attribute("title", "1 Ort enthält Bernau")
    heads = other.locator("table.l thead tr:first-child th").all_inner_texts()
    assert [head.strip() for head in heads[1:-1]] == ["Name", "Ort", "E-Mail"]
    other.goto(f"{office.url}{other.locator('#list-print').get_attribute('href')}")
    expect(other.locator("h1")).to_have_text("Kunden: 🐻 Berlin")
    expect(other.locator(".sheet thead th")).to_have_text(["Name", "Ort", "E-Mail"])
    other.emulate_media(media="print")
    expect(other.locator(".sheet .acts")).to_be_hidden()


def test_a_lens_is_changed_discarded_and_saved_by_keyboard(office: Office, desk: Page) -> None:
    lens = lens_of(office)
    desk.goto(f"{office.url}/customers/?lens=own.{lens.pk}")
    desk.get_by_role("link", name="Name", exact=True).focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#list-save summary")).to_be_visible()
    desk.locator("#list-save summary").focus()
    desk.keyboard.press("Enter")
    for _line in range(3):
        desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(desk.locator("#list-save")).to_have_count(0)
    expect(desk).to_have_url(re.compile(rf"lens=own\.{lens.pk}$"))
    desk.get_by_role("link", name="Name", exact=True).focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#list-save summary")).to_be_visible()
    tab_to(desk, "#list-save summary", most=160)
    desk.keyboard.press("Enter")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(desk.locator(".toast")).to_contain_text("gespeichert")
    expect(desk.locator("#list-save")).to_have_count(0)
    expect(desk.locator("th[aria-sort=descending]")).to_contain_text("Name")
    desk.locator(".toast form button").click()
    expect(desk.locator("th[aria-sort=ascending]")).to_contain_text("Name")


def test_whoever_saves_second_sees_both_and_decides(
    office: Office, desk: Page, axe_source: str
) -> None:
    lens = lens_of(office)
    desk.goto(f"{office.url}/customers/?lens=own.{lens.pk}&sort=-name")
    theirs = QueryDict(f"lens=own.{lens.pk}&since=1&f.city=Bernau")
    store_lens(actor=cast.actor_of(cast.user()), lens=lens.pk, query=theirs, revision=1)
    desk.locator("#list-save summary").click()
    desk.locator("#list-save").get_by_role("button", name="Linse speichern").click()
    expect(desk.get_by_role("alert")).to_contain_text("Von dir ist noch nichts gespeichert.")
    expect(desk.locator("main")).to_contain_text("enthält Bernau")
    assert violations(desk, axe_source) == []
    desk.get_by_role("button", name="Meine speichern").click()
    expect(desk.locator(".chip")).to_contain_text("enthält Berlin")
    expect(desk.locator("#list-save")).to_have_count(0)


def test_on_a_phone_rows_have_their_menu_and_lenses_are_kept(
    office: Office, browse: Opener, axe_source: str
) -> None:
    lens = lens_of(office, "f.city=Ber")
    phone = browse(office.user, url=office.url, viewport=PHONE, has_touch=True, is_mobile=True)
    phone.goto(f"{office.url}/customers/?lens=own.{lens.pk}")
    button = phone.locator("td.act button").first
    box = button.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    button.tap()
    menu = phone.locator("td.act details[open] .menu")
    expect(menu.get_by_role("link", name="Anrufen")).to_be_visible()
    inside = menu.evaluate(
        "m => m.getBoundingClientRect().bottom <= m.closest('tr').getBoundingClientRect().bottom"
    )
    assert inside
    assert violations(phone, axe_source) == []
    phone.locator("td.act details[open] summary").tap()
    expect(menu).to_be_hidden()
    phone.goto(f"{phone.url}&sort=-name")
    phone.locator("#list-save summary").tap()
    expect(phone.get_by_role("link", name="Änderungen verwerfen")).to_be_visible()
    assert violations(phone, axe_source) == []
    wide = phone.evaluate(
        "[...document.querySelectorAll('.listing *')]"
        ".filter(e => e.getBoundingClientRect().right > 391).map(e => e.outerHTML.slice(0, 90))"
    )
    assert wide == []
