"""Once more: the very same text, or the current version; to a better address (COM-04, 05)."""

from __future__ import annotations

import pytest

from stammkunde.foundation.mail import sender
from stammkunde.foundation.mail.smtp import Answer, End
from stammkunde.foundation.models import MailState, OutgoingMail
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.messaging import making, operations
from stammkunde.messaging.drafting import File
from stammkunde.messaging.making import Made
from stammkunde.messaging.models import Message, MessagingSettings
from stammkunde.messaging.tests import saying
from stammkunde.messaging.texts.own import OwnText
from stammkunde.people import operations as people
from stammkunde.people.operations import CustomerChange
from tests import cast

pytestmark = pytest.mark.db


def settled(message: Message, end: End = End.NEVER, words: str = "550 5.1.1 unknown") -> Message:
    """Have the message's mail answered by the server."""
    cast.live()
    row = sender.claim()
    assert row is not None
    sender.settle(row, Answer(end, words))
    return Message.objects.get(pk=message.pk)


def carrier(message: Message) -> OutgoingMail:
    return OutgoingMail.objects.get(pk=message.transport)


def keeping(**values) -> None:
    with building():
        MessagingSettings.objects.update_or_create(pk=1, defaults=values)


def test_the_same_text_goes_to_the_corrected_address_as_a_new_message():
    petra = cast.customer(first_name="Petra", email="petra@exmaple.test")
    first = settled(saying.written(petra, body="Hallo {{ kunde.vorname }}, am **Montag**."))
    people.change_customers(
        actor=cast.owner(), changes=[CustomerChange(petra.pk, {"first_name": "Paula"})]
    )
    (again,) = operations.resend_message(
        actor=cast.owner(), message=first.pk, recipient="petra@example.test"
    ).done
    assert (again.text, again.html, again.subject) == (first.text, first.html, first.subject)
    assert again.recipient == "petra@example.test"
    assert carrier(again).addresses == ["petra@example.test"]
    assert carrier(again).message_id != carrier(first).message_id
    assert again.resend_of_id == first.pk
    assert not again.automatic
    assert Message.objects.get(pk=first.pk).looked_at is not None


def test_the_current_version_is_written_anew_with_todays_data():
    petra = cast.customer(first_name="Petra", email="petra@example.test")
    first = settled(
        saying.written(petra, body="Hallo {{ kunde.vorname }}."), words="554 5.7.1 spam"
    )
    people.change_customers(
        actor=cast.owner(), changes=[CustomerChange(petra.pk, {"first_name": "Paula"})]
    )
    (again,) = operations.send_current(actor=cast.owner(), message=first.pk).done
    assert "Hallo Petra." in first.text
    assert "Hallo Paula." in again.text


def test_the_files_of_the_current_version_are_made_anew_by_the_room_they_come_from(monkeypatch):
    petra = cast.customer(email="petra@example.test")
    monkeypatch.setattr(making, "MAKERS", {})
    file = cast.picture_file() if hasattr(cast, "picture_file") else None
    files = (File(file.key, "neu.webp"),) if file else ()

    @making.maker("toy.invoice")
    def invoice(actor, about):
        return Made(files=files, extra={"nr": "RE-2"}, own=OwnText("Neu", f"Rechnung {about}"))

    row = saying.message(petra, state="failed", about_kind="toy.invoice", about_id=17, text="alt")
    made = making.made(cast.owner(), row.about_kind, row.about_id)
    (again,) = operations.send_current(actor=cast.owner(), message=row.pk, made=made).done
    assert again.subject == "Neu"
    assert "Rechnung 17" in again.text
    assert again.about_id == 17


def test_without_a_kept_text_only_the_current_version_goes_and_only_if_somebody_knows_the_words():
    petra = cast.customer(email="petra@example.test")
    row = saying.message(petra, text="", kept="metadata", state="sent", kind="toy.unshipped")
    with pytest.raises(Refused) as no:
        operations.resend_message(actor=cast.owner(), message=row.pk)
    assert no.value.code == "no_text"
    with pytest.raises(Refused) as no:
        operations.send_current(actor=cast.owner(), message=row.pk)
    assert no.value.code == "no_text"
    body = cast.logged_in().get(f"/communication/messages/{row.pk}/").content.decode()
    assert "Der Text dieser Nachricht wurde nicht aufbewahrt." in body


