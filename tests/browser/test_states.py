"""Moments that no address shows: errors in a form, a menu that is open, a conflict, a toast."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from stammkunde.foundation.undo import undo
from stammkunde.foundation.web import assets
from stammkunde.people import operations
from stammkunde.people.operations import CustomerChange
from tests import cast
from tests.browser.conftest import Office, Opener
from tests.browser.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_refused_form_is_as_good(office: Office, desk: Page, axe_source: str) -> None:
    desk.goto(f"{office.url}/customers/new/")
    desk.fill("[name=email]", "keine adresse")
    desk.click("form.form button.pri")
    expect(desk.locator(".err").first).to_be_visible()
    assert violations(desk, axe_source) == []


def test_open_menus_dialogs_and_toasts_are_as_good(
    office: Office, desk: Page, axe_source: str
) -> None:
    desk.goto(office.record())
    desk.locator("#f-city a").click()
    desk.locator("[name=city]").fill("Potsdam")
    desk.keyboard.press("Enter")
    expect(desk.locator(".toast")).to_be_visible()
    desk.locator(".rh details summary").click()
    assert violations(desk, axe_source) == []
    desk.locator(".nav.end summary").click()
    assert violations(desk, axe_source) == []
    desk.keyboard.press("Control+k")
    expect(desk.locator("#palette a.at")).to_be_visible()
    assert violations(desk, axe_source) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_conflict_is_as_good(
    scheme: str, office: Office, browse: Opener, axe_source: str
) -> None:
    page = browse(office.user, url=office.url, color_scheme=scheme)
    page.goto(office.record())
    page.locator("#f-city a").click()
    expect(page.locator("[name=city]")).to_be_focused()
    change = CustomerChange(office.one.pk, {"city": "Werder (Havel)"}, {})
    operations.change_customers(actor=cast.owner(), changes=[change])
    page.locator("[name=city]").fill("Potsdam")
    page.keyboard.press("Enter")
    expect(page.locator(".conflict")).to_be_visible()
    assert violations(page, axe_source) == []


def test_the_archive_says_so_and_is_as_good(office: Office, desk: Page, axe_source: str) -> None:
    desk.goto(f"{office.record()}archive/")
    desk.locator("form button.pri").first.click()
    expect(desk.locator(".warn", has=desk.locator("form"))).to_be_visible()
    assert violations(desk, axe_source) == []


def test_a_menu_opens_inside_the_window_and_closes_with_escape(office: Office, desk: Page) -> None:
    desk.goto(f"{office.url}/customers/")
    desk.locator("#list-columns button").click()
    desk.keyboard.press("Escape")
    for summary in (".nav.end summary", "#list-columns summary"):
        desk.locator(summary).click()
        menu = desk.locator(f"{summary} + .menu")
        expect(menu).to_be_in_viewport(ratio=1)
        desk.keyboard.press("Escape")
        expect(menu).to_be_hidden()
        expect(desk.locator(summary)).to_be_focused()


def test_a_menu_that_comes_late_stays_closed_for_whoever_pressed_escape(
    office: Office, desk: Page
) -> None:
    desk.goto(f"{office.url}/customers/")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    desk.route("**open=columns**", hold)
    with desk.expect_request("**open=columns**"):
        desk.locator("#list-columns button").click()
    desk.keyboard.press("Escape")
    held[0].continue_()
    expect(desk.locator("#list-columns details")).to_be_attached()
    expect(desk.locator("#list-columns .menu")).to_be_hidden()


def test_a_toast_stays_while_somebody_points_at_it(office: Office, desk: Page) -> None:
    desk.clock.install()
    desk.goto(f"{office.record()}edit/city/")
    desk.fill("[name=city]", "Potsdam")
    desk.press("[name=city]", "Enter")
    toast = desk.locator(".toast")
    expect(toast).to_be_visible()
    toast.hover()
    desk.clock.run_for(30_000)
    expect(toast).to_be_visible()
    desk.mouse.move(5, 5)
    desk.clock.run_for(11_000)
    expect(toast).to_be_hidden()


def test_a_record_that_is_gone_is_said_in_a_toast_and_the_page_stays(
    office: Office, desk: Page
) -> None:
    values = cast.customer_values(first_name="Ida", last_name="Kallweit")
    outcome = operations.add_customers(actor=cast.owner(), customers=[values])
    desk.goto(office.record(outcome.done[0]))
    undo(actor=cast.owner(), entry=outcome.entry)
    desk.locator("#f-city a").click()
    expect(desk.locator(".toast.bad")).to_be_visible()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Ida Kallweit")


def test_a_lost_session_leads_to_the_login_and_back(office: Office, desk: Page) -> None:
    desk.goto(office.record())
    desk.context.clear_cookies(name="session")
    desk.locator("#f-city a").click()
    expect(desk).to_have_url(re.compile(r"/accounts/login/\?next="))
    desk.fill("[name=login]", office.user.email)
    desk.fill("[name=password]", cast.PASSWORD)
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(office.record())


def test_without_a_build_everything_still_works(
    office: Office, browse: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = assets.find
    monkeypatch.setattr(assets, "find", lambda name: None if "dist/" in name else there(name))
    page = browse(office.user, url=office.url)
    page.goto(f"{office.url}/customers/")
    page.fill("[name=q]", "haberland")
    expect(page.locator("table.l tbody tr:not(.grp)")).to_have_count(1)
    page.locator("table.l tbody th a").click()
    page.locator("#f-city a").click()
    page.locator("[name=city]").fill("Potsdam")
    page.keyboard.press("Enter")
    expect(page.locator("#f-city a")).to_contain_text("Potsdam")
    page.locator(".toast form button").click()
    expect(page.locator("#f-city")).to_contain_text("Bernau")


def test_printing_a_list_leaves_a_plain_table(office: Office, desk: Page) -> None:
    desk.goto(f"{office.url}/customers/")
    desk.emulate_media(media="print")
    for gone in (".side", ".bar", ".lenses", "thead .f"):
        expect(desk.locator(gone)).to_be_hidden()
    expect(desk.locator("table.l tbody tr").last).to_be_visible()


def test_who_wants_less_motion_gets_none(office: Office, browse: Opener) -> None:
    page = browse(office.user, url=office.url, reduced_motion="reduce")
    page.goto(f"{office.url}/customers/")
    assert page.evaluate("getComputedStyle(document.querySelector('.btn')).transitionDuration") in {
        "0s",
        "1e-05s",
    }


def test_a_status_with_number_reveals_the_number(office: Office, desk: Page) -> None:
    """CLS-09; without :has(), and so without this nicety, the field simply stands there."""
    desk.goto(f"{office.record()}status/")
    expect(desk.locator("#number")).to_be_hidden()
    desk.get_by_label("Kunde mit Nummer", exact=False).first.check()
    expect(desk.locator("#number")).to_be_visible()
