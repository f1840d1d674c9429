"""The guide beside every page: "?", search and links in the drawer, keyboard shortcuts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Office

pytestmark = pytest.mark.browser


def test_the_question_mark_opens_what_helps_on_this_page(office: Office, desk: Page) -> None:
    desk.goto(f"{office.url}/customers/")
    desk.keyboard.press("?")
    drawer = desk.locator("#help")
    expect(drawer.locator("h1")).to_contain_text("Kunden finden")
    drawer.get_by_role("searchbox").fill("papierkorb")
    desk.keyboard.press("Enter")
    hit = drawer.locator(".guide-hits a").first
    expect(hit).to_be_visible()
    hit.click()
    expect(drawer.locator("article")).to_contain_text("Papierkorb")
    desk.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    assert desk.url.endswith("/customers/")


def test_help_in_the_menu_leads_to_the_shortcuts(office: Office, desk: Page) -> None:
    desk.goto(f"{office.url}/")
    desk.locator("nav.end").get_by_role("link", name="Hilfe").click()
    expect(desk.locator("#help")).to_be_visible()
    desk.locator("#help [data-shortcuts]").click()
    expect(desk.locator("#help")).to_be_hidden()
    expect(desk.locator("#shortcuts")).to_be_visible()
