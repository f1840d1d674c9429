"""Many customers at once, as an office does it: 842 filtered ones tagged, and undone."""

from __future__ import annotations

import re

import pytest
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import Page, expect

from stammkunde.foundation.jobs.worker import Worker
from stammkunde.people import operations
from stammkunde.people.models import Customer, Tag
from tests import cast
from tests.browser.conftest import Office, Opener
from tests.browser.test_accessibility import PHONE, violations
from tests.browser.test_keyboard import tab_to

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MANY = 842


def work() -> None:
    """What the worker would do for bulk edits, now."""
    others = DBTaskResult.objects.exclude(task_path__contains="bulkwork")
    others.delete()
    while Worker().work():
        others.all().delete()


def tag(name: str) -> Tag:
    made: Tag = operations.add_tags(actor=cast.owner(), names=[name]).done[0]
    return made


def test_842_filtered_customers_are_tagged_and_it_is_undone(office: Office, desk: Page) -> None:
    newsletter = tag("Winterfest")
    cast.many_customers(MANY, city="Köln")
    desk.goto(f"{office.url}/customers/?f.city=köln")
    desk.locator("[data-pick-all]").check()
    desk.get_by_text("Alle 842 auswählen").click()
    expect(desk.locator("[data-picked]")).to_have_text("842")
    desk.locator(".bulk").get_by_role("button", name="Schlagworte").click()
    dialog = desk.get_by_role("dialog", name="Schlagworte · 842 ausgewählt")
    dialog.get_by_label("Winterfest").check()
    dialog.get_by_role("button", name="842 ändern").click()
    expect(desk).to_have_url(re.compile(r"/bulk/\d+/\?back="))
    expect(desk.get_by_text("Es beginnt gleich.")).to_be_visible()
    work()
    expect(desk.get_by_text("fertig", exact=True)).to_be_visible()
    assert newsletter.customers.count() == MANY
    desk.get_by_role("button", name="Rückgängig").click()
    expect(desk.locator(".st")).to_contain_text("wird rückgängig gemacht")
    work()
    expect(desk.locator(".st")).to_have_text("rückgängig gemacht")
    assert newsletter.customers.count() == 0
    desk.locator(".head").get_by_role("link", name="Kunden").click()
    expect(desk).to_have_url(re.compile(r"/customers/\?f\.city="))


def test_few_are_changed_by_keyboard_and_undone_from_the_toast(office: Office, desk: Page) -> None:
    desk.goto(f"{office.url}/customers/")
    for key in "jxjx":
        desk.keyboard.press(key)
    tab_to(desk, ".bulk summary", most=160)
    desk.keyboard.press("Enter")
    tab_to(desk, ".bulk button[value=marker]", most=10)
    desk.keyboard.press("Enter")
    expect(desk.locator("#p-marker")).to_be_visible()
    tab_to(desk, "#p-marker", most=10)
    desk.keyboard.type("Stern")
    expect(desk.locator("#bulk-look")).to_contain_text("Die Markierung ist ein Emoji.")
    desk.keyboard.press("Control+a")
    desk.keyboard.insert_text("⭐")
    expect(desk.locator("#modal button[value=run]")).to_have_text("2 ändern")
    tab_to(desk, "#modal button[value=run]", most=5)
    desk.keyboard.press("Enter")
    expect(desk.locator(".toast")).to_contain_text("2 Kunden wurden geändert.")
    assert Customer.objects.filter(marker="⭐").count() == 2
    desk.locator(".toast form button").click()
    expect(desk.locator(".toast")).to_contain_text("Rückgängig gemacht.")
    assert Customer.objects.filter(marker="⭐").count() == 0


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_the_dialog_has_nothing_that_axe_minds(
    size: dict[str, int] | None, office: Office, browse: Opener, axe_source: str
) -> None:
    operations.archive_customers(actor=cast.owner(), customers=[office.customers[1].pk])
    page = browse(office.user, url=office.url, **({"viewport": size} if size else {}))
    page.goto(f"{office.url}/customers/?lens=archive")
    page.locator("tbody [name=pick]").first.check(force=True)
    page.locator(".bulk button[value=archive]").click()
    expect(page.locator("#modal dialog")).to_contain_text("schon im Archiv")
    assert violations(page, axe_source) == []


def test_without_script_the_preview_is_a_page_of_its_own(office: Office, browse: Opener) -> None:
    tag("Winterfest")
    page = browse(office.user, url=office.url, java_script_enabled=False)
    page.goto(f"{office.url}/customers/?f.city=berlin")
    page.locator("tbody [name=pick]").first.check(force=True)
    page.locator(".bulk button[value=tag]").click()
    page.get_by_label("Winterfest").check()
    page.get_by_role("button", name="Vorschau").click()
    page.get_by_role("button", name="1 ändern").click()
    expect(page.locator(".toast")).to_contain_text("1 Kunde hat jetzt das Schlagwort.")
    expect(page).to_have_url(re.compile(r"f\.city="))


def test_who_stands_on_the_button_stays_there_when_the_preview_comes_anew(
    office: Office, desk: Page
) -> None:
    desk.goto(f"{office.url}/customers/")
    for key in "jx":
        desk.keyboard.press(key)
    desk.locator(".bulk summary").click()
    desk.locator(".bulk button[value=marker]").click()
    desk.locator("#p-marker").fill("⭐")
    button = desk.locator("#modal button[value=run]")
    expect(button).to_have_text("1 ändern")
    button.evaluate("button => button.dataset.before = '1'")
    button.focus()  # leaves the field: its last value is looked at once more
    expect(desk.locator("#modal button[value=run]:not([data-before])")).to_be_visible()
    expect(button).to_be_focused()
