"""What happens to one message, enquiry or customer happens to no other: there are always two."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from stammkunde.foundation import clock, uploads
from stammkunde.foundation.models import MailState, OutgoingMail
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Refused
from stammkunde.messaging import attachments, operations
from stammkunde.messaging.bounces.news import News, What
from stammkunde.messaging.marks import address_states
from stammkunde.messaging.models import (
    AddressState,
    ConsentAsked,
    Inquiry,
    Message,
    Notice,
    NoticeFile,
    State,
)
from stammkunde.messaging.operations import notice_sending
from stammkunde.messaging.operations.consents import _language
from stammkunde.messaging.recipients import Wanted
from stammkunde.messaging.tests import saying
from stammkunde.people import operations as people
from stammkunde.people.models import Customer
from tests import cast

pytestmark = pytest.mark.db

ADA, BEN = "ada@post.example", "ben@post.example"


def sent(email: str, **more: Any) -> Message:
    """A message that the mail server has taken."""
    row = saying.written(cast.customer(email=email))
    with building():
        Message.objects.filter(pk=row.pk).update(state=State.SENT, **more)
        mails = OutgoingMail.objects.filter(pk=row.transport)
        mails.update(state=MailState.ACCEPTED, provider="post", provider_id=f"id-{row.pk}")
    return Message.objects.get(pk=row.pk)


def tell(**values: Any) -> None:
    news = {"what": What.DEAD, "address": "", "at": clock.now(), "code": "5.1.1", "reason": "no"}
    operations.record_deliveries(actor=cast.system(), news=[News(**news | values)])


def states() -> dict[int, str]:
    return dict(Message.objects.values_list("pk", "state"))


# Bounces


@pytest.mark.parametrize("way", ["message id", "provider id", "address"])
def test_a_bounce_marks_the_message_that_it_is_about(way: str) -> None:
    older, other = sent(ADA), sent(BEN)
    mail = OutgoingMail.objects.get(pk=older.transport)
    said: dict[str, dict[str, Any]] = {
        "message id": {"message_ids": (mail.message_id,)},
        "provider id": {"provider": "post", "provider_id": mail.provider_id},
        "address": {"address": ADA.upper()},
    }
    tell(**said[way])
    assert states() == {older.pk: State.HARD, other.pk: State.SENT}
    assert address_states([ADA, BEN]) == {ADA: "hard"}


def test_the_id_of_another_provider_is_none_of_ours() -> None:
    row = sent(ADA)
    mail = OutgoingMail.objects.get(pk=row.transport)
    tell(provider="other", provider_id=mail.provider_id)
    assert states() == {row.pk: State.SENT}


def test_by_its_address_alone_only_what_went_out_lately_by_mail_is_found() -> None:
    now = clock.now()
    old = sent(ADA, send_at=now - timedelta(days=15))
    later = sent(ADA, send_at=now + timedelta(hours=2))
    waits = sent(ADA, send_at=now)
    with building():
        Message.objects.filter(pk=waits.pk).update(state=State.QUEUED)
    text = saying.message(cast.customer(), channel="sms", recipient=ADA)
    before = states()
    tell(address=ADA)
    assert states() == before
    assert {old.pk, later.pk, waits.pk, text.pk} == set(before)


def test_one_address_gets_better_and_the_other_stays_marked() -> None:
    for row in (sent(ADA), sent(BEN)):
        tell(address=row.recipient)
    assert address_states([ADA, BEN]) == {ADA: "hard", BEN: "hard"}
    operations.clear_address(actor=cast.owner(), address=ADA.upper())
    assert address_states([ADA, BEN]) == {BEN: "hard"}
    with pytest.raises(Refused) as no:
        operations.clear_address(actor=cast.owner(), address=ADA)
    assert no.value.code == "not_marked"
    tell(what=What.DELIVERED, address=BEN, at=clock.now() + timedelta(minutes=1))
    assert address_states([ADA, BEN]) == {}
    assert AddressState.objects.count() == 2


def test_only_the_marks_of_erased_customers_are_forgotten() -> None:
    gone, stays = sent(ADA), sent(BEN)
    for row in (gone, stays):
        tell(address=row.recipient)
    number = saying.message(gone.customer, channel="sms", recipient=BEN)
    done = operations.forget_addresses(actor=cast.system(), customers=[gone.customer_id]).done
    assert [row.address for row in done] == [ADA]
    assert address_states([ADA, BEN]) == {BEN: "hard"}
    assert number.customer_id == gone.customer_id


# Enquiries


def two_enquiries() -> tuple[Inquiry, Inquiry]:
    """Two calls that were answered, and a message about something else with the same number."""
    rows = []
    for number, email in enumerate((ADA, BEN)):
        row = operations.note_call(
            actor=cast.owner(), name=f"Ida Immer{number}", email=email, text=f"Frage {number}"
        ).done[0]
        operations.answer_inquiry(actor=cast.owner(), inquiry=row.pk, subject="S", body="Ja.")
        saying.message(None, about_kind="toy.thing", about_id=row.pk)
        rows.append(row)
    return rows[0], rows[1]


def whose() -> dict[tuple[str, int | None], int | None]:
    found = Message.objects.values_list("about_kind", "about_id", "customer")
    return {(kind, about): customer for kind, about, customer in found}


def test_only_what_was_said_about_an_enquiry_goes_over_to_its_customer_and_back() -> None:
    mine, theirs = two_enquiries()
    before = whose()
    home, other = cast.customer(), cast.customer()
    operations.attach_inquiry(actor=cast.owner(), inquiry=mine.pk, customer=home.pk)
    assert whose() == before | {("messaging.inquiry", mine.pk): home.pk}
    operations.attach_inquiry(actor=cast.owner(), inquiry=theirs.pk, customer=other.pk)
    there = whose()
    assert operations.release_inquiries_of(actor=cast.system(), customers=[home.pk]) == 1
    assert whose() == there | {("messaging.inquiry", mine.pk): None}
    assert dict(Inquiry.objects.values_list("pk", "customer")) == {
        mine.pk: None,
        theirs.pk: other.pk,
    }


def test_only_what_was_said_about_deleted_spam_goes_and_what_a_customer_was_told_stays() -> None:
    mine, theirs = two_enquiries()
    home = cast.customer()
    saying.message(home, about_kind="messaging.inquiry", about_id=mine.pk)
    before = whose()
    operations.set_inquiry_state(actor=cast.owner(), inquiries=[mine.pk], state="spam")
    operations.remove_inquiries(actor=cast.owner(), inquiries=[mine.pk])
    assert list(Inquiry.objects.all()) == [theirs]
    assert whose() == before
    kept = Message.objects.filter(about_kind="messaging.inquiry", about_id=mine.pk)
    assert [one.customer_id for one in kept] == [home.pk]


def test_only_the_enquiries_of_an_erased_customer_go() -> None:
    mine, theirs = two_enquiries()
    homes = cast.customer(), cast.customer()
    for row, home in zip((mine, theirs), homes, strict=True):
        operations.attach_inquiry(actor=cast.owner(), inquiry=row.pk, customer=home.pk)
    assert operations.erase_inquiries_of(actor=cast.system(), customers=[homes[0].pk]) == 1
    assert list(Inquiry.objects.all()) == [theirs]


# Notices


def notice(*customers: Customer, **values: Any) -> Notice:
    text = {"subject": "Sommerpause", "body": "Wir machen Pause."} | values
    wanted = Wanted(picked=tuple(row.pk for row in customers))
    return operations.add_notice(actor=cast.system(), values=text, wanted=wanted).done[0]


def test_a_cancelled_notice_stops_its_own_mails_only() -> None:
    homes = [cast.customer(email=email) for email in (ADA, BEN)]
    rows = [notice(*homes), notice(*homes)]
    for row in rows:
        operations.schedule_notice(actor=cast.system(), notice=row.pk)
        row.refresh_from_db()
        notice_sending._begin(cast.system(), row)
        notice_sending.send_notice_piece(actor=cast.system(), notice=row.pk, size=1)
    saying.message(homes[0], about_kind="toy.thing", about_id=rows[0].pk, state="queued")
    operations.cancel_notice(actor=cast.system(), notice=rows[0].pk)
    told = Message.objects.order_by("pk").values_list("about_kind", "about_id", "state")
    assert list(told) == [
        ("messaging.notice", rows[0].pk, "cancelled"),
        ("messaging.notice", rows[1].pk, "queued"),
        ("toy.thing", rows[0].pk, "queued"),
    ]


def test_a_notice_has_its_own_files_only() -> None:
    rows = [notice(), notice()]
    for row, name in zip(rows, ("eins.pdf", "zwei.pdf"), strict=True):
        given = uploads.Given(name, b"%PDF-1.4\n%%EOF\n")
        file = uploads.taken(cast.owner(), attachments.INTAKE, given)
        operations.attach_to_notice(actor=cast.system(), notice=row.pk, files=[file])
    (copy,) = operations.copy_notice(actor=cast.system(), notice=rows[0].pk).done
    operations.remove_notice(actor=cast.system(), notice=rows[0].pk)
    left = NoticeFile.objects.order_by("notice", "name").values_list("notice", "name")
    assert list(left) == [(rows[1].pk, "zwei.pdf"), (copy.pk, "eins.pdf")]


# Consents, and all that leaves with a customer


def test_only_the_questions_of_erased_customers_are_forgotten() -> None:
    homes = [cast.customer(email=email) for email in (ADA, BEN)]
    for home in homes:
        operations.ask_for_consent(actor=cast.owner(), customer=home.pk)
    operations.forget_questions(actor=cast.system(), customers=[homes[0].pk])
    assert [row.customer_id for row in ConsentAsked.objects.all()] == [homes[1].pk]


def test_the_page_of_a_question_speaks_the_language_of_whom_it_asks() -> None:
    homes = [cast.customer(email=email) for email in (ADA, BEN)]
    people.change_prefs(actor=cast.owner(), customers=[homes[1].pk], values={"address_form": "du"})
    for home, language in zip(homes, ("de", "de-informal"), strict=True):
        operations.ask_for_consent(actor=cast.owner(), customer=home.pk)
        row = ConsentAsked.objects.get(customer=home.pk)
        assert _language({"asked": str(row.pk)}) == language


def test_only_what_was_said_to_an_erased_customer_goes() -> None:
    gone, stays = sent(ADA), sent(BEN)
    people.bin_customers(actor=cast.owner(), customers=[gone.customer_id], confirmed=["people.own"])
    with time_machine.travel(clock.now() + timedelta(days=40), tick=False):
        people.erase_customers(
            actor=cast.system(), customers=[gone.customer_id], confirmed=["in_use"]
        )
    assert list(Message.objects.all()) == [stays]
    assert Customer.objects.filter(pk=stays.customer_id).exists()
    mails = dict(OutgoingMail.objects.values_list("pk", "recipients"))
    assert mails == {gone.transport: "", stays.transport: BEN}
