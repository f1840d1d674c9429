"""One path to customers: rows in the caller's transaction, the gate, dedupe, attachments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header

import pytest
from django.db import transaction

from stammkunde.foundation import clock, files, operations
from stammkunde.foundation.mail import purposes
from stammkunde.foundation.models import MailState, OutgoingMail
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.messaging.drafting import About, Draft, File
from stammkunde.messaging.models import (
    Attachment,
    Category,
    Message,
    MessagingSettings,
    Reason,
    State,
)
from stammkunde.messaging.operations import queue_messages
from stammkunde.people import operations as people
from stammkunde.people.models import Customer
from tests import cast

pytestmark = pytest.mark.db

KIND = "toy.greeting"
ALL = ("messaging.write", "messaging.write_many", "people.see")


@pytest.fixture(autouse=True)
def known_kind() -> Iterator[None]:
    purposes.PURPOSES[KIND] = purposes.Purpose(KIND, "Grüße")
    yield
    del purposes.PURPOSES[KIND]


def draft(customer: Customer | None, **more: object) -> Draft:
    said: dict[str, object] = {
        "kind": KIND,
        "subject": "Guten Tag",
        "body": "Hallo {{ kunde.vorname }}",
    }
    return Draft(customer=customer.pk if customer else None, **said | more)  # type: ignore[arg-type]


def queue(*drafts: Draft) -> list[Message]:
    return queue_messages(actor=cast.system(), drafts=drafts).done


def carried(message: Message) -> OutgoingMail:
    return OutgoingMail.objects.get(pk=message.transport)


def head(mail: OutgoingMail, name: str) -> str:
    return str(make_header(decode_header(message_from_bytes(bytes(mail.mime))[name] or "")))


def test_a_message_is_written_with_the_mail_that_carries_it() -> None:
    petra = cast.customer(first_name="Petra", last_name="Wolff", email="petra@example.test")
    (message,) = queue(draft(petra, about=About("toy.thing", 7, "Ding 7")))
    mail = carried(message)
    assert (message.state, message.recipient) == (State.QUEUED, "petra@example.test")
    assert (message.about_kind, message.about_id) == ("toy.thing", 7)
    assert "Hallo Petra" in message.text
    assert mail.addresses == ["petra@example.test"]
    assert mail.purpose == KIND
    assert head(mail, "To") == "Petra Wolff <petra@example.test>"


def test_rolled_back_the_message_never_was() -> None:
    petra = cast.customer(email="petra@example.test")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue(draft(petra))
        raise ZeroDivisionError
    assert not Message.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_the_same_occasion_writes_once() -> None:
    petra = cast.customer(email="petra@example.test")
    first = queue_messages(actor=cast.system(), drafts=[draft(petra, dedupe_key="a")] * 2)
    again = queue_messages(actor=cast.system(), drafts=[draft(petra, dedupe_key="a"), draft(petra)])
    assert [len(first.done), [one.code for one in first.refused]] == [1, ["already_there"]]
    assert [len(again.done), [one.row for one in again.refused]] == [1, [0]]
    assert OutgoingMail.objects.count() == Message.objects.count() == 2


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"automatic": True}, Reason.LOCKED),
        ({"many": True}, Reason.LOCKED),
        ({}, Reason.LOCKED),
        ({"confirmed": True}, None),
        ({"confirmed": True, "automatic": True}, Reason.LOCKED),
        ({"confirmed": True, "category": Category.ADVERTISING}, Reason.LOCKED),
        ({"confirmed": True, "reason": Reason.TWICE}, Reason.TWICE),
    ],
)
def test_what_the_gate_stops_is_noted_with_its_reason(
    more: dict[str, object], reason: Reason | None
) -> None:
    petra = cast.customer(email="petra@example.test")
    people.lock_customers(actor=cast.system(), customers=[petra.pk], reason="Streit")
    (message,) = queue(draft(petra, **more))
    assert message.reason == (reason or "")
    assert message.state == (State.SUPPRESSED if reason else State.QUEUED)
    assert OutgoingMail.objects.count() == (0 if reason else 1)


def test_without_an_address_nothing_is_sent_and_the_log_says_so() -> None:
    (message,) = queue(draft(cast.customer(email="")))
    assert (message.state, message.reason) == (State.SUPPRESSED, Reason.NO_ADDRESS)


def test_somebody_who_is_no_customer_gets_an_answer_too() -> None:
    (message,) = queue(draft(None, recipient="wer@example.test", recipient_name="Wer auch immer"))
    assert message.state == State.QUEUED
    assert carried(message).addresses == ["wer@example.test"]


def test_a_hundred_and_twenty_messages_cost_as_many_queries_as_three(
    django_assert_max_num_queries: object,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    rows = cast.many_customers(120)
    queue(draft(rows[0]))
    with CaptureQueriesContext(
        connection,
    ) as few:
        queue(*[draft(row) for row in rows[:3]])
    with CaptureQueriesContext(connection) as many:
        queue(*[draft(row) for row in rows])
    assert len(many) <= len(few) + 2


def test_poison_does_not_stop_the_others() -> None:
    fine = [cast.customer(email=f"n{number}@example.test") for number in range(3)]
    done = queue(
        draft(fine[0]),
        draft(None, recipient="kein Empfänger"),
        draft(None, recipient="a@example.test\r\nBcc: boese@evil.test"),
        draft(fine[1]),
    )
    states = [message.state for message in done]
    assert states == [State.QUEUED, State.FAILED, State.FAILED, State.QUEUED]
    assert done[1].answer
    assert OutgoingMail.objects.count() == 2


@pytest.mark.parametrize(
    "evil",
    [
        "Eva\r\nBcc: x@evil.test",
        "Eva\nBcc: x@evil.test",
        "Eva%0aBcc: x@evil.test",
        "Eva\u2028Bcc: x@evil.test",
        'Eva" <x@evil.test>, "',
        "=?utf-8?q?Eva=0d=0aBcc:_x=40evil.test?=",
    ],
)
def test_no_name_subject_or_file_name_becomes_a_header_or_a_recipient(evil: str) -> None:
    with building():
        MessagingSettings.objects.update(sender_name=evil)
    file = files.store("toy.file", evil, "application/pdf", [b"%PDF-"])
    (message,) = queue(
        draft(
            None,
            recipient="a@example.test",
            recipient_name=evil,
            subject=f"Hallo {evil}",
            attachments=(File(file.key, evil),),
        )
    )
    assert message.state == State.QUEUED
    mail = carried(message)
    parsed = message_from_bytes(bytes(mail.mime))
    assert mail.addresses == ["a@example.test"]
    assert "Bcc" not in parsed
    assert len(parsed.get_all("To", [])) == 1
    assert b"\nbcc:" not in bytes(mail.mime).lower()


@pytest.fixture(autouse=True)
def toy_files() -> Iterator[None]:
    files.owns("toy.file")(lambda actor, file: True)
    yield
    files.OWNERS.pop("toy.file")


def test_attachments_go_along_and_stand_in_the_log() -> None:
    file = files.store("toy.file", "Plan.pdf", "application/pdf", [b"%PDF-1"])
    petra = cast.customer(email="petra@example.test")
    (message,) = queue(draft(petra, attachments=(File(file.key, "Kursplan.pdf"),)))
    parts = [
        part
        for part in message_from_bytes(bytes(carried(message).mime)).walk()
        if part.get_filename()
    ]
    assert [part.get_filename() for part in parts] == ["Kursplan.pdf"]
    row = Attachment.objects.get(message=message)
    assert (row.file_id, row.name, row.size) == (file.key, "Kursplan.pdf", 6)


def test_a_file_that_is_not_there_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(Missing):
        queue(draft(cast.customer(), attachments=(File("0" * 48, "x.pdf"),)))


def test_an_automatic_message_says_so_and_asks_for_no_answer_of_a_machine() -> None:
    (message,) = queue(draft(cast.customer(email="p@example.test"), automatic=True))
    assert head(carried(message), "Auto-Submitted") == "auto-generated"


def test_only_advertising_says_how_to_unsubscribe() -> None:
    petra = cast.customer(email="p@example.test")
    people.record_consents(
        actor=cast.system(), customers=[petra.pk], purpose="advertising", channel="email",
        source="paper", given=True, on=clock.today(),
    )  # fmt: skip
    plain, ad = queue(draft(petra), draft(petra, category=Category.ADVERTISING))
    assert head(carried(plain), "List-Unsubscribe") == ""
    assert "http" in head(carried(ad), "List-Unsubscribe")


def test_a_scheduled_message_waits() -> None:
    at = clock.now() + timedelta(days=2)
    (message,) = queue(draft(cast.customer(email="p@example.test"), send_at=at))
    assert carried(message).not_before == at
    assert message.send_at == at


def test_during_an_import_nothing_is_written() -> None:
    petra = cast.customer(email="p@example.test")
    with operations.in_batch(1):
        outcome = queue_messages(actor=cast.system(), drafts=[draft(petra, automatic=True)])
    assert ([one.code for one in outcome.refused], outcome.done) == (["batch"], [])
    assert not OutgoingMail.objects.exists()


def test_twin_outside_of_an_import_it_is_written() -> None:
    assert queue(draft(cast.customer(email="p@example.test"), automatic=True))


def test_nobody_writes_without_the_word_nor_to_many_without_the_other() -> None:
    rows = [cast.customer(email=f"n{number}@example.test") for number in range(2)]
    with pytest.raises(Forbidden):
        queue_messages(actor=cast.actor("people.see"), drafts=[draft(rows[0])])
    one = cast.actor("messaging.write", "people.see")
    with pytest.raises(Forbidden):
        queue_messages(actor=one, drafts=[draft(row) for row in rows])
    assert queue_messages(actor=one, drafts=[draft(rows[0])]).done
    assert (
        len(queue_messages(actor=cast.actor(*ALL), drafts=[draft(row) for row in rows]).done) == 2
    )


@pytest.mark.parametrize(
    ("policy", "kept"),
    [("full", (True, True)), ("metadata", (True, False)), ("none", (False, False))],
)
def test_the_log_keeps_as_much_as_the_policy_says(policy: str, kept: tuple[bool, bool]) -> None:
    with building():
        MessagingSettings.objects.update(keep_organisational=policy)
    (message,) = queue(draft(cast.customer(email="p@example.test")))
    message.refresh_from_db()
    assert (bool(message.subject), bool(message.text)) == kept
    assert bool(message.recipient) == kept[0]
    assert b"Hallo" in bytes(carried(message).mime)


def test_the_state_of_the_mail_is_a_mail_state() -> None:
    (message,) = queue(draft(cast.customer(email="p@example.test")))
    assert carried(message).state == MailState.QUEUED
