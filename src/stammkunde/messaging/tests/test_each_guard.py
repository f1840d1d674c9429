"""Each guard of messages and enquiries by itself: what it stops, and that nothing was written."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from stammkunde.foundation import clock
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.messaging import operations, recipients
from stammkunde.messaging.consents import opting
from stammkunde.messaging.drafting import Draft
from stammkunde.messaging.models import ConsentAsked, Inquiry, Message, Notice
from stammkunde.messaging.operations import notice_sending, queueing
from stammkunde.messaging.operations.inquiries import LONGEST_NOTE
from stammkunde.messaging.recipients import Wanted
from stammkunde.messaging.rules import inquiries as rules
from stammkunde.messaging.rules import website
from stammkunde.messaging.tests import saying
from stammkunde.people import queries
from stammkunde.people.models import Consent, Customer
from tests import cast

pytestmark = pytest.mark.db

EMAIL = "hanna@beispiel.example"


def code_of(no: pytest.ExceptionInfo[Refused]) -> str:
    return no.value.code


def asked(**values: Any) -> Inquiry:
    """An enquiry that came in by the website."""
    operations.change_website(actor=cast.system(), values={"enabled": True})
    said = {"first_name": "Hanna", "last_name": "Arendt", "email": EMAIL, "text": "Geht das?"}
    return operations.receive_inquiry(
        actor=cast.visitor(), values=said | values, source="website"
    ).done[0]


# Enquiries


def test_a_call_comes_by_phone_or_mail_and_no_other_way() -> None:
    with pytest.raises(Refused) as no:
        operations.note_call(actor=cast.owner(), name="Ida Immer", source="website")
    assert code_of(no) == "unknown"
    assert not Inquiry.objects.exists()


def test_an_enquiry_does_not_become_one_of_nobody() -> None:
    row = operations.note_call(actor=cast.owner(), name="Ida Immer").done[0]
    with pytest.raises(Refused) as no:
        operations.change_inquiry(
            actor=cast.owner(), inquiry=row.pk, values={"first_name": "", "last_name": " "}
        )
    assert code_of(no) == "nobody"
    row.refresh_from_db()
    assert row.last_name == "Immer"


def test_the_same_address_in_other_letters_stays_confirmed_and_another_one_does_not() -> None:
    row = asked()
    operations.confirm_inquiry(actor=cast.visitor(), inquiry=row.pk)
    for email, stays in ((EMAIL.upper(), True), ("andere@beispiel.example", False)):
        operations.change_inquiry(actor=cast.owner(), inquiry=row.pk, values={"email": email})
        row.refresh_from_db()
        assert (row.confirmed_at is not None) is stays


def test_a_text_that_is_too_long_is_refused_before_it_is_written() -> None:
    with pytest.raises(Refused) as no:
        operations.note_call(actor=cast.owner(), name="Ida", text="x" * (LONGEST_NOTE + 1))
    assert code_of(no) == "invalid"
    assert not Inquiry.objects.exists()


def test_only_what_an_enquiry_can_give_is_taken_over() -> None:
    row, home = asked(), cast.customer(city="Kiel")
    with pytest.raises(Refused) as no:
        operations.attach_inquiry(
            actor=cast.owner(), inquiry=row.pk, customer=home.pk, take=["locked_at"]
        )
    assert code_of(no) == "unknown"
    row.refresh_from_db()
    assert row.customer_id is None


@pytest.mark.parametrize("way", ["attached", "closed"])
def test_who_was_dealt_with_does_not_become_a_customer_once_more(way: str) -> None:
    row = asked()
    operations.change_website(actor=cast.system(), values={"as_prospect": True})
    operations.confirm_inquiry(actor=cast.visitor(), inquiry=row.pk)
    if way == "attached":
        home = cast.customer(email="andere@beispiel.example")
        operations.attach_inquiry(actor=cast.owner(), inquiry=row.pk, customer=home.pk)
    else:
        operations.set_inquiry_state(actor=cast.owner(), inquiries=[row.pk], state="done")
    there = Customer.objects.count()
    assert operations.welcome_prospect(actor=cast.system(), inquiry=row.pk).done == []
    assert Customer.objects.count() == there


def test_the_undo_of_a_customer_releases_only_their_own_enquiries_and_messages() -> None:
    home, other = cast.customer(), cast.customer()
    mine, theirs = asked(), asked(text="Und donnerstags?")
    for row, whose in ((mine, home), (theirs, other)):
        operations.answer_inquiry(actor=cast.owner(), inquiry=row.pk, subject="S", body="Ja.")
        operations.attach_inquiry(actor=cast.owner(), inquiry=row.pk, customer=whose.pk)
    assert operations.release_inquiries_of(actor=cast.system(), customers=[home.pk]) == 1
    assert dict(Inquiry.objects.values_list("pk", "customer")) == {
        mine.pk: None,
        theirs.pk: other.pk,
    }
    about = dict(Message.objects.values_list("about_id", "customer"))
    assert about == {mine.pk: None, theirs.pk: other.pk}


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=59), "gerade eben"),
        (timedelta(minutes=1), "vor 1 Minute"),
        (timedelta(minutes=59), "vor 59 Minuten"),
        (timedelta(minutes=60), "heute, 12:00"),
        (timedelta(hours=13), "heute, 00:00"),
        (timedelta(hours=14), "gestern, 23:00"),
        (timedelta(days=1, hours=14), "Fr, 20.11."),
    ],
)
def test_an_enquiry_says_how_old_it_is(ago: timedelta, said: str) -> None:
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)  # a Sunday, 13:00 in Berlin
    assert rules.age(now - ago, now, clock.business_zone()) == said


def test_lines_of_a_long_text_stay_and_those_of_a_name_do_not() -> None:
    assert website.harmless(" eins\r\nzwei\rdrei \n", lines=True) == "eins\nzwei\ndrei"
    assert website.harmless(" eins\r\nzwei ") == "eins zwei"


def test_spaces_around_make_no_second_enquiry() -> None:
    one = {"last_name": "Arendt", "text": "Geht das?"}
    two = {"last_name": " Arendt", "text": "Geht das? "}
    assert rules.digest(one) == rules.digest(two)
    assert rules.digest(one) != rules.digest(one | {"text": "Geht das nicht?"})


# Consents


@pytest.mark.parametrize("gone", ["never there", "erased"])
def test_nobody_is_asked_or_believed_who_is_not_there_any_more(gone: str) -> None:
    home = cast.customer(email=EMAIL)
    operations.ask_for_consent(actor=cast.owner(), customer=home.pk)
    row = ConsentAsked.objects.get()
    if gone == "erased":
        with _erased_in_place(home):
            for attempt in (
                lambda: operations.ask_for_consent(actor=cast.owner(), customer=home.pk),
                lambda: operations.confirm_consent(
                    actor=operations.LINK, asked=row.pk, at=clock.now()
                ),
                lambda: operations.unsubscribe(actor=operations.LINK, customer=home.pk),
            ):
                with pytest.raises(Missing):
                    attempt()
    else:
        with pytest.raises(Missing):
            operations.ask_for_consent(actor=cast.owner(), customer=987_654)
    assert not Consent.objects.exists()


def _erased_in_place(home: Customer) -> Any:
    """The customer as the addressees know one that is being erased, the row still there."""
    known = queries.addressees
    return mock.patch.object(
        queries,
        "addressees",
        lambda actor, ids: {pk: replace(one, erased=True) for pk, one in known(actor, ids).items()},
    )


def test_a_link_that_names_no_question_opens_nothing() -> None:
    for payload in ({}, {"asked": "x"}):
        path = opting.confirm_url("messaging.consent", payload)
        assert Client().post(path).status_code == 404


def test_a_link_of_a_kind_that_nobody_declared_is_not_made() -> None:
    with pytest.raises(LookupError):
        opting.confirm_url("messaging.nothing", {})


# Queueing


def test_two_without_a_key_are_two_and_two_with_one_are_one() -> None:
    home = cast.customer(email=EMAIL)
    for key, count in (("", 2), ("anlass:1", 1)):
        draft = Draft(home.pk, saying.KIND, subject="S", body="T", dedupe_key=key)
        done = operations.queue_messages(actor=cast.owner(), drafts=[draft, draft]).done
        assert len(done) == count


def test_to_several_needs_the_word_for_many() -> None:
    homes = [cast.customer(email=f"k{number}@beispiel.example") for number in range(2)]
    drafts = [Draft(home.pk, saying.KIND, subject="S", body="T") for home in homes]
    one = cast.actor("people.see", "messaging.write")
    with pytest.raises(Forbidden):
        operations.queue_messages(actor=one, drafts=drafts)
    assert not Message.objects.exists()
    many = cast.actor("people.see", "messaging.write", "messaging.write_many")
    assert len(operations.queue_messages(actor=many, drafts=drafts).done) == 2


def test_whoever_meets_the_same_occasion_for_ever_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def taken(*_args: Any) -> Any:
        tries.append(1)
        raise IntegrityError("taken")

    monkeypatch.setattr(queueing, "_written", taken)
    draft = Draft(cast.customer(email=EMAIL).pk, saying.KIND, subject="S", body="T")
    with pytest.raises(IntegrityError):
        operations.queue_messages(actor=cast.owner(), drafts=[draft])
    assert len(tries) == queueing._TRIES


@pytest.mark.parametrize("change", [{"channel": "letter"}, {"direction": "in"}])
def test_only_what_went_out_by_mail_or_text_is_sent_again(change: dict[str, str]) -> None:
    row = saying.message(cast.customer(email=EMAIL), **change)
    with pytest.raises(Refused) as no:
        operations.resend_message(actor=cast.owner(), message=row.pk)
    assert code_of(no) == "not_resendable"
    assert Message.objects.count() == 1


# Notices


def begun(**more: Any) -> Notice:
    """A notice to two customers that is being sent."""
    ids = tuple(cast.customer(email=f"k{number}@beispiel.example").pk for number in range(2))
    text = {"subject": "Sommerpause", "body": "Wir machen Pause."}
    house = cast.system()
    row = operations.add_notice(actor=house, values=text, wanted=Wanted(picked=ids)).done[0]
    operations.schedule_notice(actor=house, notice=row.pk, **more)
    row.refresh_from_db()
    return row


def test_more_recipients_than_anybody_can_mean_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = tuple(cast.customer().pk for _number in range(3))
    place = "stammkunde.messaging.recipients.members"
    monkeypatch.setattr(sys.modules[place], "MOST", 3)
    assert recipients.members(cast.owner(), Wanted(picked=ids)) == sorted(ids)
    monkeypatch.setattr(sys.modules[place], "MOST", 2)
    with pytest.raises(Refused) as no:
        recipients.members(cast.owner(), Wanted(picked=ids))
    assert code_of(no) == "too_many_recipients"


def test_a_paused_notice_writes_to_nobody_also_in_the_middle_of_a_job() -> None:
    row, house = begun(), cast.system()
    notice_sending._begin(house, row)
    assert notice_sending.send_notice_piece(actor=house, notice=row.pk, size=1) == 1
    operations.pause_notice(actor=house, notice=row.pk)
    assert notice_sending.send_notice_piece(actor=house, notice=row.pk, size=1) == 0
    assert Message.objects.count() == 1


def test_the_job_of_a_notice_that_is_gone_or_was_put_off_does_nothing() -> None:
    notice_sending.send_notice.call(notice=987_654)
    row = begun(send_at=clock.now() + timedelta(days=2))
    notice_sending.send_notice.call(notice=row.pk)
    assert not Message.objects.exists()
    row.refresh_from_db()
    assert row.state == "scheduled"
    operations.unschedule_notice(actor=cast.system(), notice=row.pk)
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        notice_sending.send_notice.call(notice=row.pk)
    assert not Message.objects.exists()


# Words


@pytest.mark.parametrize("name", ["send_anyway", "mark_arrived", "drop_unclear", "cancel_messages"])
def test_what_is_stuck_is_settled_only_by_who_may_write(name: str) -> None:
    row = saying.message(cast.customer(), state="unclear")
    with pytest.raises(Forbidden):
        getattr(operations, name)(actor=cast.actor("messaging.see"), messages=[row.pk])


def test_a_script_that_comes_too_often_reads_json_and_a_person_a_page() -> None:
    operations.change_website(actor=cast.system(), values={"enabled": True})
    said = {"last_name": "Arendt", "email": EMAIL, "adult": "1"}
    answers: dict[str, Any] = {}
    for kind, more in (("html", {}), ("json", {"headers": {"Accept": "application/json"}})):
        browser = Client()
        for number in range(7):
            answer = browser.post(
                reverse("messaging:register"), said | {"text": f"{kind} {number}"}, **more
            )
            if answer.status_code == 429:
                break
        answers[kind] = answer
    assert {one.status_code for one in answers.values()} == {429}
    assert answers["json"].json()["message"]
    assert answers["html"].headers["Content-Type"].startswith("text/html")
