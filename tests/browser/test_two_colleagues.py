"""Two colleagues at once (R14), each in a browser of their own: nothing is lost, nothing is hidden.

Every story counts clicks and keys, so that nobody makes it longer unnoticed.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from stammkunde.people.models import Customer
from tests import cast
from tests.browser.conftest import Office, Opener
from tests.browser.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Colleague(Hands):
    """Somebody at their desk, with a record open."""

    def open(self, field: str) -> None:
        """Click a value."""
        self.click(f"#f-{field} a.val")
        self.at(f"#f-{field} input[name={field}]")

    def go_to(self, field: str) -> None:
        """The same without a mouse."""
        self.reach(f"#f-{field} a.val")
        self.press("Enter")
        self.at(f"#f-{field} input[name={field}]")

    def overwrite(self, text: str) -> None:
        """Type another value over it, Enter."""
        self.press("Control+a")
        self.type(text)
        self.press("Enter")

    def cost(self) -> tuple[int, int]:
        """Clicks and keys so far."""
        return self.clicks, self.keys


Pair = tuple[Colleague, Colleague]


@pytest.fixture
def pair(office: Office, browse: Opener) -> Pair:
    """Miriam and Tom, both with the same record open."""
    tom = cast.user(name="Tom Weber")
    said = "R14 two colleagues"
    both = tuple(Colleague(browse(user, url=office.url), said) for user in (office.user, tom))
    for one in both:
        one.page.goto(office.record())
    return both[0], both[1]


def told(who: Colleague, routine: str) -> None:
    who.routine = routine
    who.tell()


def again(office: Office) -> Customer:
    return Customer.objects.get(pk=office.one.pk)


def test_they_see_each_other_and_whoever_leaves_is_gone_after_a_while(
    office: Office, pair: Pair
) -> None:
    miriam, tom = pair
    expect(tom.page.locator(".here")).to_contain_text("Miriam Jansen ist auch hier")
    # The first learns it with the next beat, here as soon as the window is looked at again.
    miriam.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(miriam.page.locator(".here .me")).to_have_attribute("title", "Tom Weber")
    assert miriam.page.locator(".here[aria-live]").count() == 0


def test_both_write_different_fields_and_both_are_saved(office: Office, pair: Pair) -> None:
    miriam, tom = pair
    miriam.open("phone")
    tom.open("city")
    _different_fields(office, miriam, tom)
    assert [one.cost() for one in pair] == [(1, 2), (1, 2)]
    told(tom, "R14 another field, mouse")


def test_different_fields_by_keyboard_alone(office: Office, pair: Pair) -> None:
    miriam, tom = pair
    miriam.go_to("phone")
    tom.go_to("city")
    _different_fields(office, miriam, tom)
    expect(tom.page.locator("#f-city a.val")).to_be_focused()
    assert [one.clicks for one in pair] == [0, 0]
    told(tom, "R14 another field, keyboard")


def _different_fields(office: Office, miriam: Colleague, tom: Colleague) -> None:
    miriam.overwrite("0171 1111111")
    tom.overwrite("Potsdam")
    expect(miriam.page.locator("#f-phone a.val")).to_contain_text("0171 1111111")
    expect(tom.page.locator("#f-city a.val")).to_contain_text("Potsdam")
    row = again(office)
    assert (row.phone, row.city) == ("0171 1111111", "Potsdam")


MINE_OR_THEIRS = pytest.mark.parametrize(
    ("mine", "stored"), [(True, "0172 2222222"), (False, "0171 1111111")]
)


@MINE_OR_THEIRS
def test_both_write_the_same_field_and_the_second_decides_whose_it_is(
    office: Office, pair: Pair, mine: bool, stored: str
) -> None:
    miriam, tom = pair
    tom.open("phone")
    _same_field(office, miriam, tom)
    tom.click(tom.page.locator("#f-phone .conflict .acts > *").nth(0 if mine else 1))
    expect(tom.page.locator("#f-phone a.val")).to_contain_text(stored)
    assert again(office).phone == stored
    assert tom.cost() == (2, 2)
    told(tom, f"R14 same field, {'mine' if mine else 'theirs'}, mouse")


@MINE_OR_THEIRS
def test_the_same_field_by_keyboard_alone(
    office: Office, pair: Pair, mine: bool, stored: str
) -> None:
    miriam, tom = pair
    tom.go_to("phone")
    way = tom.keys
    _same_field(office, miriam, tom)
    if not mine:  # the field still has the focus: Enter once more means "mine"
        tom.reach("#f-phone .conflict .acts .cancel")
    tom.press("Enter")
    expect(tom.page.locator("#f-phone a.val")).to_contain_text(stored)
    expect(tom.page.locator("#f-phone a.val")).to_be_focused()
    assert again(office).phone == stored
    assert (tom.clicks, tom.keys - way) == (0, 3 if mine else 5)
    told(tom, f"R14 same field, {'mine' if mine else 'theirs'}, keyboard")


def _same_field(office: Office, miriam: Colleague, tom: Colleague) -> None:
    """Tom has the field open, Miriam is quicker; Tom reads about both values, hers is stored."""
    miriam.go_to("phone")
    miriam.overwrite("0171 1111111")
    expect(miriam.page.locator("#f-phone a.val")).to_contain_text("0171 1111111")
    tom.overwrite("0172 2222222")
    conflict = tom.page.locator("#f-phone .conflict")
    for said in ("Miriam Jansen", "0171 1111111", "0172 2222222"):
        expect(conflict).to_contain_text(said)
    assert again(office).phone == "0171 1111111"


def test_a_beat_does_not_disturb_whoever_is_typing(office: Office, pair: Pair) -> None:
    _miriam, tom = pair
    tom.open("phone")
    tom.type("017")
    with tom.page.expect_response(re.compile("/here/$")):
        tom.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(tom.page.locator("#f-phone input[name=phone]")).to_be_focused()
    tom.type("2 33")
    expect(tom.page.locator("#f-phone input[name=phone]")).to_have_value("0172 33")


def test_a_beat_after_the_session_has_ended_leaves_the_page_alone(
    office: Office, pair: Pair
) -> None:
    _miriam, tom = pair
    tom.open("phone")
    tom.page.context.clear_cookies()
    with tom.page.expect_response(re.compile("/here/$")):
        tom.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    tom.page.wait_for_timeout(200)
    expect(tom.page.locator("#f-phone input[name=phone]")).to_be_focused()
    expect(tom.page.locator("#offline")).to_be_hidden()


def test_both_take_the_same_new_caller_and_the_second_is_told_on_saving(
    office: Office, pair: Pair
) -> None:
    for one in pair:
        one.page.goto(f"{office.url}/customers/new/")
        for name, text in (("last_name", "Zwillich"), ("phone", "0176 0406999")):
            one.click(f"#id_{name}")
            one.type(text)
    miriam, tom = pair
    save = "form#customer-form .acts .btn.pri"
    miriam.click(save)
    expect(miriam.page.get_by_role("heading", level=1)).to_contain_text("Zwillich")
    tom.click(save)
    _told_of_the_other(tom)
    tom.click("section[aria-labelledby=alike-h] a")
    expect(tom.page.get_by_role("heading", level=1)).to_contain_text("Zwillich")
    assert [(one.clicks, one.letters) for one in pair] == [(3, 20), (4, 20)]
    told(tom, "R14 same new caller, mouse")


def test_the_same_new_caller_by_keyboard_alone(office: Office, pair: Pair) -> None:
    for one in pair:
        one.page.goto(f"{office.url}/customers/new/")
        one.at("#id_first_name")
        one.press("Tab")
        one.type("Zwillich")
        one.press("Tab")
        one.type("0176 0406999")
    miriam, tom = pair
    miriam.press("Control+Enter")
    expect(miriam.page.get_by_role("heading", level=1)).to_contain_text("Zwillich")
    tom.press("Control+Enter")
    _told_of_the_other(tom)
    tom.at("#alike")
    tom.press("Tab")
    tom.press("Enter")
    expect(tom.page.get_by_role("heading", level=1)).to_contain_text("Zwillich")
    assert [one.cost() for one in pair] == [(0, 3), (0, 5)]
    told(tom, "R14 same new caller, keyboard")


def _told_of_the_other(tom: Colleague) -> None:
    expect(tom.page.locator("#alike-h")).to_be_visible()
    assert Customer.objects.filter(last_name="Zwillich").count() == 1


def test_j_and_k_step_through_the_list_that_the_record_came_from(
    office: Office, pair: Pair
) -> None:
    miriam, _tom = pair
    miriam.page.goto(f"{office.url}/customers/?q=berg")
    names = miriam.page.locator("table.l tbody th a")
    first, second = names.nth(0).inner_text(), names.nth(1).inner_text()
    assert first != second
    miriam.click(names.nth(0))
    heading = miriam.page.get_by_role("heading", level=1)
    before = heading.inner_text()
    expect(miriam.page.locator(".steps .pos")).to_have_text(re.compile(r"^1 von \d$"))
    miriam.press("j")
    expect(heading).not_to_have_text(before)
    expect(miriam.page.locator(".steps .pos")).to_have_text(re.compile(r"^2 von \d$"))
    expect(miriam.page.locator(".steps a[rel=prev]")).to_have_attribute("title", before)
    miriam.press("k")
    expect(heading).to_have_text(before)
    expect(miriam.page).to_have_url(re.compile(r"back=q%3Dberg"))
    assert miriam.cost() == (1, 2)
