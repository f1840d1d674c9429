"""The whole skeleton with JavaScript switched off: forms and links do it all."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from stammkunde.people.models import Contact, ContactPoint, Customer, Participant
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
    """The names on the page that is there or on its way."""
    page.wait_for_load_state()
    return page.locator("table.l tbody th a").all_inner_texts()


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
    expect(plain.locator("[name='f.phone']").first).to_be_attached()
    plain.locator("#list-columns button").click()
    plain.locator("input[value=phone]").uncheck()
    plain.locator("main button.pri").click()
    expect(plain.locator("[name='f.phone']")).to_have_count(0)
    plain.locator("#list-columns button").click()
    plain.locator("button[value='up:email']").click()
    titles = plain.locator("table.l thead tr:first-child th").all_inner_texts()
    assert titles.index("E-Mail") < titles.index("Nummer")


def test_the_menu_of_a_row_is_a_page_that_leads_back(office: Office, plain: Page) -> None:
    plain.goto(f"{office.url}/customers/?q=ber")
    plain.get_by_label("Aktionen für Berger, Kathrin").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Berger, Kathrin")
    expect(plain.get_by_role("link", name="Anrufen")).to_have_attribute("href", "tel:01713920018")
    expect(plain.locator(".nav a").first).to_be_visible()
    plain.get_by_role("link", name="Archivieren").click()
    expect(plain).to_have_url(re.compile(rf"/customers/{office.one.pk}/archive/\?back=q%3Dber"))
    plain.go_back()
    plain.get_by_role("link", name="Zurück zur Liste").click()
    expect(plain).to_have_url(f"{office.url}/customers/?q=ber")


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


def test_a_customer_is_added_with_children_contacts_and_numbers(
    office: Office, plain: Page
) -> None:
    plain.locator(".head a.pri").click()
    for field, text in (
        ("first_name", "Kathrin"), ("last_name", "Blume"), ("phone", "0171 5550124"),
        ("p0-first_name", "Lea"), ("p0-birth_date", "4.5.2019"),
        ("p2-first_name", "Tom"), ("p2-last_name", "Winter"),
    ):  # fmt: skip
        plain.fill(f"#id_{field}", text)
    plain.locator("summary", has_text="Weitere Telefonnummern").click()
    plain.fill("#id_t0-value", "030 5550125")
    plain.locator("summary", has_text="Weitere Personen").click()
    plain.fill("#id_c0-first_name", "Oma")
    plain.fill("#id_c0-last_name", "Herbst")
    plain.locator("summary", has_text="Gruppen & Schlagworte").click()
    plain.get_by_label("Ermäßigt").check()
    plain.click("#customer-form button.pri")
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Kathrin Blume")
    made = Customer.objects.get(last_name="Blume")
    children = (
        Participant.objects.filter(customer=made)
        .order_by("pk")
        .values_list("first_name", "last_name")
    )
    assert list(children) == [("Lea", "Blume"), ("Tom", "Winter")]
    assert [one.last_name for one in Contact.objects.filter(customer=made)] == ["Herbst"]
    assert [one.value for one in ContactPoint.objects.filter(customer=made)] == ["030 5550125"]
    assert [one.name for one in made.groups.all()] == ["Ermäßigt"]
    for said in ("030 5550125", "Ermäßigt", "Lea wird"):
        expect(plain.locator("main")).to_contain_text(said)
    plain.get_by_role("link", name="Weitere Personen (1)").first.click()
    expect(plain.locator("main")).to_contain_text("Oma Herbst")


def test_whoever_is_there_already_is_shown_and_can_be_added_nevertheless(
    office: Office, plain: Page
) -> None:
    plain.goto(f"{office.url}/customers/new/")
    plain.fill("#id_last_name", "Berger-Neu")
    plain.fill("#id_phone", "+49 171 3920018")
    plain.fill("#id_p0-first_name", "Lea")
    plain.press("#id_last_name", "Enter")
    expect(plain.locator("#alike")).to_contain_text("Kathrin Berger")
    assert not Customer.objects.filter(last_name="Berger-Neu").exists()
    expect(plain.locator("#id_p0-first_name")).to_have_value("Lea")
    plain.get_by_role("button", name="Trotzdem anlegen").click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Berger-Neu")
    made = Customer.objects.get(last_name="Berger-Neu")
    assert [one.first_name for one in Participant.objects.filter(customer=made)] == ["Lea"]


def test_a_mistake_in_a_row_is_said_there_and_nothing_is_lost(office: Office, plain: Page) -> None:
    plain.goto(f"{office.url}/customers/new/")
    plain.fill("#id_last_name", "Blume")
    plain.fill("#id_p1-first_name", "Tom")
    plain.fill("#id_p1-birth_date", "32.1.2019")
    plain.click("#customer-form button.pri")
    expect(plain.locator("#id_p1-birth_date_error")).to_be_visible()
    for field, text in (("last_name", "Blume"), ("p1-first_name", "Tom")):
        expect(plain.locator(f"#id_{field}")).to_have_value(text)
    assert not Customer.objects.filter(last_name="Blume").exists()


def test_all_fields_are_edited_on_one_page(office: Office, plain: Page) -> None:
    plain.goto(office.record())
    plain.locator(".rh a.pri").click()
    plain.fill("#id_city", "Potsdam")
    plain.fill("#id_phone", "0171 1111111")
    plain.click("#customer-form button.pri")
    expect(plain.locator("#f-city")).to_contain_text("Potsdam")
    expect(plain.locator("#f-phone")).to_contain_text("0171 1111111")
    plain.locator(".toast form button").click()
    expect(plain.locator("#f-phone")).to_contain_text("0171 3920018")


def test_the_filter_row_asks_for_words_choices_and_empty_fields(
    office: Office, plain: Page
) -> None:
    again = plain.locator("button[form=list-form]")
    plain.locator("#list-e-email").select_option("leer")
    again.click()
    assert rows(plain) == ["Huber, Lisbeth"]
    plain.get_by_role("link", name="Alle Filter löschen").click()
    assert len(rows(plain)) == len(office.customers)
    plain.locator("#list-m-status summary").click()
    plain.locator("#list-m-status").get_by_role("checkbox", name="Ehemaliger Kunde").check()
    again.click()
    expect(plain.locator(".chip")).to_contain_text("Ehemaliger Kunde")
    assert rows(plain) == []
    expect(plain.locator(".empty")).to_be_visible()


def test_a_group_and_a_tag_are_given_on_a_page(office: Office, plain: Page) -> None:
    other = office.customers[1]
    plain.goto(office.record(other))
    plain.get_by_role("link", name="Gruppen & Schlagworte").click()
    plain.get_by_label("Ermäßigt").check()
    plain.get_by_role("button", name="Speichern", exact=True).click()
    assert [one.name for one in other.groups.all()] == ["Ermäßigt"]
    plain.get_by_role("link", name="Gruppen & Schlagworte").click()
    plain.fill("#tag-name", "Welpe")
    plain.press("#tag-name", "Enter")
    expect(plain.locator(".rh")).to_contain_text("Welpe")


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


def test_a_customer_leaves_by_the_bin_and_then_for_ever(office: Office, plain: Page) -> None:
    plain.goto(office.record())
    plain.locator(".rh details summary").click()
    plain.locator("a[href$='/delete/']").click()
    plain.get_by_role("button", name="In den Papierkorb").click()
    expect(plain.locator(".toast")).to_contain_text("Im Papierkorb")
    expect(plain.locator(".rh")).to_contain_text("gelöscht")
    plain.goto(f"{office.record()}delete/")
    plain.locator("#typed").fill(f"{office.one.first_name} {office.one.last_name}")
    plain.get_by_role("button", name="Endgültig löschen").click()
    expect(plain.locator("h1")).to_have_text("Kunde gelöscht")
    expect(plain.locator("main")).not_to_contain_text(office.one.last_name)
