"""What the server says decides; what it never said stays unclear and is never sent again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage

from stammkunde.foundation import clock
from stammkunde.foundation.mail import HOUSE, queue, sender, smtp
from stammkunde.foundation.mail.sender import Postman
from stammkunde.foundation.mail.smtp import Answer, End
from stammkunde.foundation.models import MailState, OutgoingMail
from stammkunde.foundation.tests.sink import Sink
from tests import cast

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def live_operation(db: None) -> None:
    cast.live()


@pytest.fixture
def sink(db: None) -> Sink:
    return Sink()


@pytest.fixture
def url(sink: Sink) -> Iterator[str]:
    with sink.listening() as address:
        yield address


def put(*recipients: str, body: str = "Text") -> OutgoingMail:
    row = queue(EmailMessage("Hallo", body, "post@example.test", list(recipients)))
    assert row is not None
    return row


def send(url: str) -> Postman:
    postman = Postman(url)
    while postman.step():
        pass
    postman.close()
    return postman


def state(row: OutgoingMail) -> str:
    row.refresh_from_db()
    return str(row.state)


def due_again() -> None:
    OutgoingMail.objects.filter(state=MailState.QUEUED).update(not_before=clock.now())


def test_a_mail_is_accepted_whole_and_once(sink: Sink, url: str) -> None:
    row = put("a@example.test", "b@example.test", body="erste Zeile\n.\n..\nGrüße")
    send(url)
    send(url)
    assert state(row) == MailState.ACCEPTED
    assert [mail.recipients for mail in sink.accepted] == [["a@example.test", "b@example.test"]]
    assert sink.accepted[0].content == bytes(row.mime)
    assert sink.accepted[0].message_id == row.message_id


def test_a_notice_to_a_colleague_is_not_kept_once_it_went_for_its_link_is_a_key(
    sink: Sink, url: str
) -> None:
    letter = EmailMessage("Zugang", "https://x/join/x/", "post@example.test", ["a@example.test"])
    row = queue(letter, purpose=HOUSE)
    assert row is not None
    send(url)
    assert state(row) == MailState.ACCEPTED
    assert b"/join/x/" in sink.accepted[0].content
    assert bytes(row.mime) == b""


def test_a_hundred_mails_share_connections(url: str, sink: Sink) -> None:
    for number in range(30):
        put(f"n{number}@example.test")
    send(url)
    assert set(sink.per_recipient().values()) == {1}
    assert len(sink.accepted) == 30


def test_a_connection_lost_before_the_answer_makes_the_mail_unclear(sink: Sink, url: str) -> None:
    sink.drop = lambda address: address.startswith("drop")
    lost, fine = put("drop@example.test"), put("fine@example.test")
    send(url)
    sink.drop = lambda address: False
    sender.expire()
    due_again()
    send(url)
    assert state(lost) == MailState.UNCLEAR
    assert state(fine) == MailState.ACCEPTED
    assert sink.per_recipient() == {"drop@example.test": 1, "fine@example.test": 1}


def test_a_sender_that_went_silent_leaves_the_mail_unclear_not_queued(sink: Sink, url: str) -> None:
    row = put("a@example.test")
    assert sender.claim() is not None
    assert sender.expire() == 0
    OutgoingMail.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    assert sender.expire() == 1
    send(url)
    assert state(row) == MailState.UNCLEAR
    assert sink.accepted == []


def test_a_late_answer_is_still_the_truth(db: None) -> None:
    put("a@example.test")
    row = sender.claim()
    assert row is not None
    OutgoingMail.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    sender.expire()
    assert sender.settle(row, Answer(End.ACCEPTED, "250"))
    assert state(row) == MailState.ACCEPTED


def test_a_late_answer_does_not_touch_what_a_person_has_sent_again(db: None) -> None:
    put("a@example.test")
    row = sender.claim()
    assert row is not None
    OutgoingMail.objects.update(state=MailState.SENDING, attempts=2)
    assert not sender.settle(row, Answer(End.LATER, "451"))
    assert state(row) == MailState.SENDING


def test_a_temporary_no_is_tried_again_after_a_pause_that_grows(sink: Sink, url: str) -> None:
    sink.rcpt = lambda address: "451 later"
    row = put("a@example.test")
    pauses = []
    for _ in range(3):
        before = clock.now()
        send(url)
        row.refresh_from_db()
        assert row.state == MailState.QUEUED
        pauses.append(round((row.not_before - before).total_seconds() / 60))
        due_again()
    assert pauses == [1, 2, 4]
    sink.rcpt = lambda address: ""
    send(url)
    assert state(row) == MailState.ACCEPTED
    assert len(sink.accepted) == 1


def test_a_temporary_no_does_not_last_for_ever(sink: Sink, url: str) -> None:
    sink.data = lambda address: "451 later"
    row = put("a@example.test")
    OutgoingMail.objects.update(attempts=sender.TRIES - 1)
    send(url)
    assert state(row) == MailState.FAILED
    assert "451" in row.last_error


def test_poison_never_blocks_the_queue(sink: Sink, url: str) -> None:
    sink.rcpt = lambda address: "550 no such user" if address.startswith("no") else ""
    sink.data = lambda address: "552 too big" if address.startswith("big") else ""
    refused, big = put("no@example.test"), put("big@example.test")
    broken = put("broken@example.test")
    OutgoingMail.objects.filter(pk=broken.pk).update(recipients="jörg@example.test")
    fine = [put(f"n{number}@example.test") for number in range(10)]
    send(url)
    assert {state(row) for row in fine} == {MailState.ACCEPTED}
    assert {state(row) for row in (refused, big, broken)} == {MailState.FAILED}
    assert "550" in refused.last_error
    assert len(sink.accepted) == 10


def test_one_refused_recipient_stops_the_mail_for_all(sink: Sink, url: str) -> None:
    sink.rcpt = lambda address: "550 no" if address.startswith("no") else ""
    row = put("a@example.test", "no@example.test")
    send(url)
    assert state(row) == MailState.FAILED
    assert sink.accepted == []


def test_a_server_that_is_away_costs_no_attempt(db: None) -> None:
    row = put("a@example.test")
    postman = Postman("smtp://127.0.0.1:9")
    assert postman.step() is False
    assert postman.step() is False
    row.refresh_from_db()
    assert (row.state, row.attempts) == (MailState.QUEUED, 0)
    assert postman.problem == "ConnectionRefusedError"


def test_an_answer_too_many_is_never_taken_for_a_yes(sink: Sink, url: str) -> None:
    sink.twice = lambda address: address.startswith("n0@")
    rows = [put(f"n{number}@example.test") for number in range(3)]
    send(url)
    assert [state(row) for row in rows] == [
        MailState.ACCEPTED,
        MailState.QUEUED,
        MailState.ACCEPTED,
    ]
    due_again()
    send(url)
    assert {state(row) for row in rows} == {MailState.ACCEPTED}
    assert set(sink.per_recipient().values()) == {1}
    assert len(sink.accepted) == 3


def test_without_a_server_the_mail_waits(db: None) -> None:
    row = put("a@example.test")
    assert Postman("").step() is False
    assert state(row) == MailState.QUEUED


def test_a_mail_that_is_not_due_waits(sink: Sink, url: str) -> None:
    row = put("a@example.test")
    OutgoingMail.objects.update(not_before=clock.now() + timedelta(hours=1))
    send(url)
    assert state(row) == MailState.QUEUED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("smtp://u%40x:p%3Aw@m.test:2525?starttls=1", ("m.test", 2525, "u@x", "p:w", False, True)),
        ("smtps://mail.test", ("mail.test", 465, "", "", True, False)),
        ("smtp://mail.test", ("mail.test", 587, "", "", False, False)),
    ],
)
def test_the_address_of_the_mail_server_is_read_whole(text: str, expected: tuple[Any, ...]) -> None:
    found = smtp.server_of(text)
    assert (
        found.host,
        found.port,
        found.user,
        found.password,
        found.tls,
        found.starttls,
    ) == expected


@pytest.mark.parametrize("text", ["", "http://x", "smtp://", "mail.test:25"])
def test_an_address_that_is_no_mail_server_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="SMTP_URL"):
        smtp.server_of(text)
