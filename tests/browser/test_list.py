"""The list as an office works in it all day: filters while typing, picking, columns, menus."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from stammkunde.foundation.operations import building
from stammkunde.people.models import Customer, CustomerSettings, CustomerStatus
from tests import cast
from tests.browser.conftest import Office, Opener
from tests.browser.test_accessibility import PHONE, violations
from tests.browser.test_keyboard import focused, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = "table.l tbody th a"


@pytest.fixture
def at_list(office: Office, desk: Page) -> Page:
    desk.goto(f"{office.url}/customers/")
    return desk


def heads(page: Page) -> list[str]:
    texts = page.locator("table.l thead tr:first-child th").all_inner_texts()
    return [text.strip() for text in texts[1:-1]]


def test_a_filter_starts_by_itself_and_whoever_types_goes_on_typing(at_list: Page) -> None:
    at_list.goto(at_list.url + "?cols=email,city")
    at_list.locator("#list-f-city").click()
    for letter in "bern":
        at_list.keyboard.type(letter)
        at_list.wait_for_timeout(240)
    expect(at_list.locator(NAMES)).to_have_text(["Haberland, Uwe"])
    assert focused(at_list, "#list-f-city")
    expect(at_list.locator("#list-f-city")).to_have_value("bern")
    expect(at_list.locator(".chip")).to_contain_text("enthält bern")
    expect(at_list).to_have_url(re.compile(r"f\.city=bern"))
    expect(at_list.locator("#list-print")).to_have_attribute("href", re.compile("f.city=bern"))
    at_list.get_by_role("link", name="Alle Filter löschen").click()
    expect(at_list.locator(NAMES)).to_have_count(7)


def test_empty_and_several_choices_are_asked_by_keyboard(at_list: Page) -> None:
    at_list.locator("#list-e-email").select_option("leer")
    expect(at_list.locator(NAMES)).to_have_text(["Huber, Lisbeth"])
    expect(at_list.locator(".chip")).to_contain_text("leer")
    at_list.locator("#list-e-email").select_option("")
    expect(at_list.locator(".chip")).to_have_count(0)
    at_list.locator("#list-m-status summary").focus()
    at_list.keyboard.press("Enter")
    for tick in ("Interessent", "Ehemaliger Kunde"):
        at_list.locator("#list-m-status").get_by_role("checkbox", name=tick).focus()
        at_list.keyboard.press("Space")
        expect(at_list.locator(".chip")).to_contain_text(tick)
        expect(at_list.locator("#list-m-status")).to_have_attribute("open", "")
        expect(at_list.locator("#list-m-status").get_by_role("checkbox", name=tick)).to_be_focused()
    expect(at_list.locator(".chip")).to_contain_text("Interessent, Ehemaliger Kunde")


def test_rows_are_picked_archived_and_brought_back_by_keyboard(at_list: Page) -> None:
    expect(at_list.locator(".bulk")).to_be_hidden()
    for key in "jxjx":
        at_list.keyboard.press(key)
    expect(at_list.locator(".bulk")).to_be_visible()
    expect(at_list.locator("[data-picked]")).to_have_text("2")
    tab_to(at_list, ".bulk button[value=archive]", most=160)
    at_list.keyboard.press("Enter")
    expect(at_list.locator("#modal button[value=run]")).to_have_text("2 archivieren")
    tab_to(at_list, "#modal button[value=run]", most=5)
    at_list.keyboard.press("Enter")
    expect(at_list.locator(".toast")).to_contain_text("2 sind jetzt im Archiv.")
    expect(at_list.locator(NAMES)).to_have_count(5)
    at_list.locator(".toast form button").focus()
    at_list.keyboard.press("Enter")
    expect(at_list.locator(NAMES)).to_have_count(7)


def test_all_of_a_page_are_picked_and_let_go(at_list: Page) -> None:
    at_list.locator("[data-pick-all]").check()
    expect(at_list.locator("[data-picked]")).to_have_text("7")
    at_list.get_by_role("button", name="Auswahl aufheben").click()
    expect(at_list.locator(".bulk")).to_be_hidden()
    expect(at_list.locator("[data-pick-all]")).not_to_be_checked()


def test_the_menu_of_a_row_opens_by_keyboard_and_calls(at_list: Page) -> None:
    at_list.locator(NAMES, has_text="Berger").focus()
    at_list.keyboard.press("m")
    menu = at_list.locator("td.act details[open] .menu")
    expect(menu.get_by_role("link", name="Öffnen")).to_be_focused()
    expect(menu.get_by_role("link", name="Anrufen")).to_have_attribute("href", "tel:01713920018")
    write = menu.get_by_role("link", name="Schreiben")
    expect(write).to_have_attribute("href", re.compile(r"/communication/write/\?to=\d+$"))
    at_list.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(at_list.get_by_label("Aktionen für Berger, Kathrin")).to_be_focused()
    at_list.keyboard.press("m")
    expect(menu.get_by_role("link", name="Öffnen")).to_be_focused()


def test_whoever_was_logged_out_meanwhile_comes_back_to_the_list(at_list: Page) -> None:
    at_list.goto(at_list.url + "?q=berger")
    at_list.context.clear_cookies()
    at_list.get_by_label("Aktionen für Berger, Kathrin").click()
    expect(at_list).to_have_url(re.compile(r"/accounts/login/\?next=%2Fcustomers%2F%3Fq%3Dberger$"))


def test_the_menu_of_a_row_that_is_gone_leads_to_a_page_that_says_so(at_list: Page) -> None:
    button = at_list.get_by_label("Aktionen für Berger, Kathrin")
    button.evaluate("one => { one.value = '99999' }")
    with at_list.expect_navigation() as gone:
        button.click()
    assert gone.value.status == 404
    at_list.go_back()
    expect(at_list.get_by_label("Aktionen für Berger, Kathrin")).to_be_visible()


def test_e_edits_n_adds_and_the_help_knows_all_keys(office: Office, at_list: Page) -> None:
    at_list.keyboard.press("?")
    at_list.locator("#help [data-shortcuts]").click()
    keys = at_list.locator("#shortcuts dt:visible kbd").all_inner_texts()
    assert {"/", "J", "K", "X", "M", "E", "N", "↵", "?"} <= set(keys)
    at_list.keyboard.press("Escape")
    at_list.locator(NAMES, has_text="Huber").focus()
    at_list.keyboard.press("e")
    expect(at_list).to_have_url(re.compile(f"/customers/{office.customers[3].pk}/edit/"))
    at_list.goto(f"{office.url}/customers/")
    at_list.keyboard.press("n")
    expect(at_list).to_have_url(re.compile("/customers/new/"))


def test_columns_are_chosen_and_moved_by_keyboard_and_stay(office: Office, at_list: Page) -> None:
    before = heads(at_list)
    tab_to(at_list, "#list-columns button")
    at_list.keyboard.press("Enter")
    expect(at_list.locator("#list-columns summary")).to_be_focused()
    at_list.locator("[data-order] input[value=city]").focus()
    at_list.keyboard.press("Space")
    up = at_list.locator("[data-order] button[value='up:city']")
    for _ in range(20):
        up.focus()
        at_list.keyboard.press("Enter")
        expect(up).to_be_focused()
    tab_to(at_list, "#list-columns button[type=submit].pri", most=120)
    at_list.keyboard.press("Enter")
    second = at_list.locator("table.l thead tr:first-child th").nth(2)
    expect(second).to_have_text("Ort")
    at_list.goto(f"{office.url}/customers/?q=ber")
    expect(second).to_have_text("Ort")
    at_list.locator("#list-columns button").click()
    at_list.get_by_role("button", name="Spalten zurücksetzen").click()
    expect(second).to_have_text(before[1])
    assert heads(at_list) == before
    expect(at_list).to_have_url(re.compile("q=ber"))


def test_names_and_density_are_a_personal_choice(office: Office, at_list: Page) -> None:
    at_list.locator("#list-view summary").click()
    at_list.get_by_role("button", name="Vorname Nachname").click()
    expect(at_list.locator(NAMES).first).to_have_text("Anna-Lena Berg")
    at_list.locator("#list-view summary").click()
    at_list.get_by_role("button", name="kompakt").click()
    expect(at_list.locator("html")).to_have_attribute("data-density", "compact")
    at_list.goto(f"{office.url}/customers/")
    expect(at_list.locator(NAMES).first).to_have_text("Anna-Lena Berg")
    expect(at_list.locator("html")).to_have_attribute("data-density", "compact")


@pytest.mark.parametrize("width", [1000, 1120, 1250, 1349])
@pytest.mark.parametrize("industry", ["course", "dogs", "care"])
def test_between_1000_and_1350_nothing_scrolls_and_no_badge_is_cut(
    width: int, industry: str, office: Office, browse: Opener
) -> None:
    with building():
        CustomerSettings.objects.update_or_create(pk=1, defaults={"profile": industry})
        former = CustomerStatus.objects.get(code="former")
        Customer.objects.update(status=former)
    trainer = cast.user(roles=("field",))  # sees no columns of other rooms
    page = browse(trainer, url=office.url, viewport={"width": width, "height": 700})
    page.goto(f"{office.url}/customers/")
    inside, room = page.evaluate(
        "(() => { const t = document.querySelector('.tw'); return [t.scrollWidth, t.clientWidth] })()"
    )
    assert inside <= room
    cut = page.evaluate(
        "[...document.querySelectorAll('td.c-status')]"
        ".filter(td => td.scrollWidth > td.clientWidth).length"
    )
    assert cut == 0
    lenses = page.locator("#list-lenses")
    assert lenses.evaluate("row => row.scrollWidth <= row.clientWidth")


def test_a_lens_without_room_stands_under_more_with_its_count(
    office: Office, browse: Opener
) -> None:
    page = browse(office.user, url=office.url, viewport={"width": 1000, "height": 700})
    page.goto(f"{office.url}/customers/")
    page.locator("#list-more summary").click()
    lens = page.locator("#list-more a.lens", has_text="Archiv")
    expect(lens.locator(".c")).to_have_text("0")
    expect(lens).to_have_attribute("title", re.compile("Kunden im Archiv"))
    lens.click()
    expect(page.locator("#list-lenses > a[aria-current]")).to_contain_text("Archiv")


def test_a_phone_keeps_lens_filters_and_the_way_back(office: Office, browse: Opener) -> None:
    page = browse(office.user, url=office.url, viewport=PHONE, has_touch=True)
    page.goto(f"{office.url}/customers/?lens=new&f.email=:filled&q=ber")
    expect(page.locator(".lens[aria-current]")).to_be_visible()
    expect(page.locator(".mfilter .cnt-b")).to_contain_text("1")
    expect(page.get_by_role("link", name="Alle Filter löschen")).to_be_visible()
    expect(page.locator("tbody .st").first).to_be_visible()
    expect(page.locator("tbody mark").first).to_be_visible()
    page.locator(".mfilter summary").click()
    expect(page.locator("#list-f-phone")).to_be_visible()


def test_an_open_menu_covers_no_row_by_half_on_a_phone(office: Office, browse: Opener) -> None:
    page = browse(office.user, url=office.url, viewport=PHONE, has_touch=True)
    page.goto(f"{office.url}/customers/")
    for opener, menu in (
        ("#list-columns button", "#list-columns .menu"),
        ("#list-view summary", "#list-view .menu"),
        (".mfilter summary", None),
        ("#list-m-status summary", "#list-m-status .menu"),
    ):
        page.locator(opener).first.click()
        if menu:
            expect(page.locator(menu)).to_be_visible()
            covered = page.evaluate(
                """menu => {
                  const own = document.querySelector(menu);
                  const box = own.getBoundingClientRect();
                  const all = document.querySelectorAll('.listing :is(a, input, button, select)');
                  const seen = [...all].filter((one) => !own.contains(one) && one.checkVisibility());
                  return seen.map((one) => [one, one.getBoundingClientRect()])
                    .filter(([, at]) => at.width && at.top < box.bottom && at.bottom > box.top
                      && at.left < box.right && at.right > box.left)
                    .map(([one]) => one.outerHTML.slice(0, 90));
                }""",
                menu,
            )
            assert covered == []


@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_minds_nothing_when_everything_is_open(
    size: dict[str, int], scheme: str, office: Office, browse: Opener, axe_source: str
) -> None:
    page = browse(office.user, url=office.url, viewport=size, color_scheme=scheme)
    page.goto(f"{office.url}/customers/?f.email=:filled")
    page.locator("tbody [name=pick]").first.check(force=True)
    assert violations(page, axe_source) == []
    for opener, menu in (
        ("#list-columns button", "#list-columns .menu"),
        ("#list-view summary", "#list-view .menu"),
    ):
        page.locator(opener).click()
        expect(page.locator(menu)).to_be_visible()
        assert violations(page, axe_source) == []
        page.keyboard.press("Escape")
    if size != PHONE:
        page.locator("td.act button").first.click(force=True)
        expect(page.locator("td.act .menu")).to_be_visible()
        assert violations(page, axe_source) == []
        page.keyboard.press("Escape")
        page.locator("#list-m-status summary").click()
        assert violations(page, axe_source) == []
