"""Trial operation: nothing leaves the house. Each guard is tried against a mail server that listens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.core.mail import EmailMessage
from django.db.models import Q

from stammkunde.foundation import mail
from stammkunde.foundation.business import business, changing, trial
from stammkunde.foundation.mail import HOUSE, outbox, purposes, sender
from stammkunde.foundation.mail.backend import RowBackend
from stammkunde.foundation.models import JournalChange, MailState, OutgoingMail
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.foundation.tests.sink import Sink
from tests import cast

pytestmark = pytest.mark.db
BIRTHDAY, INVOICE = "toy.birthday", "toy.invoice"


@pytest.fixture(autouse=True)
def kinds(db: None) -> Iterator[None]:
    with mock.patch.dict(purposes.PURPOSES):
        mail.purpose(BIRTHDAY, "Birthday greetings")
        mail.purpose(INVOICE, "Invoices")
        yield


def put(number: int = 1, purpose: str = "") -> OutgoingMail:
    message = EmailMessage(
        f"Nr. {number}", "Text", "post@example.test", [f"n{number}@example.test"]
    )
    row = mail.queue(message, dedupe_key=f"{purpose}-{number}", purpose=purpose)
    assert row is not None
    return row


def boss() -> Any:
    return cast.actor("foundation.business")


def send(sink: Sink) -> list[str]:
    """Let the sender work as long as it finds something; who got mail."""
    with sink.listening() as url:
        cast.deliver(url)
    return sorted(one for got in sink.accepted for one in got.recipients)


def live(**decided: str) -> None:
    trial.start_live(actor=boss(), decided=decided, seen=dict.fromkeys(decided, 99))


def test_in_trial_operation_nothing_leaves_the_house() -> None:
    row = put()
    put(2, BIRTHDAY)
    assert send(Sink()) == []
    row.refresh_from_db()
    assert (row.state, row.attempts) == (MailState.QUEUED, 0)
    assert trial.held_count() == 2


def test_twin_without_the_guard_it_would_leave() -> None:
    put()
    with mock.patch.object(sender, "released", Q):
        assert send(Sink()) == ["n1@example.test"]


def test_mail_about_a_colleagues_own_access_leaves_all_the_same() -> None:
    put(1, HOUSE)
    put(2)
    assert send(Sink()) == ["n1@example.test"]


def test_djangos_own_mail_says_what_it_is_about() -> None:
    for number, purpose in ((1, HOUSE), (2, "")):
        message = EmailMessage("Hallo", "Text", "a@example.test", [f"n{number}@example.test"])
        if purpose:
            message.purpose = purpose  # type: ignore[attr-defined]
        RowBackend().send_messages([message])
    assert send(Sink()) == ["n1@example.test"]


def test_mail_of_an_unknown_kind_is_a_mistake() -> None:
    with pytest.raises(LookupError):
        put(1, "toy.unknown")


def test_in_live_operation_everything_leaves() -> None:
    live()
    put()
    put(2, BIRTHDAY)
    assert send(Sink()) == ["n1@example.test", "n2@example.test"]


def test_starting_live_operation_sends_and_discards_by_kind() -> None:
    put(1, INVOICE)
    for number in (2, 3):
        put(number, BIRTHDAY)
    live(**{INVOICE: "send", BIRTHDAY: "discard"})
    assert send(Sink()) == ["n1@example.test"]
    gone = OutgoingMail.objects.filter(purpose=BIRTHDAY)
    assert {(row.state, row.recipients, bytes(row.mime)) for row in gone} == {
        (MailState.DISCARDED, "", b"")
    }


def test_what_was_discarded_is_not_written_once_more() -> None:
    put(2, BIRTHDAY)
    live(**{BIRTHDAY: "discard"})
    assert put(2, BIRTHDAY).state == MailState.DISCARDED
    assert send(Sink()) == []


def test_nobody_starts_live_operation_past_a_kind_that_is_held() -> None:
    put(1, INVOICE)
    put(2, BIRTHDAY)
    with pytest.raises(Refused) as no:
        live(**{INVOICE: "send"})
    assert (no.value.code, no.value.field) == ("undecided", BIRTHDAY)
    assert business().trial
    assert send(Sink()) == []


def test_a_message_that_comes_while_somebody_decides_is_not_discarded_unseen() -> None:
    put(1, BIRTHDAY)
    kinds = trial.held_kinds

    def late(actor: Any) -> Any:
        found = kinds(actor)
        put(2, BIRTHDAY)
        return found

    with mock.patch.object(trial, "held_kinds", late), pytest.raises(Refused) as no:
        trial.start_live(actor=boss(), decided={BIRTHDAY: "discard"}, seen={BIRTHDAY: 1})
    assert no.value.code == "more_held"
    assert OutgoingMail.objects.get(dedupe_key=f"{BIRTHDAY}-1").state == MailState.QUEUED


def test_more_messages_than_were_seen_are_not_sent_along() -> None:
    put(1, BIRTHDAY)
    put(2, BIRTHDAY)
    with pytest.raises(Refused) as no:
        trial.start_live(actor=boss(), decided={BIRTHDAY: "send"}, seen={BIRTHDAY: 1})
    assert no.value.code == "more_held"
    assert business().trial


def test_going_back_holds_what_has_not_left_yet() -> None:
    live()
    put()
    trial.start_trial(actor=boss())
    put(2)
    assert send(Sink()) == []
    assert trial.held_count() == 2


def test_a_mail_that_comes_back_for_a_later_try_is_held_too() -> None:
    live()
    put()
    refusing = Sink(rcpt=lambda address: "451 later")
    assert send(refusing) == []
    trial.start_trial(actor=boss())
    OutgoingMail.objects.update(not_before="2020-01-01T00:00:00Z")
    assert send(Sink()) == []


def test_live_and_trial_operation_begin_once() -> None:
    live()
    with pytest.raises(Refused) as no:
        live()
    assert no.value.code == "is_live"
    trial.start_trial(actor=boss())
    with pytest.raises(Refused) as no:
        trial.start_trial(actor=boss())
    assert no.value.code == "is_trial"


def test_both_are_in_the_journal_and_nobody_without_the_word_does_them() -> None:
    put(1, BIRTHDAY)
    outcome = trial.start_live(actor=boss(), decided={BIRTHDAY: "send"}, seen={BIRTHDAY: 1})
    fields = JournalChange.objects.filter(entry=outcome.entry).values_list("field", flat=True)
    assert set(fields) == {"trial_ended_at", "said"}
    for run, said in (
        (trial.start_trial, {}),
        (trial.start_live, {"decided": {}, "seen": {}}),
    ):
        with pytest.raises(Forbidden):
            run(actor=cast.nobody(), **said)
    for read in (trial.held_kinds, trial.held_mails):
        with pytest.raises(Forbidden):
            read(cast.nobody())


def test_what_is_held_is_told_by_kind_and_message() -> None:
    put(1, INVOICE)
    for number in (2, 3):
        put(number, BIRTHDAY)
    counts = [(one.purpose, one.count) for one in trial.held_kinds(boss())]
    assert counts == [(BIRTHDAY, 2), (INVOICE, 1)]
    newest = trial.held_mails(boss())[0]
    assert (newest.to, newest.subject) == ("n3@example.test", "Nr. 3")
    assert str(newest.state) == "Angehalten (Probebetrieb)"


def test_held_mail_is_no_backlog() -> None:
    put()
    found = outbox.health()
    assert (found.waiting, found.held, found.oldest_waiting) == (0, 1, 0)


def test_the_test_mail_leaves_in_trial_operation_and_its_end_is_told() -> None:
    changing.send_test_mail(actor=boss(), to="ich@example.test", sender="post@example.test")
    put()
    assert trial.test_mail_state() == MailState.QUEUED
    assert send(Sink()) == ["ich@example.test"]
    assert trial.test_mail_state() == MailState.ACCEPTED


def test_a_test_mail_that_the_server_refuses_says_why() -> None:
    changing.send_test_mail(actor=boss(), to="ich@example.test", sender="post@example.test")
    send(Sink(rcpt=lambda address: "550 no such user"))
    assert trial.test_mail_state() == MailState.FAILED
    assert "550" in trial.test_mail_problem()
