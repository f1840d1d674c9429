"""A list with twelve kinds of damage comes in: mended in the page, finished, taken back (5.1)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from stammkunde.people.models import Customer
from tests.browser import importing
from tests.browser.conftest import Office, Opener
from tests.browser.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.slow]

START = "/customers/import/"


@pytest.fixture
def plain(browse: Opener, office: Office) -> Page:
    """A browser without JavaScript."""
    return browse(office.user, url=office.url, java_script_enabled=False)


def came_in() -> int:
    return Customer.objects.filter(city="Berlin", first_name="Ida").count()


def choose(page: Page, name: str, data: bytes) -> None:
    file: Any = {"name": name, "mimeType": "text/csv", "buffer": data}
    page.locator("#wz-upload").set_input_files(file)


def check(page: Page, office: Office) -> None:
    """The first two steps, up to the table of the third."""
    page.goto(office.url + START)
    choose(page, "wellenbad-uebernahme.csv", importing.damaged())
    page.get_by_role("button", name="Weiter").click()
    expect(page.locator("ol.steps [aria-current]")).to_contain_text("Spalten zuordnen")
    page.get_by_role("button", name="Liste prüfen").click()
    expect(page.locator("ol.steps [aria-current]")).to_contain_text("Prüfen")
    importing.work()
    if "check" in page.url:
        page.reload()
    expect(page.locator(".act-bar .pri")).to_be_visible()


def settled(page: Page, number: int, of: int = len(importing.DAMAGES)) -> None:
    expect(page.locator(".prog .grow")).to_have_text(f"{number} von {of} fraglichen Zellen geklärt")


def cell(page: Page, text: str) -> Locator:
    return page.locator(f'.cell input[value="{text}"]')


def row_of(page: Page, text: str) -> Locator:
    return page.locator("table.wt tbody").filter(has=cell(page, text))


def test_every_kind_of_damage_is_mended_in_the_page_and_the_import_is_taken_back(
    office: Office, desk: Page
) -> None:
    before = came_in()
    check(desk, office)
    settled(desk, 0)
    cell(desk, "4,91761E+12").fill("0171 3920046")
    desk.keyboard.press("Enter")
    settled(desk, 1)
    desk.locator("button", has_text="Alle 3 solchen Zellen").first.click()
    settled(desk, 4)
    row_of(desk, "paul.ebert@mail").get_by_role("button", name="Leer lassen").click()
    settled(desk, 5)
    desk.get_by_role("button", name="01.02.1903").click()
    settled(desk, 6)
    desk.get_by_role("button", name="31.05.2018 übernehmen").click()
    settled(desk, 7)
    row_of(desk, "31.02.1991").get_by_role("button", name="Leer lassen").click()
    settled(desk, 8)
    cell(desk, "2026-03-04").fill("Am Ufer 3/4")
    desk.keyboard.press("Enter")
    settled(desk, 9)
    desk.get_by_role("button", name="Müller übernehmen").click()
    settled(desk, 10)
    cell(desk, "#NAME?").fill("Novak")
    desk.keyboard.press("Enter")
    settled(desk, 11)
    desk.get_by_role("button", name="03.04.1990").click()
    settled(desk, 12)
    row_of(desk, "#####").get_by_role("button", name="Leer lassen").click()
    settled(desk, 13)
    desk.get_by_role("button", name="Zeile auslassen").first.click()
    expect(desk.locator(".cnt")).to_contain_text("noch fraglich")
    expect(desk.locator(".cnt .o")).to_have_count(0)
    desk.get_by_label("Alles oder nichts").check()
    desk.get_by_role("button", name="33 Zeilen importieren").click()
    expect(desk.locator("ol.steps [aria-current]")).to_contain_text("Fertig")
    importing.work()
    expect(desk.locator("#wz-done")).to_have_text("Die Liste ist übernommen")
    assert came_in() == before + 33
    born = Customer.objects.filter(city="Berlin", birth_date__isnull=False)
    years = {one.birth_date.year for one in born if one.birth_date}
    assert years == {1903, 1987, 1990, 2018}
    desk.get_by_role("link", name="Rückgängig …").click()
    desk.locator("form.card button.pri").click()
    expect(desk.locator(".toast, .import .st").first).to_be_visible()
    assert came_in() == before


def test_the_doubtful_cells_are_gone_through_by_keyboard_and_nothing_typed_is_lost(
    office: Office, desk: Page
) -> None:
    check(desk, office)
    hands = Hands(desk, "import: mend three cells by keyboard")
    hands.reach("input[data-open]", most=80)
    hands.type("0171 3920046")
    hands.press("Enter")
    settled(desk, 1)
    hands.at('input[value="1067"]')
    hands.reach("button[value='take:0']")
    hands.press("Enter")
    settled(desk, 2)
    hands.at('input[value="4109"]')
    later = cell(desk, "paul.ebert@mail")
    later.fill("paul.ebert@mail.example")
    row_of(desk, "4109").get_by_role("button", name="04109 übernehmen").click()
    settled(desk, 3)
    expect(later).to_have_value("paul.ebert@mail.example")  # typed, not saved yet
    later.press("Escape")
    expect(later).to_have_value("paul.ebert@mail")
    hands.tell()


def test_a_dropped_file_goes_on_to_the_columns(office: Office, desk: Page) -> None:
    desk.goto(office.url + START)
    desk.evaluate(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], "gezogen.csv", {type: "text/csv"}));
          for (const kind of ["dragenter", "dragover", "drop"]) {
            document.querySelector("[data-drop]").dispatchEvent(
              new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: data}));
          }
        }""",
        importing.damaged(2).decode(),
    )
    expect(desk.locator(".head .of")).to_have_text("gezogen.csv")
    expect(desk.locator("ol.steps [aria-current]")).to_contain_text("Spalten zuordnen")


def test_without_script_a_list_is_mended_and_comes_in(office: Office, plain: Page) -> None:
    before = came_in()
    check(plain, office)
    cell(plain, "4,91761E+12").fill("0171 3920046")
    cell(plain, "4,91761E+12").press("Enter")
    settled(plain, 1)
    plain.locator("button", has_text="Alle 3 solchen Zellen").first.click()
    settled(plain, 4)
    plain.get_by_role("link", name="Alle 34").click()
    expect(plain.locator("table.wt tbody")).to_have_count(34)
    plain.get_by_role("button", name="24 Zeilen importieren").click()
    expect(plain.locator("ol.steps [aria-current]")).to_contain_text("Fertig")
    importing.work()
    plain.reload()
    expect(plain.locator("#wz-done")).to_have_text("Die Liste ist übernommen")
    assert came_in() == before + 24
    with plain.expect_download() as waiting:
        plain.get_by_role("link", name="Fehlerliste laden (XLSX)").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")
