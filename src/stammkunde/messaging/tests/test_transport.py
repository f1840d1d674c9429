"""What becomes of a message on its way: states, the gate asked again, unclear ones, poison, pace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from stammkunde.foundation import clock
from stammkunde.foundation.business import trial
from stammkunde.foundation.mail import gates, outbox, purposes, sender
from stammkunde.foundation.mail.answers import Answer, End
from stammkunde.foundation.mail.sender import Postman
from stammkunde.foundation.models import MailState, OutgoingMail
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Forbidden
from stammkunde.foundation.tests.sink import Sink
from stammkunde.messaging import operations
from stammkunde.messaging.drafting import Draft
from stammkunde.messaging.marks import address_states
from stammkunde.messaging.models import Message, MessagingSettings, Reason, State
from stammkunde.people import operations as people
from stammkunde.people.models import Customer
from tests import cast

pytestmark = pytest.mark.db

KIND = "toy.greeting"


@pytest.fixture(autouse=True)
def known_kind() -> Iterator[None]:
    purposes.PURPOSES[KIND] = purposes.Purpose(KIND, "Grüße")
    cast.live()
    yield
    del purposes.PURPOSES[KIND]


@pytest.fixture(autouse=True)
def database(db: None) -> None:
    """Before everything else."""


def customer(**values: object) -> Customer:
    return cast.customer(**{"email": "petra@example.test"} | values)


def write(to: Customer | None = None, **more: object) -> Message:
    values: dict[str, object] = {"kind": KIND, "subject": "Guten Tag", "body": "Hallo"} | more
    draft = Draft(customer=to.pk if to else None, **values)  # type: ignore[arg-type]
    (message,) = operations.queue_messages(actor=cast.system(), drafts=[draft]).done
    return message


def now_of(message: Message) -> Message:
    message.refresh_from_db()
    return message


def unclear(url: str, sink: Sink, **more: object) -> Message:
    sink.drop = lambda address: True
    message = write(customer(), **more)
    cast.deliver(url)
    sink.drop = lambda address: False
    assert now_of(message).state == State.UNCLEAR
    return message


def test_a_message_says_that_the_mail_server_took_it_and_never_that_it_was_delivered(
    sink: Sink, url: str
) -> None:
    message = write(customer())
    cast.deliver(url)
    now_of(message)
    assert (message.state, message.code) == (State.SENT, "250")
    assert "accepted" in message.answer
    assert message.sent_at is not None
    assert bytes(OutgoingMail.objects.get().mime) == b""


def test_while_it_is_being_sent_it_says_so() -> None:
    message = write(customer())
    assert sender.claim() is not None
    assert now_of(message).state == State.SENDING


def test_a_refusal_is_told_in_the_servers_words(sink: Sink, url: str) -> None:
    sink.rcpt = lambda address: "554 5.7.1 Message rejected as spam"
    message = write(customer())
    cast.deliver(url)
    now_of(message)
    assert (message.state, message.code) == (State.FAILED, "5.7.1")
    assert "rejected as spam" in message.answer
    assert address_states(["petra@example.test"]) == {}


@pytest.mark.parametrize("words", ["550 5.1.1 User unknown", "550 no such user here"])
def test_a_refusal_because_nobody_is_there_is_a_bounce_and_marks_the_address(
    sink: Sink, url: str, words: str
) -> None:
    sink.rcpt = lambda address: words
    message = write(customer())
    cast.deliver(url)
    now_of(message)
    assert (message.state, message.sent_at) == (State.HARD, None)
    assert words[4:] in message.answer
    assert address_states(["petra@example.test"]) == {"petra@example.test": "hard"}


def test_a_temporary_refusal_waits_and_says_why(sink: Sink, url: str) -> None:
    sink.rcpt = lambda address: "451 4.7.1 Greylisted"
    message = write(customer())
    cast.deliver(url)
    assert (now_of(message).state, message.code) == (State.QUEUED, "4.7.1")
    assert "Greylisted" in message.answer


def test_a_hundred_messages_with_three_poisoned_ones_leave_97(sink: Sink, url: str) -> None:
    rows = cast.many_customers(97)
    drafts = [Draft(row.pk, KIND, subject="Hallo", body="Text") for row in rows]
    drafts[10:10] = [
        Draft(None, KIND, subject="a", body="b", recipient="keine Adresse"),
        Draft(None, KIND, subject="a", body="b", recipient="a@example.test\nBcc: x@evil.test"),
        Draft(None, KIND, subject="a", body="b", recipient="refused@example.test"),
    ]
    sink.data = lambda address: "552 too big" if address.startswith("refused") else ""
    done = operations.queue_messages(actor=cast.system(), drafts=drafts).done
    cast.deliver(url)
    states = [now_of(message).state for message in done]
    assert [states.count(one) for one in (State.SENT, State.FAILED)] == [97, 3]
    assert all(message.answer for message in done if message.state == State.FAILED)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"locked_at": datetime(2026, 1, 1, tzinfo=UTC)}, Reason.LOCKED),
        ({"deceased_on": datetime(2026, 1, 1, tzinfo=UTC).date()}, Reason.DECEASED),
        ({}, None),
    ],
)
def test_the_gate_is_asked_again_on_the_way_out(
    sink: Sink, url: str, change: dict[str, object], reason: Reason | None
) -> None:
    petra = customer()
    message = write(petra)
    with building():
        Customer.objects.filter(pk=petra.pk).update(**change or {"city": "Kiel"})
    cast.deliver(url)
    now_of(message)
    assert len(sink.accepted) == (0 if reason else 1)
    assert message.state == (State.SUPPRESSED if reason else State.SENT)
    assert message.reason == (reason or "")
    if reason:
        mail = OutgoingMail.objects.get()
        assert (mail.state, mail.recipients, bytes(mail.mime)) == (MailState.SUPPRESSED, "", b"")


def test_twin_without_the_gate_it_would_go(
    sink: Sink, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gates, "_gates", {})
    petra = customer()
    write(petra)
    people.lock_customers(actor=cast.system(), customers=[petra.pk], reason="Streit")
    cast.deliver(url)
    assert len(sink.accepted) == 1


def test_what_was_held_in_trial_operation_is_asked_again_when_live_begins(
    sink: Sink, url: str
) -> None:
    cast.live(False)
    petra, karl = customer(), customer(email="karl@example.test")
    locked, fine = write(petra), write(karl)
    people.lock_customers(actor=cast.system(), customers=[petra.pk], reason="Streit")
    cast.deliver(url)
    assert sink.accepted == []
    trial.start_live(actor=cast.system(), decided={KIND: trial.SEND}, seen={KIND: 2})
    cast.deliver(url)
    assert [now_of(one).state for one in (locked, fine)] == [State.SUPPRESSED, State.SENT]


def test_what_was_discarded_in_trial_operation_says_so() -> None:
    cast.live(False)
    message = write(customer())
    trial.start_live(actor=cast.system(), decided={KIND: trial.DISCARD}, seen={KIND: 1})
    assert (now_of(message).state, message.reason) == (State.SUPPRESSED, Reason.DISCARDED)


def test_a_gate_in_trouble_stops_its_own_mail_only(
    sink: Sink, url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first = write(customer())
    second = write(customer(email="karl@example.test"))

    def ask(mail: OutgoingMail) -> str | None:
        if mail.pk == first.transport:
            raise RuntimeError
        return None

    monkeypatch.setattr(gates, "_gates", {"": ask})
    cast.deliver(url)
    assert [now_of(one).state for one in (first, second)] == [State.QUEUED, State.SENT]


def test_an_answer_that_never_came_makes_the_message_unclear(sink: Sink, url: str) -> None:
    message = unclear(url, sink)
    assert message.answer
    cast.deliver(url)
    assert len(sink.accepted) == 1


def test_a_sender_that_went_silent_makes_the_message_unclear() -> None:
    message = write(customer())
    sender.claim()
    OutgoingMail.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    sender.expire()
    assert now_of(message).state == State.UNCLEAR


def test_send_anyway_sends_the_same_once_more(sink: Sink, url: str) -> None:
    message = unclear(url, sink)
    done = operations.send_anyway(actor=cast.system(), messages=[message.pk]).done
    assert [one.pk for one in done] == [message.pk]
    assert now_of(message).state == State.QUEUED
    cast.deliver(url)
    first, second = sink.accepted
    assert first.content == second.content
    assert now_of(message).state == State.SENT
    again = operations.send_anyway(actor=cast.system(), messages=[message.pk])
    assert [one.code for one in again.refused] == ["not_unclear"]
    cast.deliver(url)
    assert len(sink.accepted) == 2


def test_an_unclear_message_has_arrived_or_is_dropped(sink: Sink, url: str) -> None:
    arrived = unclear(url, sink)
    operations.mark_arrived(actor=cast.system(), messages=[arrived.pk])
    assert now_of(arrived).state == State.DELIVERED
    dropped = unclear(url, sink)
    operations.drop_unclear(actor=cast.system(), messages=[dropped.pk])
    assert now_of(dropped).state == State.CANCELLED
    refused = [
        operations.mark_arrived(actor=cast.system(), messages=[dropped.pk]).refused,
        operations.drop_unclear(actor=cast.system(), messages=[arrived.pk]).refused,
    ]
    assert [one.code for (one,) in refused] == ["not_unclear"] * 2
    cast.deliver(url)
    assert len(sink.accepted) == 2
    assert outbox.health().unclear == 0


def test_a_message_that_waits_can_be_stopped_and_one_that_went_cannot(sink: Sink, url: str) -> None:
    gone = write(customer())
    cast.deliver(url)
    waiting = write(customer(), send_at=clock.now() + timedelta(days=1))
    outcome = operations.cancel_messages(actor=cast.system(), messages=[gone.pk, waiting.pk])
    assert [one.pk for one in outcome.done] == [waiting.pk]
    assert [(one.row, one.code) for one in outcome.refused] == [(gone.pk, "not_waiting")]
    assert now_of(waiting).state == State.CANCELLED
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        cast.deliver(url)
    assert len(sink.accepted) == 1


@pytest.mark.parametrize("name", ["send_anyway", "mark_arrived", "drop_unclear", "cancel_messages"])
def test_who_may_not_write_decides_nothing(name: str) -> None:
    with pytest.raises(Forbidden):
        getattr(operations, name)(actor=cast.actor("messaging.see"), messages=[1])


def test_a_later_word_of_a_provider_is_not_overwritten_by_an_older_yes() -> None:
    message = write(customer())
    mail = sender.claim()
    assert mail is not None
    Message.objects.filter(pk=message.pk).update(state=State.SOFT)
    sender.settle(mail, Answer(End.ACCEPTED, "250 OK"))
    assert now_of(message).state == State.SOFT


def test_the_rate_holds_for_all_workers_together(sink: Sink, url: str) -> None:
    with building():
        MessagingSettings.objects.update(rate=2)
    for number in range(6):
        write(customer(email=f"n{number}@example.test"))
    begin = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    OutgoingMail.objects.update(not_before=begin)
    workers = [Postman(url), Postman(url)]
    sent = []
    with time_machine.travel(begin, tick=False) as traveller:
        for _ in range(12):
            for worker in workers:
                worker._rest_until = 0.0
                worker.step()
            sent.append(len(sink.accepted))
            traveller.shift(timedelta(seconds=10))
    for worker in workers:
        worker.close()
    assert sent[:6] == [2, 2, 2, 3, 3, 3]
    assert sent[-1] <= 2 + 2 * 2


def test_twin_without_a_rate_all_go_at_once(sink: Sink, url: str) -> None:
    for number in range(6):
        write(customer(email=f"n{number}@example.test"))
    cast.deliver(url)
    assert len(sink.accepted) == 6


DST = [
    ("2026-03-28T23:30:00+00:00", "2026-03-29T01:00:00+00:00"),  # spring: 02:00 is 03:00
    ("2026-10-24T23:30:00+00:00", "2026-10-25T01:30:00+00:00"),  # autumn: the second 02:30
    ("2026-12-31T22:30:00+00:00", "2026-12-31T23:00:00+00:00"),  # year end in Berlin
    ("2028-02-28T12:00:00+00:00", "2028-02-28T23:30:00+00:00"),  # 29 February in Berlin
]


@pytest.mark.parametrize(("now", "due"), DST)
def test_a_scheduled_message_goes_at_its_instant_once(
    sink: Sink, url: str, now: str, due: str
) -> None:
    at = datetime.fromisoformat(due)
    with time_machine.travel(datetime.fromisoformat(now), tick=False) as traveller:
        message = write(customer(), send_at=at)
        traveller.move_to(at - timedelta(seconds=1))
        cast.deliver(url)
        assert sink.accepted == []
        traveller.move_to(at + timedelta(seconds=1))
        cast.deliver(url)
        cast.deliver(url)
        assert len(sink.accepted) == 1
        assert now_of(message).sent_at is not None


@pytest.mark.parametrize("now", [one for one, _due in DST])
def test_with_the_worker_down_for_two_days_nothing_is_skipped_and_nothing_goes_twice(
    sink: Sink, url: str, now: str
) -> None:
    begin = datetime.fromisoformat(now)
    with time_machine.travel(begin, tick=False) as traveller:
        for number in range(8):
            at = begin + timedelta(hours=6 * number)
            write(customer(email=f"n{number}@example.test"), send_at=at)
        traveller.move_to(begin + timedelta(days=2))
        cast.deliver(url)
        cast.deliver(url)
    assert set(sink.per_recipient().values()) == {1}
    assert len(sink.accepted) == 8
