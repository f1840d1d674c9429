"""The whole skeleton with JavaScript switched off: forms and links do it all."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.browser.conftest import Office, Opener

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def plain(browse: Opener, office: Office) -> Page:
    """A browser without JavaScript, logged in by the form like everybody."""
    page = browse(url=office.url, java_script_enabled=False)
    page.goto(f"{office.url}/accounts/login/?next=/customers/")
    page.fill("[name=login]", office.user.email)
    page.fill("[name=password]", cast.PASSWORD)
    page.click("form button.pri")
    expect(page).to_have_url(f"{office.url}/customers/")
    return page


def rows(page: Page) -> list[str]:
    return page.locator("table.l tbody th").all_inner_texts()


def test_the_list_searches_and_filters(office: Office, plain: Page) -> None:
    plain.fill("[name=q]", "ber")
    plain.press("[name=q]", "Enter")
    expect(plain).to_have_url(re.compile(r"[?&]q=ber"))
    assert any("Berger" in row for row in rows(plain))
    plain.goto(f"{office.url}/customers/?cols=email,city")
    plain.fill("[name='f.city']", "Buch")
    plain.locator("button[form=list-form]").click()
    assert rows(plain) == ["Kita Sonnenhügel e. V."]
    plain.locator(".chip a").click()
    assert len(rows(plain)) == len(office.customers)


def test_lenses_sorting_and_columns_are_links_and_forms(office: Office, plain: Page) -> None:
    plain.locator(".lenses a", has_text="Ohne E-Mail").click()
    assert len(rows(plain)) < len(office.customers)
    plain.goto(f"{office.url}/customers/")
    before = rows(plain)
    plain.locator("th[aria-sort] a").click()
    assert rows(plain) == before[::-1]
    plain.locator("#list-columns summary").click()
    expect(plain.locator("[name='f.tags']")).to_have_count(1)
    plain.locator("#list-columns input[value=tags]").uncheck()
    plain.locator("#list-columns button").click()
    expect(plain.locator("[name='f.tags']")).to_have_count(0)


def test_a_customer_is_opened_and_edited(office: Office, plain: Page) -> None:
    plain.click("text=Berger, Kathrin")
    expect(plain).to_have_url(re.compile(rf"/customers/{office.one.pk}/"))
    plain.locator("#f-city a").click()
    plain.fill("[name=city]", "Potsdam")
    plain.press("[name=city]", "Enter")
    expect(plain.locator("#f-city")).to_contain_text("Potsdam")
    office.one.refresh_from_db()
    assert office.one.city == "Potsdam"


def test_a_wrong_value_is_said_beside_what_was_typed(office: Office, plain: Page) -> None:
    plain.goto(f"{office.record()}edit/email/")
    plain.fill("[name=email]", "keine adresse")
    plain.press("[name=email]", "Enter")
    expect(plain.locator(".err")).to_be_visible()
    expect(plain.locator("[name=email]")).to_have_value("keine adresse")


def test_a_customer_is_added_and_that_is_undone(office: Office, plain: Page) -> None:
    plain.goto(f"{office.url}/customers/new/")
    plain.fill("[name=first_name]", "Ida")
    plain.fill("[name=last_name]", "Kallweit")
    plain.click("form.form button.pri")
    expect(plain.get_by_role("heading", level=1)).to_have_text("Ida Kallweit")
    plain.locator(".toast form button").click()
    expect(plain.locator(".toast")).to_contain_text("Rückgängig gemacht")
    plain.goto(f"{office.url}/customers/")
    assert not any("Kallweit" in row for row in rows(plain))


def test_a_customer_goes_to_the_archive_and_comes_back(office: Office, plain: Page) -> None:
    plain.goto(office.record())
    plain.locator(".rh details summary").click()
    plain.locator("a[href$='/archive/']").click()
    plain.locator("form.card button, form button.pri").first.click()
    expect(plain.locator(".toast")).to_be_visible()
    office.one.refresh_from_db()
    assert office.one.archived_at is not None
    plain.locator(".toast form button").click()
    expect(plain.locator(".toast")).to_contain_text("Rückgängig gemacht")
    office.one.refresh_from_db()
    assert office.one.archived_at is None


def test_the_palette_is_a_page(office: Office, plain: Page) -> None:
    plain.locator(".cmd").click()
    plain.fill("main [name=q]", "haberland")
    plain.press("main [name=q]", "Enter")
    plain.locator(".pal-group a", has_text="Haberland").click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Haberland")


def test_the_theme_is_chosen_by_a_form(office: Office, plain: Page) -> None:
    plain.locator(".nav.end summary").click()
    plain.locator("button[name=theme][value=dark]").first.click()
    expect(plain.locator("html")).to_have_attribute("data-theme", "dark")
    expect(plain).to_have_url(f"{office.url}/customers/")
