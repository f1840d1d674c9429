"""The record by hand: cards edited in place by keyboard, the note on every tab, tabs on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from stammkunde.people.models import CustomerPrefs
from tests import cast
from tests.browser.conftest import Office, Opener
from tests.browser.test_keyboard import focused, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_settings_card_is_edited_and_left_by_keyboard(office: Office, desk: Page) -> None:
    desk.goto(office.record())
    tab_to(desk, "#prefs header a", most=120)
    desk.keyboard.press("Enter")
    expect(desk.locator("#pref-address_form")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.locator("#prefs header a")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("#pref-address_form")).to_be_focused()
    desk.keyboard.type("Du")
    tab_to(desk, "#prefs button.pri")
    desk.keyboard.press("Enter")
    expect(desk.locator("#prefs")).to_contain_text("eigen")
    expect(desk.locator("#prefs header a")).to_be_focused()
    assert CustomerPrefs.objects.get(pk=office.one.pk).address_form == "du"
    tab_to(desk, "#prefs form.back button")
    desk.keyboard.press("Enter")
    expect(desk.locator("#prefs")).not_to_contain_text("eigen")
    assert CustomerPrefs.objects.get(pk=office.one.pk).address_form == ""


def test_the_note_is_written_on_another_tab_without_leaving_it(office: Office, desk: Page) -> None:
    desk.goto(office.record() + "participants/")
    tab_to(desk, "#f-note a.val", most=80)
    desk.keyboard.press("Enter")
    expect(desk.locator("#f-note textarea")).to_be_focused()
    desk.keyboard.type("Ruft vormittags an")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#f-note a.val")).to_contain_text("Ruft vormittags an")
    assert focused(desk, "#f-note a.val")
    expect(desk.locator(".rtabs [aria-current]").first).to_contain_text("Teilnehmer")


def test_managers_are_chosen_without_script(office: Office, browse: Opener) -> None:
    tom = cast.user(name="Tom Weber")
    page = browse(office.user, url=office.url, java_script_enabled=False)
    page.goto(office.record())
    page.locator("a[href*='/managers/']").last.click()
    page.get_by_label("Tom Weber").check()
    page.locator("form.card button.pri").click()
    expect(page.locator(".folk")).to_contain_text("Tom Weber")
    assert list(office.one.managers.values_list("pk", flat=True)) == [tom.pk]


def test_the_steps_work_without_script(office: Office, browse: Opener) -> None:
    page = browse(office.user, url=office.url, java_script_enabled=False)
    page.goto(office.record())
    name = page.locator("h1").inner_text()
    page.locator(".steps a[rel=next]").click()
    expect(page.locator("h1")).not_to_have_text(name)
    page.locator(".steps a[rel=prev]").click()
    expect(page.locator("h1")).to_have_text(name)


@pytest.mark.parametrize("width", [1440, 1150, 1000, 390])
def test_nothing_stands_beyond_the_window_and_nothing_jumps(
    office: Office, browse: Opener, width: int
) -> None:
    page = browse(office.user, url=office.url, viewport={"width": width, "height": 900})
    for customer in (office.customers[0], office.customers[5]):
        page.goto(office.record(customer))
        before = page.locator(".rh").bounding_box()
        expect(page.locator(".steps:not([hx-get])")).to_be_visible()
        page.wait_for_timeout(200)
        assert page.locator(".rh").bounding_box() == before
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate(
            "(m => m.scrollWidth <= m.clientWidth)(document.getElementById('main'))"
        )