def test_a_mail_that_failed_today_can_be_sent_again_although_no_text_is_kept():
    keeping(keep_organisational="none")
    petra = cast.customer(email="petra@exmaple.test")
    first = settled(saying.written(petra, body="Am Montag um 9."))
    assert (first.text, first.subject, first.recipient) == ("", "", "")
    assert carrier(first).state == MailState.FAILED
    (again,) = operations.resend_message(
        actor=cast.owner(), message=first.pk, recipient="petra@example.test"
    ).done
    assert b"Am Montag um 9." in bytes(carrier(again).mime)
    assert carrier(again).addresses == ["petra@example.test"]


def test_what_is_still_on_its_way_is_not_sent_a_second_time():
    row = saying.written(cast.customer(email="petra@example.test"))
    for do in (operations.resend_message, operations.send_current):
        with pytest.raises(Refused) as no:
            do(actor=cast.owner(), message=row.pk)
        assert no.value.code == "on_its_way"
    assert Message.objects.count() == 1


def test_somebody_locked_gets_it_only_after_a_person_has_confirmed():
    petra = cast.customer(email="petra@example.test")
    row = saying.message(petra, state="failed")
    people.lock_customers(actor=cast.owner(), customers=[petra.pk], reason="Streit")
    client = cast.logged_in()
    assert "Ich weiß" in client.get(f"/communication/messages/{row.pk}/").content.decode()
    answer = client.post(f"/communication/messages/{row.pk}/resend/", {"how": "same"})
    assert answer.status_code == 422
    assert Message.objects.count() == 1
    answer = client.post(
        f"/communication/messages/{row.pk}/resend/", {"how": "same", "confirmed": "on"}
    )
    assert answer.status_code == 302
    assert Message.objects.count() == 2


def test_the_page_offers_the_customers_addresses_and_warns_of_dead_ones():
    petra = cast.customer(email="petra@example.test")
    people.add_points(
        actor=cast.owner(), customer=petra.pk,
        points=[{"kind": "email", "value": "arbeit@example.test", "label": "Arbeit"}],
    )  # fmt: skip
    row = saying.message(petra, state="hard", recipient="petra@example.test")
    body = cast.logged_in().get(f"/communication/messages/{row.pk}/").content.decode()
    assert 'value="arbeit@example.test"' in body
    assert 'value="petra@example.test"' in body


def test_an_address_with_a_line_break_is_refused_and_nothing_is_written():
    row = saying.message(cast.customer(email="petra@example.test"), state="failed")
    answer = cast.logged_in().post(
        f"/communication/messages/{row.pk}/resend/",
        {"how": "same", "other": "a@example.test\r\nBcc: evil@example.test"},
    )
    assert answer.status_code == 422
    assert Message.objects.count() == 1
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("do", "state"), [("arrived", "delivered"), ("drop", "cancelled"), ("anyway", "queued")]
)
def test_an_unclear_message_has_three_ways_out(do: str, state: str):
    petra = cast.customer(email="petra@example.test")
    row = settled(saying.written(petra), End.UNCLEAR, "no answer")
    assert row.state == "unclear"
    client = cast.logged_in()
    tab = client.get(f"/customers/{petra.pk}/communication/").content.decode()
    for words in ("Trotzdem senden", "Ist angekommen", "Verwerfen"):
        assert words in tab
    client.post(f"/communication/messages/{row.pk}/settle/", {"do": do})
    assert Message.objects.get(pk=row.pk).state == state


def test_sending_again_and_looking_need_their_words():
    row = saying.message(cast.customer(email="petra@example.test"), state="failed")
    for do in (operations.resend_message, operations.send_current):
        with pytest.raises(Forbidden):
            do(actor=cast.nobody(), message=row.pk)
    with pytest.raises(Forbidden):
        operations.look_at_messages(actor=cast.nobody(), messages=[row.pk])


def test_what_is_in_no_trouble_is_not_dealt_with() -> None:
    row = saying.message(cast.customer(), state="sent")
    outcome = operations.look_at_messages(actor=cast.owner(), messages=[row.pk])
    assert [one.code for one in outcome.refused] == ["no_trouble"]
    assert not outcome.done
