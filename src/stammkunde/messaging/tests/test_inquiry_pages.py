"""The pages of enquiries, as an office uses them (R1, R2)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stammkunde.messaging import operations
from stammkunde.messaging.models import Inquiry, Message
from stammkunde.people import operations as people
from stammkunde.people.models import ContactPoint, Customer, Participant
from tests import cast

pytestmark = pytest.mark.db


def asked(**values: Any) -> Inquiry:
    said = {"first_name": "Hanna", "last_name": "Arendt", "email": "hanna@beispiel.example",
            "text": "Geht mittwochs?"} | values  # fmt: skip
    operations.change_website(actor=cast.system(), values={"enabled": True})
    return operations.receive_inquiry(actor=cast.visitor(), values=said, source="website").done[0]


def url(name: str, *args: Any) -> str:
    return reverse(f"messaging:{name}", args=args)


def test_the_list_shows_what_is_open_and_says_when_nothing_is() -> None:
    desk = cast.logged_in()
    assert "Alles beantwortet." in desk.get(url("inquiries")).content.decode()
    row = asked(wish="Klavier")
    html = desk.get(url("inquiries")).content.decode()
    assert "Arendt, Hanna" in html
    assert "Klavier" in html
    operations.set_inquiry_state(actor=cast.owner(), inquiries=[row.pk], state="done")
    assert "Arendt, Hanna" not in desk.get(url("inquiries")).content.decode()
    assert "Arendt, Hanna" in desk.get(url("inquiries") + "?lens=done").content.decode()


def test_today_shows_the_newest_with_who_it_may_be() -> None:
    home = cast.customer(email="hanna@beispiel.example")
    asked()
    asked(last_name="Unbekannt", email="fremd@beispiel.example")
    html = cast.logged_in().get(reverse("backoffice:today")).content.decode()
    assert "Anfragen (2)" in html
    assert f"customer={home.pk}" in html
    assert "noch nicht bekannt" in html


def test_today_and_the_list_ask_the_same_however_many_there_are() -> None:
    desk = cast.logged_in()

    def queries(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as told:
            assert desk.get(path).status_code == 200
        return len(told)

    for number in range(2):
        cast.customer(email=f"k{number}@beispiel.example")
        asked(email=f"k{number}@beispiel.example", phone="0171 5550123")
    few = [queries(path) for path in ("/", url("inquiries"))]
    for number in range(3, 20):
        cast.customer(email=f"k{number}@beispiel.example")
        asked(email=f"k{number}@beispiel.example", phone="0171 5550123")
    assert [queries(path) for path in ("/", url("inquiries"))] == [few[0] + 1, few[1]]


def test_a_call_of_somebody_unknown_is_noted_in_one_form() -> None:
    desk = cast.logged_in()
    assert "0171 5550199" in desk.get(url("note_call") + "?phone=0171+5550199").content.decode()
    said = {"name": "Familie Okafor", "phone": "0171 5550199", "text": "Rückruf", "mine": "on"}
    answer = desk.post(url("note_call"), said)
    row = Inquiry.objects.get()
    assert answer.headers["Location"] == url("inquiry", row.pk)
    assert (row.state, row.owner_id is not None) == ("in_progress", True)
    assert desk.post(url("note_call"), {"text": "wer?"}).status_code == 422


def test_an_unknown_caller_can_be_noted_from_the_door_of_the_phone_system() -> None:
    desk = cast.logged_in()
    answer = desk.get("/anruf?nummer=%2B491715550199", follow=True)
    assert "/inquiries/call/?phone=" in answer.content.decode()
    found = desk.get("/palette/?q=0171+5550199").content.decode()
    assert "/inquiries/call/?phone=" in found


def test_taking_over_fills_in_the_form_and_makes_a_customer_with_the_child() -> None:
    people = [{"kind": "person", "first_name": "Mila", "birth_date": "2019-05-04"}]
    row = asked(participants=people, postcode="99423", city="Weimar")
    desk = cast.logged_in()
    html = desk.get(url("inquiry_take", row.pk)).content.decode()
    for piece in ('value="Hanna"', 'value="Mila"', 'value="04.05.2019"', 'value="99423"'):
        assert piece in html
    said = {"kind": "person", "first_name": "Hanna", "last_name": "Arendt",
            "email": "hanna@beispiel.example", "p0-first_name": "Mila",
            "p0-birth_date": "04.05.2019", "do": "save"}  # fmt: skip
    answer = desk.post(url("inquiry_take", row.pk), said)
    made = Customer.objects.get()
    assert answer.headers["Location"] == reverse("people:record", args=[made.pk])
    assert Participant.objects.get().customer_id == made.pk
    assert Inquiry.objects.get().customer_id == made.pk
    assert "Anfrage" in desk.get(reverse("people:record", args=[made.pk])).content.decode()


def test_who_may_be_there_already_is_offered_first_and_asked_about_on_saving() -> None:
    home = cast.customer(email="hanna@beispiel.example")
    row = asked()
    desk = cast.logged_in()
    html = desk.get(url("inquiry_take", row.pk)).content.decode()
    assert f"{url('inquiry_attach', row.pk)}?customer={home.pk}" in html
    said = {"kind": "person", "last_name": "Arendt", "email": "hanna@beispiel.example"}
    assert desk.post(url("inquiry_take", row.pk), said).status_code == 409
    assert Customer.objects.count() == 1


def test_attaching_offers_the_differences_one_by_one() -> None:
    home = cast.customer(email="alt@beispiel.example", phone="0171 5550123", city="Jena")
    row = asked(phone="0171 5550123", city="Weimar")
    desk = cast.logged_in()
    html = desk.get(url("inquiry_attach", row.pk) + f"?customer={home.pk}").content.decode()
    assert 'value="email"' in html
    assert 'value="city"' in html
    assert 'value="phone"' not in html
    desk.post(url("inquiry_attach", row.pk), {"customer": home.pk, "take": ["email"]})
    home.refresh_from_db()
    assert (home.email, home.city) == ("alt@beispiel.example", "Jena")
    assert ContactPoint.objects.get().value == "hanna@beispiel.example"
    assert Inquiry.objects.get().customer_id == home.pk


def test_somebody_else_is_found_by_name() -> None:
    cast.customer(last_name="Wiesengrund")
    row = asked()
    html = cast.logged_in().get(url("inquiry_attach", row.pk) + "?q=wiesen").content.decode()
    assert "Wiesengrund" in html


def test_an_answer_is_sent_from_the_page_and_then_it_waits() -> None:
    row = asked()
    desk = cast.logged_in()
    html = desk.get(url("inquiry", row.pk)).content.decode()
    assert "Guten Tag Hanna Arendt" in html
    said = {"subject": "Ihre Anfrage", "body": "Ja, gern.", "do": "waiting"}
    assert desk.post(url("inquiry_answer", row.pk), said).status_code == 302
    assert Inquiry.objects.get().state == "waiting"
    assert Message.objects.get().customer_id is None
    assert "Ihre Anfrage" in desk.get(url("inquiry", row.pk)).content.decode()
    empty = desk.post(url("inquiry_answer", row.pk), {"subject": "x", "body": " "})
    assert empty.status_code == 422


def test_the_note_of_the_office_is_saved_and_a_colleague_s_is_not_lost() -> None:
    row = asked()
    desk = cast.logged_in()
    said = {"note": "ruft morgen an", "was-note": ""}
    assert desk.post(url("inquiry_edit", row.pk), said).status_code == 302
    assert desk.post(url("inquiry_edit", row.pk), {"note": "x", "was-note": ""}).status_code == 409
    assert Inquiry.objects.get().note == "ruft morgen an"


def test_states_are_one_click_and_spam_can_be_deleted() -> None:
    row = asked()
    desk = cast.logged_in()
    for do, state in (("begin", "in_progress"), ("done", "done"), ("reopen", "in_progress"),
                      ("spam", "spam"), ("not_spam", "new"), ("spam", "spam")):  # fmt: skip
        assert desk.post(url("inquiry_do", row.pk, do)).status_code == 302
        assert Inquiry.objects.get().state == state
    assert desk.post(url("inquiry_do", row.pk, "remove")).status_code == 302
    assert not Inquiry.objects.exists()
    assert desk.get(url("inquiry", row.pk)).status_code == 404


def test_the_settings_page_saves_and_shows_the_form_to_copy() -> None:
    desk = cast.logged_in()
    said = {"enabled": "on", "website": "klanghof.example", "notify": "buero@klanghof.example",
            "wishes": "Klavier\r\nGesang", "phone": "may", "address": "no", "done_days": "730",
            "spam_days": "30", "unconfirmed_days": "30"}  # fmt: skip
    assert desk.post(url("settings_website"), said).status_code == 302
    html = desk.get(url("settings_website")).content.decode()
    assert "https://klanghof.example" in html
    assert "&lt;form action=" in html
    assert "&lt;option&gt;Klavier" in html
    assert desk.post(url("settings_website"), said | {"spam_days": "0"}).status_code == 422


def test_what_waits_for_somebody_stands_out_in_the_menu() -> None:
    client = cast.logged_in(roles=("owner",))
    assert (
        '<span class="c num hot">'
        not in client.get(reverse("messaging:inquiries")).content.decode()
    )
    client.post(reverse("messaging:note_call"), {"name": "Ada Stein", "text": "Klavier"})
    assert (
        '<span class="c num hot">1</span>'
        in client.get(reverse("messaging:inquiries")).content.decode()
    )


def test_an_answer_that_the_gate_stops_can_be_confirmed() -> None:
    """The family of somebody who died asks: the office knows whom it answers."""
    home, desk = cast.customer(email="hanna@beispiel.example"), cast.logged_in()
    row = asked()
    operations.attach_inquiry(actor=cast.owner(), inquiry=row.pk, customer=home.pk)
    people.mark_deceased(actor=cast.owner(), customer=home.pk, on=cast.owner().today)
    assert 'name="confirmed"' not in desk.get(url("inquiry", row.pk)).content.decode()
    said = {"subject": "Ihre Anfrage", "body": "Unser Beileid.", "do": "done"}
    stopped = desk.post(url("inquiry_answer", row.pk), said)
    assert stopped.status_code == 422
    assert 'name="confirmed"' in stopped.content.decode()
    assert desk.post(url("inquiry_answer", row.pk), said | {"confirmed": "on"}).status_code == 302
    assert Inquiry.objects.get().state == "done"
