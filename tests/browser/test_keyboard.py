"""Whole days without a mouse: everything goes by keyboard, and the focus is never lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.browser.conftest import Office, Opener

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EMAIL = "#f-email"


def tab_to(page: Page, selector: str, *, key: str = "Tab", most: int = 60) -> None:
    """Press Tab until the focus stands on `selector`; fail when it never gets there."""
    for _ in range(most):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"Tab never reaches {selector}")


def focused(page: Page, selector: str) -> bool:
    return bool(page.evaluate("s => document.activeElement.matches(s)", selector))


def stored_email(customer: object) -> str:
    customer.refresh_from_db()  # type: ignore[attr-defined]
    return str(customer.email)  # type: ignore[attr-defined]


def test_somebody_logs_in_and_out_by_keyboard(office: Office, browse: Opener) -> None:
    page = browse(url=office.url)
    page.goto(f"{office.url}/accounts/login/?next=/customers/")
    assert focused(page, "[name=login]")
    page.keyboard.type(office.user.email)
    page.keyboard.press("Tab")
    page.keyboard.type(cast.PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{office.url}/customers/")
    tab_to(page, ".nav.end summary")
    page.keyboard.press("Enter")
    tab_to(page, "form[action$='logout/'] button")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_a_wrong_password_is_said_and_the_address_stays(office: Office, browse: Opener) -> None:
    page = browse(url=office.url)
    page.goto(f"{office.url}/accounts/login/")
    page.keyboard.type(office.user.email)
    page.keyboard.press("Tab")
    page.keyboard.type("ein falsches Kennwort")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("[name=login]")).to_have_value(office.user.email)


def test_a_slash_searches_and_enter_opens_the_hit(office: Office, desk: Page) -> None:
    desk.goto(f"{office.url}/customers/")
    desk.keyboard.press("/")
    desk.keyboard.type("kathrin berg")
    expect(desk.locator("table.l tbody tr:not(.grp)")).to_have_count(1)
    expect(desk.locator("table.l mark").first).to_be_visible()
    expect(desk).to_have_url(re.compile(r"[?&]q=kathrin"))
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Kathrin Berger")


def test_the_search_keeps_the_focus_while_results_come(office: Office, desk: Page) -> None:
    desk.goto(f"{office.url}/customers/")
    desk.keyboard.press("/")
    for letter in "berger":
        desk.keyboard.type(letter)
        desk.wait_for_timeout(200)
    assert focused(desk, "[data-search]")
    expect(desk.locator("[data-search]")).to_have_value("berger")


def test_j_and_k_walk_through_the_list(office: Office, desk: Page) -> None:
    desk.goto(f"{office.url}/customers/")
    names = desk.locator("table.l tbody th a")
    for key, row in (("j", 0), ("j", 1), ("k", 0)):
        desk.keyboard.press(key)
        expect(names.nth(row)).to_be_focused()
    expect(desk.locator("tr.at")).to_have_count(1)


def test_single_keys_can_be_switched_off(office: Office, desk: Page) -> None:
    desk.goto(f"{office.url}/customers/")
    desk.keyboard.press("?")
    expect(desk.locator("#help")).to_be_visible()
    tab_to(desk, "#help [data-shortcuts]")
    desk.keyboard.press("Enter")
    expect(desk.locator("#shortcuts")).to_be_visible()
    tab_to(desk, "[data-single-keys]")
    desk.keyboard.press("Space")
    desk.keyboard.press("Escape")
    desk.keyboard.press("j")
    assert not focused(desk, "table.l tbody th a")


def test_the_palette_finds_a_person_from_anywhere(office: Office, desk: Page) -> None:
    desk.goto(f"{office.url}/")
    desk.keyboard.press("Control+k")
    expect(desk.locator("#palette")).to_be_visible()
    desk.keyboard.type("haberland")
    expect(desk.locator("#palette a.at")).to_contain_text("Haberland")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(office.record(office.customers[2]))


def test_escape_closes_the_palette_and_the_focus_returns(office: Office, desk: Page) -> None:
    desk.goto(f"{office.url}/customers/")
    desk.locator("table.l tbody th a").first.focus()
    desk.keyboard.press("Control+k")
    desk.keyboard.press("Escape")
    expect(desk.locator("#palette")).to_be_hidden()
    assert focused(desk, "table.l tbody th a")


def test_one_key_leads_to_the_fields_and_the_arrows_from_one_to_the_next(
    office: Office, desk: Page
) -> None:
    desk.goto(f"{office.url}/customers/{office.one.pk}/")
    fields = desk.locator(".rec a.val")
    for key, at in (("f", 0), ("ArrowDown", 1), ("ArrowDown", 2), ("ArrowUp", 1)):
        desk.keyboard.press(key)
        expect(fields.nth(at)).to_be_focused()


def test_enter_saves_a_field_in_place_and_the_focus_comes_back(office: Office, desk: Page) -> None:
    desk.goto(office.record())
    tab_to(desk, f"{EMAIL} a.val")
    desk.keyboard.press("Enter")
    expect(desk.locator(f"{EMAIL} input[name=email]")).to_be_focused()
    desk.keyboard.press("Control+a")
    desk.keyboard.type("neu@berger.example")
    desk.keyboard.press("Enter")
    expect(desk.locator(f"{EMAIL} a.val")).to_contain_text("neu@berger.example")
    expect(desk.locator(f"{EMAIL} a.val")).to_be_focused()
    assert stored_email(office.one) == "neu@berger.example"


def test_escape_reverts_a_field_and_writes_nothing(office: Office, desk: Page) -> None:
    desk.goto(office.record())
    tab_to(desk, f"{EMAIL} a.val")
    desk.keyboard.press("Enter")
    expect(desk.locator(f"{EMAIL} input[name=email]")).to_be_focused()
    desk.keyboard.type("unfug")
    desk.keyboard.press("Escape")
    expect(desk.locator(f"{EMAIL} a.val")).to_contain_text("kathrin@berger.example")
    expect(desk.locator(f"{EMAIL} a.val")).to_be_focused()
    assert stored_email(office.one) == "kathrin@berger.example"


def test_a_value_that_cannot_be_is_said_at_its_field(office: Office, desk: Page) -> None:
    desk.goto(office.record())
    desk.locator(f"{EMAIL} a.val").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(f"{EMAIL} input[name=email]")).to_be_focused()
    desk.keyboard.press("Control+a")
    desk.keyboard.type("keine adresse")
    desk.keyboard.press("Enter")
    expect(desk.locator(f"{EMAIL} .err")).to_be_visible()
    expect(desk.locator(f"{EMAIL} input[name=email]")).to_be_focused()
    assert stored_email(office.one) == "kathrin@berger.example"


def test_the_toast_of_a_change_takes_it_back(office: Office, desk: Page) -> None:
    desk.goto(office.record())
    desk.locator(f"{EMAIL} a.val").focus()
    desk.keyboard.press("Enter")
    desk.locator(f"{EMAIL} input[name=email]").fill("neu@berger.example")
    desk.keyboard.press("Enter")
    expect(desk.locator(".toast form button")).to_be_visible()  # as a person waits for it
    tab_to(desk, ".toast form button")
    desk.keyboard.press("Enter")
    expect(desk.locator(".toast")).to_contain_text("Rückgängig gemacht")
    expect(desk.locator(f"{EMAIL} a.val")).to_contain_text("kathrin@berger.example")
    assert stored_email(office.one) == "kathrin@berger.example"


def test_the_timeline_takes_a_change_back(office: Office, desk: Page) -> None:
    desk.goto(office.record())
    desk.locator("#f-city a.val").focus()
    desk.keyboard.press("Enter")
    desk.locator("#f-city input[name=city]").fill("Potsdam")
    desk.keyboard.press("Enter")
    expect(desk.locator("#f-city a.val")).to_contain_text("Potsdam")
    tab_to(desk, ".tl form button")
    desk.keyboard.press("Enter")
    expect(desk.locator("#f-city a.val")).to_contain_text("Berlin")
    expect(desk.locator(".ev.undone")).to_have_count(1)


def test_two_people_write_one_field_and_the_second_decides(office: Office, browse: Opener) -> None:
    first = browse(office.user, url=office.url)
    second = browse(cast.user(name="Tom Weber"), url=office.url)
    for page in (first, second):
        page.goto(office.record())
        page.locator("#f-phone a.val").click()
        expect(page.locator("[name=phone]")).to_be_focused()
    first.locator("#f-phone input[name=phone]").fill("0171 1111111")
    first.keyboard.press("Enter")
    expect(first.locator("#f-phone a.val")).to_contain_text("0171 1111111")
    second.locator("#f-phone input[name=phone]").fill("0172 2222222")
    second.keyboard.press("Enter")
    conflict = second.locator("#f-phone .conflict")
    expect(conflict).to_contain_text("0171 1111111")
    expect(conflict).to_contain_text("0172 2222222")
    expect(conflict).to_contain_text(office.user.name)
    conflict.get_by_role("button").first.click()
    expect(second.locator("#f-phone a.val")).to_contain_text("0172 2222222")
