"""A call in two keystrokes, a note from a list row, a follow-up that is checked off (R1)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from stammkunde.foundation import clock
from stammkunde.notes.models import Note
from stammkunde.notes.tests import builders
from tests import cast
from tests.browser.conftest import Office

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_t_and_a_few_words_note_a_call_for_tomorrow(office: Office, desk: Page) -> None:
    desk.goto(office.record())
    desk.keyboard.press("t")
    desk.locator("#c_due_on_said", has_text="20").wait_for()
    desk.keyboard.type("Ferienkurs")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#timeline .bub").first).to_have_text("ruft wegen Ferienkurs an")
    assert Note.objects.get().origin == "call"


def test_n_on_a_row_writes_about_it_and_at_names_a_colleague(office: Office, desk: Page) -> None:
    cast.user(roles=("office",), name="Emre Koç")
    desk.goto(f"{office.url}/customers/")
    desk.keyboard.press("j")
    desk.keyboard.press("n")
    desk.wait_for_url("**/compose/notes.note/**")
    expect(desk.locator("#c_text")).to_be_focused()
    desk.keyboard.type("Bitte anrufen @Em")
    desk.locator(".names .pick").wait_for()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#timeline .bub").first).to_have_text("Bitte anrufen @Emre Koç")


def test_what_was_typed_goes_along_to_another_tab(office: Office, desk: Page) -> None:
    desk.goto(office.record())
    desk.keyboard.press("n")
    desk.keyboard.type("Nachweis anfordern")
    desk.locator(".ctab", has_text="Wiedervorlage").click()
    desk.locator("#c_due_on").wait_for()
    expect(desk.locator("#c_text")).to_have_value("Nachweis anfordern")


def test_a_follow_up_is_checked_off_where_it_stands(office: Office, desk: Page) -> None:
    by = cast.actor_of(office.user)
    builders.note(office.one, by=by, title="Rückruf", due_on=clock.today())
    desk.goto(f"{office.url}/")
    desk.locator("#notes-due .tick").click()
    expect(desk.locator("#notes-due")).to_contain_text("nichts mehr fällig")
    expect(desk.locator(".toast").first).to_contain_text("Die Notiz bleibt.")
