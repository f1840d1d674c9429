"""Where two rooms or two moments meet: nobody gets what they must not get, nobody is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import override_settings
from django.urls import reverse

from stammkunde.foundation import actors, clock, undo, uploads
from stammkunde.foundation.models import MailState, OutgoingMail, StoredFile
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.messaging import noticing, operations, recipients
from stammkunde.messaging.bounces.news import News, What
from stammkunde.messaging.channels import sms
from stammkunde.messaging.drafting import File
from stammkunde.messaging.models import (
    AddressState,
    Inquiry,
    Message,
    Notice,
    NoticeState,
    OutgoingSms,
)
from stammkunde.messaging.operations import notice_sending as sending
from stammkunde.messaging.reactions import arrived as inquiry_mail
from stammkunde.messaging.recipients import Wanted
from stammkunde.messaging.tests import saying
from stammkunde.messaging.tests.saying import Fake
from stammkunde.people import leaving, papers
from stammkunde.people import operations as people
from stammkunde.people import tasks as people_tasks
from stammkunde.people.models import Consent
from stammkunde.people.operations import NewDocument
from tests import cast

pytestmark = pytest.mark.db
SAID = {"last_name": "Fremd", "email": "fremd@beispiel.example", "text": "Guten Tag"}


@pytest.fixture
def fake() -> Iterator[Fake]:
    with saying.fake_gateway() as gateway:
        url = f"seven://GEHEIM@?from=Nordquell&api={gateway.url}"
        with override_settings(SMS_URL=url):
            yield gateway


def asked(**values: Any) -> Inquiry:
    """An enquiry by the website whose address was asked to confirm."""
    cast.system()
    operations.change_website(actor=cast.system(), values={"enabled": True})
    row: Inquiry = operations.receive_inquiry(
        actor=cast.visitor(), values=SAID | values, source="website"
    ).done[0]
    inquiry_mail.arrived(cast.system(), row.pk)
    return row


def notice(*ids: int, **values: str) -> Notice:
    """A notice that is being sent to these customers, fixed and not begun."""
    desk = cast.at_desk(7001, "Olga Ohnesorg")
    said = {"subject": "Pause", "body": "Wir machen Pause."} | values
    row: Notice = operations.add_notice(
        actor=desk, values=said, wanted=Wanted(picked=tuple(ids))
    ).done[0]
    operations.schedule_notice(actor=desk, notice=row.pk)
    row.refresh_from_db()
    return row


def test_a_text_message_goes_out_where_nothing_of_it_is_kept(fake: Fake) -> None:
    cast.live()
    operations.change_keeping(actor=cast.owner(), values={"keep_organisational": "none"})
    row = saying.written(cast.customer(phone="0171 3920018"), channel="sms", body="Bis morgen!")
    assert row.state == "queued"
    assert sms.send_due() == 1
    assert fake.asked[0][2]["to"] == "+491713920018"
    row.refresh_from_db()
    assert (row.state, row.recipient, row.text) == ("sent", "", "")
    assert OutgoingSms.objects.get(message=row).number == ""


def test_a_notice_that_two_workers_take_up_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = cast.many_customers(2)
    row = notice(one.pk, two.pk)
    parted = recipients.parted

    def slow(*args: Any, **more: Any) -> Any:
        """While this worker counts, another one begins."""
        found = parted(*args, **more)
        sending.begin_notice(actor=cast.at_desk(7001, "Olga Ohnesorg"), notice=row.pk, parted=found)
        return found

    monkeypatch.setattr(recipients, "parted", slow)
    sending.send_notice.func(notice=row.pk)
    row.refresh_from_db()
    assert (row.state, row.reached, row.problem) == (NoticeState.DONE, 2, "")


def test_a_notice_reaches_the_others_when_one_customer_was_never_there() -> None:
    done = people.add_customers(actor=cast.owner(), customers=[cast.customer_values()])
    gone, stays = done.done[0], cast.customer()
    row = notice(gone.pk, stays.pk)
    sending._begin(cast.at_desk(7001, "Olga Ohnesorg"), row)
    undo.undo(actor=cast.owner(), entry=done.entry)
    sending.send_notice.func(notice=row.pk)
    row.refresh_from_db()
    assert (row.state, row.reached) == (NoticeState.DONE, 1)
    assert Message.objects.get().customer_id == stays.pk


def test_a_waiting_letter_can_be_cancelled() -> None:
    customer = cast.customer(street="Weg 1", postcode="12345", city="Ort")
    row = operations.write_letter(
        actor=cast.owner(), customer=customer.pk, subject="A", text="B"
    ).done[0]
    operations.cancel_messages(actor=cast.owner(), messages=[row.pk])
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_what_was_asked_of_a_deleted_spammer_is_not_sent_any_more() -> None:
    row = asked()
    carrier = Message.objects.get(about_id=row.pk).transport
    operations.set_inquiry_state(actor=cast.owner(), inquiries=[row.pk], state="spam")
    operations.remove_inquiries(actor=cast.owner(), inquiries=[row.pk])
    left = OutgoingMail.objects.get(pk=carrier)
    assert (left.state, left.recipients, bytes(left.mime)) == (MailState.DISCARDED, "", b"")


def test_an_enquiry_whose_answer_was_sent_again_can_be_deleted() -> None:
    row = asked()
    first = Message.objects.get(about_id=row.pk)
    Message.objects.filter(pk=first.pk).update(state="failed")
    operations.resend_message(actor=cast.owner(), message=first.pk)
    operations.set_inquiry_state(actor=cast.owner(), inquiries=[row.pk], state="spam")
    assert operations.remove_inquiries(actor=cast.owner(), inquiries=[row.pk]).done
    assert not Message.objects.exists()


def test_nobody_locked_is_asked_at_their_second_address_either() -> None:
    customer = cast.customer()
    people.add_points(actor=cast.system(), customer=customer.pk, points=[{"value": SAID["email"]}])
    people.lock_customers(actor=cast.system(), customers=[customer.pk], reason="Streit")
    asked()
    assert Message.objects.get().reason == "locked"


def test_nothing_automatic_goes_to_an_address_that_does_not_exist() -> None:
    now = clock.now()
    with building():
        AddressState.objects.create(address=SAID["email"], kind="hard", since=now, last_at=now)
    asked()
    assert Message.objects.get().reason == "bounced"


def test_a_letter_in_a_print_run_is_not_cancelled() -> None:
    customer = cast.customer(street="Weg 1", postcode="12345", city="Ort")
    row = operations.write_letter(
        actor=cast.owner(), customer=customer.pk, subject="A", text="B"
    ).done[0]
    operations.start_print_run(actor=cast.owner(), letters=[row.letter.pk])
    outcome = operations.cancel_messages(actor=cast.owner(), messages=[row.pk])
    assert [one.code for one in outcome.refused] == ["not_waiting"]


def test_a_document_that_was_sent_along_leaves_the_bin_and_stays_with_its_message() -> None:
    customer = cast.customer()
    pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    upload = uploads.taken(cast.owner(), papers.INTAKE, uploads.Given("vertrag.pdf", pdf))
    (document,) = people.add_documents(
        actor=cast.owner(), customer=customer.pk, documents=[NewDocument(upload)]
    ).done
    key = str(document.file_id)
    row = saying.written(customer, attachments=(File(key, "vertrag.pdf"),))
    people.delete_documents(actor=cast.owner(), documents=[document.pk])
    with time_machine.travel(clock.now() + papers.BIN_TIME + timedelta(hours=1), tick=False):
        people_tasks.purge_documents.func()
    assert not type(document).objects.exists()
    assert StoredFile.objects.filter(key=key).exists()
    wanted = {one.key for some in leaving.open_items([customer.pk]).values() for one in some}
    people.erase_customers(actor=cast.owner(), customers=[customer.pk], confirmed=wanted)
    assert not StoredFile.objects.filter(key=key).exists()
    assert not Message.objects.filter(pk=row.pk).exists()


def test_what_still_waits_of_a_sent_notice_can_be_stopped_and_nothing_after_that() -> None:
    row = notice(cast.customer().pk)
    sending.send_notice.func(notice=row.pk)
    row.refresh_from_db()
    desk = cast.at_desk(7001, "Olga Ohnesorg")
    assert row.state == NoticeState.DONE
    assert "cancel" in dict(noticing.stored(desk, row).steps)
    operations.cancel_notice(actor=desk, notice=row.pk)
    assert Message.objects.get().state == "cancelled"
    assert OutgoingMail.objects.get().state == MailState.DISCARDED


def test_a_notice_that_is_out_offers_no_stop() -> None:
    row = notice(cast.customer().pk)
    sending.send_notice.func(notice=row.pk)
    Message.objects.update(state="sent")
    row.refresh_from_db()
    desk = cast.at_desk(7001, "Olga Ohnesorg")
    assert noticing.stored(desk, row).steps == []
    with pytest.raises(Refused, match="notice_state"):
        operations.cancel_notice(actor=desk, notice=row.pk)


def test_the_count_of_a_notice_knows_of_complaints() -> None:
    customer = cast.customer(email=SAID["email"])
    now = clock.now()
    with building():
        AddressState.objects.create(address=SAID["email"], kind="complaint", since=now, last_at=now)
    found = recipients.parted(
        cast.owner(), [customer.pk], channel="email", category="organisational"
    )
    assert (found.go, dict(found.left)) == ([], {"bounced": [customer.pk]})


def test_a_click_for_one_address_confirms_nothing_for_another() -> None:
    row = asked(newsletter=True)
    operations.change_inquiry(
        actor=cast.owner(), inquiry=row.pk, values={"email": "anders@beispiel.example"}
    )
    inquiry_mail.confirmed({"inquiry": str(row.pk)}, clock.now())
    row.refresh_from_db()
    assert row.confirmed_at is None
    operations.take_over_inquiry(
        actor=cast.owner(), inquiry=row.pk, customer=cast.customer_values()
    )
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    "place",
    [
        "people:record",
        "messaging:messages",
        "messaging:sms_of",
        "messaging:letters_of",
        "people:documents",
    ],
)
def test_a_trainer_reads_nothing_of_what_was_said_to_a_customer(place: str) -> None:
    customer = cast.customer()
    saying.written(customer, subject="Geheimnis", body="Streng geheim.")
    answer = cast.logged_in(roles=("field",)).get(reverse(place, args=[customer.pk]))
    said = answer.content.decode()
    assert answer.status_code == (200 if place == "people:record" else 403)
    assert "Geheimnis" not in said
    assert "geheim" not in said


def test_an_address_that_was_corrected_is_forgotten_with_its_customer() -> None:
    customer = cast.customer(email=SAID["email"])
    row = saying.written(customer)
    news = News(What.DEAD, SAID["email"], clock.now(), "5.1.1", "550 nobody here")
    Message.objects.filter(pk=row.pk).update(state="sent")
    operations.record_deliveries(actor=actors.system(door="job"), news=[news])
    people.change_customers(
        actor=cast.owner(),
        changes=[people.CustomerChange(customer.pk, {"email": "neu@beispiel.example"})],
    )
    assert AddressState.objects.count() == 1
    wanted = {one.key for some in leaving.open_items([customer.pk]).values() for one in some}
    people.erase_customers(actor=cast.owner(), customers=[customer.pk], confirmed=wanted)
    assert not AddressState.objects.exists()


def test_an_unknown_paper_and_the_sign_nul_are_no_trouble_of_the_server() -> None:
    customer = cast.customer(street="Weg 1", postcode="12345", city="Ort")
    with pytest.raises(Missing):
        operations.write_letter(
            actor=cast.owner(), customer=customer.pk, subject="A", text="B", letterhead=10**6
        )
    odd = "Hallo\x00 du"
    said = operations.note_sms(actor=cast.owner(), customer=customer.pk, text=odd, number=odd)
    assert said.done[0].text == "Hallo du"
    noted = operations.note_letter(actor=cast.owner(), customer=customer.pk, subject="A", text=odd)
    assert noted.done[0].text == "Hallo du"
    row = saying.message(customer, state="failed")
    with pytest.raises(Refused, match=r"not_sent\.failed"):
        operations.resend_message(actor=cast.owner(), message=row.pk, recipient="\x00 nichts")
    with pytest.raises(Refused, match="not_marked"):
        operations.clear_address(actor=cast.owner(), address="\x00")
    client = cast.logged_in()
    assert client.get("/communication/templates/%00/").status_code == 404
