"""kill -9 of senders against a real SMTP server: nobody ever gets a mail twice (D13)."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable

import pytest

from stammkunde.foundation.tests.sink import Sink
from tests.races.harness import Ground, Runner

pytestmark = [pytest.mark.races, pytest.mark.db, pytest.mark.timeout(600)]

KILLS = int(os.environ.get("STAMMKUNDE_KILLS", "5"))
MAILS = 200
LONG_AGO = "'2020-01-01 00:00:00+00:00'"
# What would be minutes of waiting: leases are over, pauses are over.
TIME_PASSES = [
    f"UPDATE foundation_outgoingmail SET lease_until = {LONG_AGO} WHERE lease_until IS NOT NULL",
    f"UPDATE foundation_outgoingmail SET not_before = {LONG_AGO}",
]

FILL = """
from django.core.mail import EmailMessage
from stammkunde.foundation import clock
from stammkunde.foundation.mail import queue
from stammkunde.foundation.models import BusinessData
BusinessData.objects.update_or_create(pk=1, defaults={"trial_ended_at": clock.now()})
for number in range(args):
    mail = EmailMessage(f"Mail {number}", "Text", "post@example.test", [f"n{number}@example.test"])
    for _ in range(2):
        queue(mail, dedupe_key=f"run-{number}")
"""

SENDER = """
from stammkunde.foundation import clock
from stammkunde.foundation.jobs.worker import Worker
from stammkunde.foundation.mail import sender
from stammkunde.foundation.models import MailState, OutgoingMail
def send_again():
    return OutgoingMail.objects.filter(
        state=MailState.SENDING, lease_until__lt=clock.now()
    ).update(state=MailState.QUEUED, lease_until=None)
if args == "guard off":
    sender.expire = send_again
print("Hintergrundarbeiten laufen", flush=True)
Worker(poll=0.1, parent=os.getppid()).run()
"""


def start(ground: Ground, url: str) -> Runner:
    return ground.worker(STAMMKUNDE_SMTP_URL=url)


def states(ground: Ground) -> dict[str, int]:
    return dict(ground.sql("SELECT state, count(*) FROM foundation_outgoingmail GROUP BY 1"))


def let_time_pass(ground: Ground) -> None:
    for statement in TIME_PASSES:
        ground.sql(statement)


def finish(ground: Ground, again: Callable[[], Runner]) -> None:
    """With everybody dead, leases end; one more sender works until nothing waits."""
    let_time_pass(ground)
    last = again()
    assert ground.until(lambda: not states(ground).keys() & {"queued", "sending"}, 120), states(
        ground
    )
    last.kill()


def test_no_recipient_gets_a_mail_twice_and_at_most_one_per_kill_stays_unclear(
    ground: Ground, rng: random.Random
) -> None:
    # Slow enough that the last kill still finds work.
    sink = Sink(slow=0.01 + KILLS * 0.006, drop=lambda address: address.startswith("n13@"))
    ground.run(FILL, MAILS)
    with sink.listening() as url:
        senders = [start(ground, url), start(ground, url)]
        began = time.monotonic()
        for _ in range(KILLS):
            victim = rng.randrange(2)
            assert ground.until(lambda v=victim: "laufen" in senders[v].text)
            time.sleep(rng.uniform(0.0, 0.3))
            senders[victim].kill()
            senders[victim] = start(ground, url)
        time.sleep(0.5)
        for runner in senders:
            runner.kill()
        finish(ground, lambda: start(ground, url))
        seconds = time.monotonic() - began

    ended = states(ground)
    assert sum(ended.values()) == MAILS, "the same key twice made two rows"
    assert set(ended) <= {"accepted", "unclear"}
    # Two more processes died at the end, and the server dropped one connection itself.
    unclear = ended.get("unclear", 0)
    assert 1 <= unclear <= KILLS + 2 + 1
    assert set(sink.per_recipient().values()) == {1}, "a recipient got a mail twice"
    assert_ids_are_constant(ground, sink)
    delivered = {recipient for mail in sink.accepted for recipient in mail.recipients}
    accepted = ground.sql("SELECT recipients FROM foundation_outgoingmail WHERE state = 'accepted'")
    assert {recipient for (recipient,) in accepted} <= delivered, "accepted, but it never arrived"
    assert ended["accepted"] <= len(delivered) <= MAILS
    print(f"{ground.vendor}: {KILLS + 2} kills, {MAILS} mails in {seconds:.1f} s, {ended}")


def assert_ids_are_constant(ground: Ground, sink: Sink) -> None:
    rows = ground.sql("SELECT recipients, message_id FROM foundation_outgoingmail")
    ids = {str(recipient): str(message_id) for recipient, message_id in rows}
    assert all(mail.message_id == ids[mail.recipients[0]] for mail in sink.accepted)
    assert len(set(ids.values())) == MAILS


@pytest.mark.parametrize("guard", ["guard on", "guard off"])
def test_a_sender_killed_before_the_answer_leaves_a_mail_that_is_not_sent_again(
    ground: Ground, guard: str
) -> None:
    """Twin: the same, but what its sender left behind goes back into the queue."""
    ground.run(FILL, 5)
    sink = Sink(slow=1.0)
    with sink.listening() as url:
        runner = ground.spawn(SENDER, guard, STAMMKUNDE_SMTP_URL=url)
        assert ground.until(lambda: len(sink.accepted) == 1, pause=0.01)
        runner.kill()
        sink.slow = 0.0
        finish(ground, lambda: ground.spawn(SENDER, guard, STAMMKUNDE_SMTP_URL=url))
    most = max(sink.per_recipient().values())
    assert most == (1 if guard == "guard on" else 2)
    if guard == "guard on":
        assert states(ground) == {"accepted": 4, "unclear": 1}


QUEUE = """
from django.core.mail import EmailMessage
from django.db import transaction
from stammkunde.foundation.mail import queue
line()
ids = []
for number in range(30):
    with transaction.atomic():
        mail = EmailMessage("Hallo", "Text", "post@example.test", ["a@example.test"])
        ids.append(queue(mail, dedupe_key=f"{args}-{number}").pk)
say(ids)
"""


def test_one_key_queued_by_four_at_once_is_one_row(ground: Ground) -> None:
    said = [found[0] for found in ground.race(QUEUE, ["key"] * 4)]
    assert all(ids == said[0] for ids in said)
    assert states(ground) == {"queued": 30}


def test_twin_with_keys_that_differ_each_queues_its_own(ground: Ground) -> None:
    ground.race(QUEUE, ["a", "b"])
    assert states(ground) == {"queued": 60}
