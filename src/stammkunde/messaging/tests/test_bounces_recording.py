"""What came back marks the message and the address, once, whoever says it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from stammkunde.foundation import clock
from stammkunde.foundation.mail import purposes
from stammkunde.foundation.models import (
    JournalChange,
    JournalEntry,
    JournalSubject,
    MailState,
    OutgoingMail,
)
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.messaging.bounces.news import News, What, of_verdict
from stammkunde.messaging.bounces.reading import read
from stammkunde.messaging.drafting import Draft
from stammkunde.messaging.marks import address_states
from stammkunde.messaging.models import AddressState, Message, State
from stammkunde.messaging.operations import (
    bounces,
    clear_address,
    forget_addresses,
    queue_messages,
    record_deliveries,
)
from stammkunde.messaging.tests.bounced import OURS, group, plain, report
from stammkunde.people import operations as people
from tests import cast

pytestmark = pytest.mark.db

KIND = "toy.greeting"
ADA = "ada@post.example"


@pytest.fixture(autouse=True)
def known_kind():
    purposes.PURPOSES[KIND] = purposes.Purpose(KIND, "Grüße")
    yield
    del purposes.PURPOSES[KIND]


def sent(email=ADA, state=State.SENT, **more):
    """A message that the mail server has taken."""
    customer = cast.customer(email=email, **more)
    draft = Draft(customer=customer.pk, kind=KIND, subject="Hallo", body="Hallo")
    (row,) = queue_messages(actor=cast.system(), drafts=[draft]).done
    Message.objects.filter(pk=row.pk).update(state=state)
    way = MailState.UNCLEAR if state == State.UNCLEAR else MailState.ACCEPTED
    OutgoingMail.objects.filter(pk=row.transport).update(state=way)
    return Message.objects.get(pk=row.pk)


def id_of(message):
    return OutgoingMail.objects.get(pk=message.transport).message_id


def tell(what, message=None, **more):
    values = {"address": ADA, "at": clock.now(), "code": "5.1.1", "reason": "nobody here"} | more
    if message is not None:
        values.setdefault("message_ids", (id_of(message),))
    record_deliveries(actor=cast.system(), news=[News(what, **values)])


def now(message):
    return Message.objects.get(pk=message.pk)


def test_a_bounce_by_mail_finds_its_message_by_its_id():
    message = sent()
    raw = report("x", [group(ADA, "failed", "5.1.1", "550 nobody here")], to=ADA)
    verdict = read(raw.replace(OURS.encode(), id_of(message).encode()))
    record_deliveries(actor=cast.system(), news=of_verdict(verdict, clock.now()))
    assert (now(message).state, now(message).code) == (State.HARD, "5.1.1")
    assert now(message).answer == "550 nobody here"
    assert address_states([ADA]) == {ADA: "hard"}


def test_without_an_id_the_newest_message_to_the_address_is_meant():
    message = sent(email="Ada@Post.Example")
    tell(What.LATER, address="ada@post.example")
    assert now(message).state == State.SOFT
    assert address_states([ADA]) == {ADA: "soft"}


def test_an_old_message_is_not_meant():
    message = sent()
    with building():
        Message.objects.update(send_at=clock.now() - timedelta(days=20))
    tell(What.DEAD)
    assert now(message).state == State.SENT


def test_behind_a_forwarding_the_address_that_we_wrote_to_is_marked():
    message = sent()
    tell(What.DEAD, message, address="weiter@anderswo.example")
    assert address_states([ADA, "weiter@anderswo.example"]) == {ADA: "hard"}


def test_a_refusal_by_policy_marks_the_message_and_not_the_address():
    message = sent()
    tell(What.REFUSED, message, code="5.7.1")
    assert now(message).state == State.HARD
    assert address_states([ADA]) == {}


def test_a_delay_never_hides_a_final_no():
    message = sent()
    tell(What.DEAD, message)
    tell(What.LATER, message, reason="later")
    assert now(message).state == State.HARD
    assert address_states([ADA]) == {ADA: "hard"}


def test_delivered_clears_what_was_said_before():
    message = sent()
    tell(What.LATER, message)
    tell(What.DELIVERED, message, at=clock.now() + timedelta(minutes=1))
    assert (now(message).state, now(message).answer) == (State.DELIVERED, "")
    assert address_states([ADA]) == {}


def test_an_older_delivery_says_nothing_against_a_newer_bounce():
    message = sent()
    tell(What.DEAD, message)
    tell(What.DELIVERED, message, at=clock.now() - timedelta(hours=1))
    assert address_states([ADA]) == {ADA: "hard"}


def test_a_complaint_is_a_delivery_that_is_not_wanted_again():
    message = sent()
    tell(What.COMPLAINT, message, reason="abuse")
    assert now(message).state == State.DELIVERED
    assert address_states([ADA]) == {ADA: "complaint"}


def test_an_unclear_message_is_cleared_up_by_news_of_it():
    message = sent(state=State.UNCLEAR)
    tell(What.DELIVERED, message)
    assert now(message).state == State.DELIVERED
    assert OutgoingMail.objects.get(pk=message.transport).state == MailState.ACCEPTED


def test_the_same_news_twice_changes_nothing():
    message = sent()
    at = clock.now()
    tell(What.DEAD, message, at=at)
    entries = JournalEntry.objects.count()
    tell(What.DEAD, message, at=at)
    assert AddressState.objects.get().count == 1
    assert JournalEntry.objects.count() == entries


def test_addresses_that_nobody_here_has_are_not_kept():
    tell(What.DEAD, address="fremd@nirgends.example")
    assert not AddressState.objects.exists()


def test_whoever_knows_better_says_that_the_address_is_right_again():
    message = sent()
    tell(What.DEAD, message)
    clear_address(actor=cast.actor("messaging.write", "people.see"), address="ADA@post.example")
    assert address_states([ADA]) == {}
    with pytest.raises(Refused) as no:
        clear_address(actor=cast.system(), address=ADA)
    assert no.value.code == "not_marked"


def test_the_next_bounce_marks_a_cleared_address_anew():
    message = sent()
    tell(What.DEAD, message)
    clear_address(actor=cast.system(), address=ADA)
    tell(What.LATER, address=ADA, at=clock.now() + timedelta(minutes=1))
    row = AddressState.objects.get()
    assert (row.kind, row.count, row.cleared_at) == ("soft", 1, None)


def test_only_those_who_may_write_clear_an_address_and_only_the_house_records():
    with pytest.raises(Forbidden):
        clear_address(actor=cast.nobody(), address=ADA)
    with pytest.raises(Forbidden):
        record_deliveries(actor=cast.actor("messaging.write"), news=[])
    with pytest.raises(Forbidden):
        forget_addresses(actor=cast.actor("messaging.write"), customers=[1])


def test_the_timeline_of_everybody_with_the_address_tells_of_it():
    message = sent()
    other = cast.customer(email=ADA)
    tell(What.DEAD, message)
    entry = JournalEntry.objects.filter(operation="messaging.record_deliveries").get()
    told = set(JournalSubject.objects.filter(entry=entry.pk).values_list("kind", "row"))
    assert {("customer", message.customer_id), ("customer", other.pk)} <= told


def test_automatic_answers_mark_nothing_and_nothing_is_answered():
    message = sent()
    raw = plain(
        "Ich bin weg",
        sender=ADA,
        subject="Automatische Antwort: Hallo",
        more="Auto-Submitted: auto-replied\n",
    )
    mails = OutgoingMail.objects.count()
    record_deliveries(actor=cast.system(), news=of_verdict(read(raw), clock.now()))
    assert now(message).state == State.SENT
    assert OutgoingMail.objects.count() == mails


def test_erasing_a_customer_forgets_the_address_unless_somebody_else_has_it():
    message = sent()
    tell(What.DEAD, message)
    other = cast.customer(email=ADA)
    people.erase_customers(
        actor=cast.system(), customers=[message.customer_id], confirmed=["in_use"]
    )
    assert address_states([ADA]) == {ADA: "hard"}
    people.erase_customers(actor=cast.system(), customers=[other.pk], confirmed=["in_use"])
    assert not AddressState.objects.exists()
    assert not JournalChange.objects.filter(
        table="messaging.addressstate", new__contains=ADA
    ).exists()


def test_two_who_hear_of_an_address_at_once_break_nothing(monkeypatch):
    """The other one's mark is there only once we write ours, inside the transaction that notes what
    the mail server said (`carrying.heard`)."""
    tell(What.LATER, sent())
    looked, seen = bounces.lock, []

    def at_first_blind(model, ids):
        blind = model is AddressState and not seen
        seen.extend([model] if blind else [])
        return [] if blind else looked(model, ids)

    monkeypatch.setattr(bounces, "lock", at_first_blind)
    with transaction.atomic():
        tell(What.DEAD, at=clock.now() + timedelta(seconds=1))
    assert address_states([ADA]) == {ADA: "hard"}
