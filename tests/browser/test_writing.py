"""Writing as an office does it: to one, to a lens with a gap, taken back, and never lost."""

from __future__ import annotations

import re

import pytest
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import Page, expect

from stammkunde.accounts.models import StaffSession
from stammkunde.foundation.jobs.worker import Worker
from stammkunde.messaging.models import Message, State
from stammkunde.people import operations as people
from tests import cast
from tests.browser.conftest import Office

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def work() -> None:
    """What the worker would do for notices, now."""
    others = DBTaskResult.objects.exclude(task_path__contains="notice_sending")
    others.delete()
    while Worker().work():
        others.all().delete()


def test_a_message_from_the_record_is_taken_back_and_the_text_is_there_again(
    office: Office, desk: Page
) -> None:
    desk.goto(office.record())
    desk.get_by_role("link", name="Schreiben").first.click()
    desk.get_by_label("Betreff", exact=True).fill("Termin am Montag")
    desk.get_by_label("Text", exact=True).fill("{{ kunde.anrede }}, bis Montag!")
    preview = desk.locator("#write-look .mailview")
    expect(preview).to_contain_text("Kathrin Berger, bis Montag!")
    desk.get_by_role("button", name="Senden", exact=True).click()
    expect(desk.locator("#toasts")).to_contain_text("geht gleich hinaus")
    desk.locator("#toasts").get_by_role("button", name="Rückgängig").click()
    expect(desk.get_by_label("Betreff", exact=True)).to_have_value("Termin am Montag")
    assert Message.objects.get().state == State.CANCELLED


def test_a_notice_to_a_lens_names_who_will_not_get_it_and_goes_out_once(
    office: Office, desk: Page
) -> None:
    people.lock_customers(actor=cast.system(), customers=[office.customers[1].pk], reason="Streit")
    desk.goto(f"{office.url}/customers/")
    desk.get_by_role("link", name="Kunde kontaktieren").click()
    desk.get_by_label("Alle", exact=True).check()
    desk.get_by_label("Betreff", exact=True).fill("Sommerpause")
    desk.get_by_label("Text", exact=True).fill("{{ kunde.anrede }}, {{ kunde.firma }} macht Pause.")
    look = desk.locator("#notice-look")
    expect(look).to_contain_text("nicht: gesperrt")
    expect(look).to_contain_text("ohne: Firma")
    look.get_by_role("button", name="Nächster Kunde").click()
    expect(look.locator(".mailview")).to_be_visible()
    desk.get_by_role("button", name="Senden", exact=True).click()
    expect(desk.locator("#notice-state")).to_be_visible()
    work()
    expect(desk.locator("#notice-state")).to_contain_text("Gesendet")
    expect(desk.locator("main")).to_contain_text("Nicht gesendet")
    sent = Message.objects.exclude(state=State.SUPPRESSED).values_list("customer", flat=True)
    assert len(sent) == len(set(sent)) == 5


def test_what_was_typed_is_there_after_the_session_was_lost(office: Office, desk: Page) -> None:
    write = f"{office.url}/communication/write/?to={office.one.pk}"
    desk.goto(write)
    desk.get_by_label("Betreff", exact=True).fill("Lange getippt")
    desk.get_by_label("Text", exact=True).fill("Ein langer Text.")
    StaffSession.objects.all().delete()
    desk.get_by_role("button", name="Senden", exact=True).click()
    expect(desk).to_have_url(re.compile("/accounts/login/"))
    desk.get_by_label("E-Mail").fill(office.user.email)
    desk.get_by_label("Passwort", exact=True).fill(cast.PASSWORD)
    desk.keyboard.press("Enter")
    expect(desk).not_to_have_url(re.compile("/accounts/login/"))
    desk.goto(write)
    expect(desk.get_by_label("Text", exact=True)).to_have_value("Ein langer Text.")
    assert Message.objects.count() == 0
