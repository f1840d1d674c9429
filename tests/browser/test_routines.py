"""What an office does all day, by hand: how many clicks and keys it takes (users.md R1, R3, R7)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from stammkunde.people.models import Customer, Participant
from tests import cast
from tests.browser.conftest import Office
from tests.browser.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HIT = "#palette a.at"


@pytest.fixture
def lea(office: Office) -> object:
    """Kathrin's daughter, who is called by a name that nobody else has."""
    return cast.participant(office.one, first_name="Ottilie", last_name="Berger")


def opened(page: Page, office: Office) -> None:
    expect(page).to_have_url(re.compile(rf"{re.escape(office.record())}"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kathrin Berger")


@pytest.mark.parametrize("said", ["0018", "kathrin", "ottilie", "0171 392"])
def test_r1_the_phone_rings_by_keyboard(office: Office, desk: Page, lea: object, said: str) -> None:
    desk.goto(office.url)
    hands = Hands(desk, f"R1 phone rings, “{said}”, keyboard")
    hands.press("Control+k")
    hands.at("#palette input")
    hands.type(said)
    hands.press("Enter")  # also when the answer is not there yet
    opened(desk, office)
    hands.tell()
    assert (hands.clicks, hands.keys) == (0, 2)
    assert hands.letters <= 8


def test_r1_the_phone_rings_by_mouse(office: Office, desk: Page) -> None:
    desk.goto(office.url)
    hands = Hands(desk, "R1 phone rings, last four digits, mouse")
    hands.click("a.cmd")
    hands.type("0018")
    expect(desk.locator(HIT)).to_contain_text("Berger")
    hands.click(HIT)
    opened(desk, office)
    hands.tell()
    assert (hands.clicks, hands.keys, hands.letters) == (2, 0, 4)


def test_r1_the_phone_system_opens_the_record(office: Office, desk: Page) -> None:
    hands = Hands(desk, "R1 phone rings, phone system")
    desk.goto(f"{office.url}/anruf?nummer=+491713920018")
    opened(desk, office)
    hands.tell()
    assert (hands.clicks, hands.keys, hands.letters) == (0, 0, 0)


def test_r1_an_unknown_caller_is_added_by_keyboard(office: Office, desk: Page) -> None:
    desk.goto(office.url)
    hands = Hands(desk, "R1 unknown caller, keyboard")
    hands.press("Control+k")
    hands.type("0171 5550123")
    hands.press("Enter")
    hands.at("#id_first_name")
    expect(desk.locator("#id_phone")).to_have_value("0171 5550123")
    hands.press("Tab")
    hands.type("Neumann")
    hands.press("Control+Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Neumann")
    hands.tell()
    assert (hands.clicks, hands.keys) == (0, 4)
    assert Customer.objects.get(last_name="Neumann").origin == "phone"


def two_children() -> None:
    home = Customer.objects.get(last_name="Blume")
    rows = Participant.objects.filter(customer=home).order_by("pk")
    assert [(row.first_name, row.last_name) for row in rows] == [("Lea", "Blume"), ("Tom", "Blume")]
    assert (home.phone, home.email) == ("0171 5550124", "kathrin@blume.example")


def test_r3_a_mother_registers_two_children_by_keyboard(office: Office, desk: Page) -> None:
    desk.goto(office.url)
    hands = Hands(desk, "R3 mother and two children, keyboard")
    hands.press("Control+k")
    hands.type("kunde anl")
    expect(desk.locator(HIT)).to_contain_text("Kunde anlegen")
    hands.press("Enter")
    hands.at("#id_first_name")
    for text, tabs in (
        ("Kathrin", 1), ("Blume", 1), ("0171 5550124", 1), ("kathrin@blume.example", 1),
        ("Lea", 2), ("4.5.2019", 1), ("Tom", 2), ("12.1.2021", 0),
    ):  # fmt: skip
        hands.type(text)
        hands.press("Tab", tabs)
    expect(desk.locator("#id_p0-last_name")).to_have_attribute("placeholder", "Blume")
    hands.press("Control+Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Kathrin Blume")
    hands.tell()
    assert hands.clicks == 0
    assert hands.keys <= 12
    two_children()


def test_r3_a_mother_registers_two_children_by_mouse(office: Office, desk: Page) -> None:
    desk.goto(office.url)
    hands = Hands(desk, "R3 mother and two children, mouse")
    hands.click(".side nav a:has-text('Kunden')")
    hands.click(".head a.pri")
    hands.at("#id_first_name")
    hands.type("Kathrin")
    for field, text in (
        ("last_name", "Blume"), ("phone", "0171 5550124"), ("email", "kathrin@blume.example"),
        ("p0-first_name", "Lea"), ("p0-birth_date", "4.5.2019"),
        ("p1-first_name", "Tom"), ("p1-birth_date", "12.1.2021"),
    ):  # fmt: skip
        hands.click(f"#id_{field}")
        hands.type(text)
    hands.click("#customer-form button.pri")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Kathrin Blume")
    hands.tell()
    assert hands.clicks <= 10
    assert hands.keys == 0
    two_children()


def test_r3_the_usual_case_needs_no_scrolling(office: Office, desk: Page) -> None:
    desk.goto(f"{office.url}/customers/new/")
    for field in ("first_name", "email", "p2-birth_date", "city"):
        expect(desk.locator(f"#id_{field}")).to_be_in_viewport(ratio=1)
    expect(desk.locator("#customer-form button.pri")).to_be_in_viewport(ratio=1)


@pytest.fixture
def reduced(office: Office) -> Customer:
    """Somebody without any group, in an office that has the group "Ermäßigt" and another one."""
    cast.people.add_labels(actor=cast.system(), kind="group", names=["Familien"])
    return office.customers[1]


def in_group(page: Page, customer: Customer) -> None:
    card = page.locator("section.card", has=page.get_by_role("heading", name="Gruppen &"))
    expect(card).to_contain_text("Ermäßigt")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Anna-Lena Berg")
    assert [one.name for one in customer.groups.all()] == ["Ermäßigt"]


def test_r7_the_reduced_price_by_mouse(office: Office, desk: Page, reduced: Customer) -> None:
    desk.goto(office.record(reduced))
    hands = Hands(desk, "R7 group Ermäßigt on an open record, mouse")
    hands.click(desk.get_by_role("link", name="Gruppen & Schlagworte"))
    hands.click(desk.get_by_label("Ermäßigt"))
    hands.click(desk.get_by_role("button", name="Speichern", exact=True))
    in_group(desk, reduced)
    hands.tell()
    assert (hands.clicks, hands.keys, hands.letters) == (3, 0, 0)


def test_r7_the_reduced_price_by_keyboard(office: Office, desk: Page, reduced: Customer) -> None:
    desk.goto(office.url)
    hands = Hands(desk, "R7 group Ermäßigt from anywhere, keyboard")
    hands.press("Control+k")
    hands.type("anna")
    hands.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Anna-Lena Berg")
    desk.wait_for_load_state()  # nobody is quicker than the page
    hands.press("g")
    hands.at("#tag-name")
    hands.press("Tab", 2)
    expect(desk.get_by_label("Ermäßigt")).to_be_focused()
    hands.press("Space")
    hands.press("Control+Enter")
    in_group(desk, reduced)
    hands.tell()
    assert (hands.clicks, hands.keys, hands.letters) == (0, 7, 4)


def test_r7_a_wrong_group_is_taken_back_by_keyboard(
    office: Office, desk: Page, reduced: Customer
) -> None:
    desk.goto(office.record(reduced) + "labels/")
    desk.get_by_label("Familien").focus()
    hands = Hands(desk, "R7 a wrong group is taken back, keyboard")
    hands.press("Space")
    hands.press("Enter")
    toast = desk.locator(".toast form button")
    expect(toast).to_be_visible()
    toast.focus()
    hands.press("Enter")
    expect(desk.locator(".toast")).to_contain_text("Rückgängig gemacht")
    hands.tell()
    assert not reduced.groups.exists()
