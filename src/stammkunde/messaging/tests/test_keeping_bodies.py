"""How much of a message is kept, and for how long (C-01, N-08); what goes with a customer (DEL-03)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stammkunde.foundation import clock, files
from stammkunde.foundation.mail import sender
from stammkunde.foundation.mail.smtp import Answer, End
from stammkunde.foundation.models import JournalChange, OutgoingMail, StoredFile
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.foundation.undo import undo
from stammkunde.messaging import operations, tasks
from stammkunde.messaging.house import house
from stammkunde.messaging.models import Attachment, Message, MessagingSettings
from stammkunde.messaging.search import MESSAGE_SEARCH
from stammkunde.messaging.tests import saying
from stammkunde.people import operations as people
from tests import cast

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def settings_row():
    with building():
        MessagingSettings.objects.update_or_create(pk=1, defaults={})


def keep(level: str, **more) -> None:
    operations.change_keeping(actor=cast.owner(), values={"keep_organisational": level} | more)


def sent(row: Message) -> Message:
    """Have the mail accepted."""
    cast.live()
    mail = sender.claim()
    assert mail is not None
    sender.settle(mail, Answer(End.ACCEPTED, "250 OK"))
    return Message.objects.get(pk=row.pk)


def again(row: Message) -> Message:
    return Message.objects.get(pk=row.pk)


def mime(row: Message) -> bytes:
    return bytes(OutgoingMail.objects.get(pk=row.transport).mime)


@pytest.mark.parametrize(
    ("level", "text", "subject"), [("full", True, True), ("metadata", False, True), ("none", 0, 0)]
)
def test_what_is_written_keeps_what_the_level_says(level: str, text: bool, subject: bool):
    keep(level)
    row = saying.written(cast.customer(email="petra@example.test"))
    assert bool(row.text) == text
    assert bool(row.subject) == bool(row.recipient) == bool(subject)
    assert row.kept == level
    assert b"Montag" in mime(row), "a mail needs its text until it is sent"


@pytest.mark.parametrize("level", ["full", "metadata", "none"])
def test_once_it_has_left_the_bytes_are_gone_and_only_the_log_holds_what_may_be_kept(level: str):
    keep(level)
    row = sent(saying.written(cast.customer(email="petra@example.test")))
    assert row.state == "sent"
    assert not mime(row)
    assert bool(row.text) == (level == "full")
    carried = OutgoingMail.objects.get(pk=row.transport)
    assert bool(carried.recipients) == (level != "none")
    assert carried.message_id, "a bounce still finds its message"


def test_the_night_empties_what_is_over_and_leaves_the_rest():
    keep("full", body_days=30)
    old = clock.now() - timedelta(days=31)
    over = saying.message(cast.customer(), send_at=old, html="<p>x</p>", recipe="{}")
    young = saying.message(cast.customer())
    waiting = saying.message(cast.customer(), send_at=old, state="unclear")
    tasks.log.empty_bodies.call()
    assert (again(over).text, again(over).html, again(over).recipe) == ("", "", "")
    assert again(over).subject == "Ihr Kurs"
    assert again(over).kept == "metadata"
    assert again(young).text
    assert again(waiting).text


def test_a_stricter_level_reaches_back_to_what_is_there():
    row = saying.message(cast.customer(), subject="Geheimer Betreff")
    assert MESSAGE_SEARCH.found is not None
    keep("none")
    tasks.log.empty_bodies.call()
    left = again(row)
    assert (left.subject, left.text, left.recipient, left.recipient_name) == ("",) * 4
    assert left.state == "sent"
    body = cast.logged_in().get("/communication/sent/", {"q": "geheimer"}).content.decode()
    assert "Geheimer" not in body


def test_emptied_texts_stand_nowhere_in_the_journal():
    row = saying.written(cast.customer(email="p@example.test"), body="Ein sehr eigenes Wort")
    sent(row)
    keep("metadata")
    tasks.log.empty_bodies.call()
    assert JournalChange.objects.filter(table="messaging.message", row=row.pk).exists()
    assert not any("eigenes" in f"{one.old}{one.new}" for one in JournalChange.objects.all())


def test_a_failed_mail_keeps_its_bytes_until_night():
    keep("metadata")
    row = saying.written(cast.customer(email="petra@example.test"))
    cast.live()
    mail = sender.claim()
    sender.settle(mail, Answer(End.NEVER, "550 no"))
    assert mime(row)
    tasks.log.empty_bodies.call()
    assert not mime(row)


@pytest.mark.parametrize(
    "values", [{"keep_advertising": "everything"}, {"body_days": 0}, {"body_days": "viele"},
               {"body_days": 99_999}]
)  # fmt: skip
def test_nonsense_is_refused(values: dict):
    with pytest.raises(Refused):
        operations.change_keeping(actor=cast.owner(), values=values)


def test_the_page_saves_explains_and_can_be_undone():
    client = cast.logged_in()
    body = client.get("/settings/messages/").content.decode()
    assert "Nachrichten aufbewahren" in body
    client.post("/settings/messages/", {"keep_advertising": "none", "body_days": "90"})
    now = house()
    assert (now.keep["advertising"], now.body_days) == ("none", 90)
    assert client.post("/settings/messages/", {"body_days": "x"}).status_code == 422


def test_changing_it_can_be_undone():
    outcome = operations.change_keeping(actor=cast.owner(), values={"body_days": 10})
    undo(actor=cast.owner(), entry=outcome.entry)
    assert MessagingSettings.objects.get(pk=1).body_days == 730


def test_it_needs_its_word():
    with pytest.raises(Forbidden):
        operations.change_keeping(actor=cast.actor("messaging.see"), values={})
    with pytest.raises(Forbidden):
        operations.forget_messages(actor=cast.actor("messaging.see"), customers=[1])
    with pytest.raises(Forbidden):
        operations.empty_bodies(actor=cast.actor("messaging.see"), size=1)


# Customers who leave


def erase(customer) -> None:
    people.erase_customers(
        actor=cast.owner(), customers=[customer.pk], confirmed=("in_use", "locked", "elsewhere")
    )


def test_with_an_erased_customer_the_whole_communication_is_lost():
    petra, emil = cast.customer(email="petra@example.test"), cast.customer(email="e@example.test")
    gone = sent(saying.written(petra, body="Ein sehr eigenes Wort"))
    waiting = saying.written(petra, body="Noch eins")
    stays = saying.written(emil)
    erase(petra)
    assert set(Message.objects.values_list("pk", flat=True)) == {stays.pk}
    for row in (gone, waiting):
        mail = OutgoingMail.objects.get(pk=row.transport)
        assert (bytes(mail.mime), mail.recipients) == (b"", "")
    assert OutgoingMail.objects.get(pk=waiting.transport).state == "discarded"
    said = [f"{one.old}{one.new}" for one in JournalChange.objects.all()]
    assert said
    assert not [one for one in said if "petra@example" in one or "eigenes" in one]


def test_a_file_that_others_were_sent_too_stays_for_them():
    petra, emil = cast.customer(), cast.customer()
    with building():
        kind = next(iter(files.OWNERS))
        file = files.store(kind, "kurs.txt", "text/plain", [b"Montag"])
        own = files.store(kind, "eigen.txt", "text/plain", [b"nur Petra"])
        for customer, one in ((petra, file), (emil, file), (petra, own)):
            row = saying.message(customer)
            Attachment.objects.create(message=row, file=one, name="kurs.txt", size=6)
    erase(petra)
    assert StoredFile.objects.filter(key=file.key).exists()
    assert not StoredFile.objects.filter(key=own.key).exists()
    assert Attachment.objects.get().message.customer_id == emil.pk


def test_a_message_resent_before_is_no_obstacle():
    petra = cast.customer(email="petra@example.test")
    first = saying.message(petra, state="failed")
    operations.resend_message(actor=cast.owner(), message=first.pk)
    erase(petra)
    assert not Message.objects.exists()


def test_who_was_written_to_is_not_undone_but_held_messages_go_along():
    outcome = people.add_customers(actor=cast.owner(), customers=[cast.customer_values()])
    saying.message(outcome.done[0], state="sent")
    with pytest.raises(Refused) as no:
        undo(actor=cast.owner(), entry=outcome.entry)
    assert no.value.code == "was_written_to"
    outcome = people.add_customers(actor=cast.owner(), customers=[cast.customer_values()])
    row = saying.message(outcome.done[0], state="queued")
    undo(actor=cast.owner(), entry=outcome.entry)
    assert not Message.objects.filter(pk=row.pk).exists()


def test_what_nobody_has_settled_for_that_long_is_dropped_with_its_text():
    """Nothing personal stays for ever because nobody has clicked."""
    keep("full", body_days=30)
    row = saying.written(cast.customer(email="petra@example.test"))
    cast.live()
    sender.settle(sender.claim(), Answer(End.UNCLEAR, "no answer"))
    tasks.log.empty_bodies.call()
    assert (again(row).state, bool(again(row).text), bool(mime(row))) == ("unclear", True, True)
    with building():
        old = clock.now() - timedelta(days=31)
        Message.objects.filter(pk=row.pk).update(send_at=old)
    tasks.log.empty_bodies.call()
    assert (again(row).state, again(row).text, again(row).kept) == ("cancelled", "", "metadata")
    assert not mime(row)
    assert not OutgoingMail.objects.get(pk=row.transport).recipients


@pytest.mark.parametrize(("level", "subject"), [("metadata", "Zusage"), ("none", "")])
def test_a_letter_that_is_noted_is_kept_like_any_other_message(level: str, subject: str):
    keep(level)
    one = cast.customer()
    operations.note_letter(actor=cast.owner(), customer=one.pk, subject="Zusage", text="Liebe …")
    row = Message.objects.get()
    assert (row.kept, row.subject, row.text) == (level, subject, "")
    with pytest.raises(Missing):
        operations.note_letter(actor=cast.owner(), customer=one.pk + 1, subject="Zusage")
