"""kill -9 of writers and senders, message by message, against a real SMTP server that misbehaves.

Nothing is lost, nothing is doubled, what is unclear is listed and no more than the kills (D13, D14).
"""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stammkunde.foundation.tests.sink import Sink
from tests.races.harness import Ground
from tests.races.test_mail_kills import let_time_pass, states
from tests.races.zygote import Run, Zygote

pytestmark = [pytest.mark.races, pytest.mark.db, pytest.mark.timeout(7200)]

KILLS = int(os.environ.get("STAMMKUNDE_KILLS", "5"))
MANY = 20  # from so many kills on it is the big run
MESSAGES = 2_000 if KILLS >= MANY else 200
AT_ONCE = 100 if KILLS >= MANY else 20
WRITER_KILLS = 3

CUSTOMERS = """
from stammkunde.foundation import clock
from stammkunde.foundation.models import BusinessData
from stammkunde.foundation.operations import building
from stammkunde.people.models import Customer
with building():
    BusinessData.objects.update_or_create(pk=1, defaults={"trial_ended_at": clock.now()})
    Customer.objects.bulk_create([
        Customer(kind="person", first_name="Vor", last_name=f"Nach{n}", email=f"n{n}@example.test",
                 email_folded=f"n{n}@example.test", created_at=clock.now())
        for n in range(args)
    ], batch_size=500)
"""

WRITE = """
from stammkunde.foundation import actors, mail
from stammkunde.messaging.drafting import Draft
from stammkunde.messaging.operations import queue_messages
from stammkunde.people.models import Customer
mail.purpose("race.message", "Race")
ids = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
line()
for start in range(0, len(ids), args):
    queue_messages(actor=actors.system(), drafts=[
        Draft(pk, "race.message", subject="Hallo", body="Guten Tag {{ kunde.vorname }}",
              dedupe_key=f"race:{pk}")
        for pk in ids[start : start + args]
    ])
say("written")
"""


def number_of(address: str) -> int:
    """The 17 of n17@example.test."""
    return int(address.partition("@")[0][1:])


def is_refused(address: str) -> bool:
    """Nobody has such an address."""
    return number_of(address) % 50 == 13


def is_dropped(address: str) -> bool:
    """Accepted, and the connection breaks before the answer."""
    return number_of(address) % 200 == 21


class Moody(Sink):
    """Accepts, refuses for now and for ever, delays, drops before the answer, answers twice."""

    def __init__(self) -> None:
        told: Counter[str] = Counter()

        def now(address: str) -> str:
            told[address] += 1
            first = told[address] == 1
            return "451 4.3.0 later" if number_of(address) % 50 == 7 and first else ""

        super().__init__(
            rcpt=lambda address: "550 5.1.1 no such user" if is_refused(address) else "",
            data=now,
            drop=is_dropped,
            twice=lambda address: number_of(address) % 40 == 33,
            late=lambda address: 0.2 if number_of(address) % 100 == 44 else 0.0,
            slow=0.01,
        )


@contextmanager
def two_workers(ground: Ground, folder: Path, url: str, **env: str) -> Iterator[list[Zygote]]:
    """Two warm processes; every worker is a fork of one of them."""
    made = []
    for name in ("one", "two"):
        (folder / name).mkdir()
        made.append(Zygote(ground.env | {"STAMMKUNDE_SMTP_URL": url} | env, folder / name))
    try:
        yield made
    finally:
        for zygote in made:
            zygote.close()


def worker(zygote: Zygote) -> Run:
    """One worker that works until it is killed."""
    return zygote.start("worker", "--poll", "0.05")


def write_all(ground: Ground, rng: random.Random) -> int:
    """Queue the messages; the writer is killed some times and begun again. How many kills met it."""
    ground.run(CUSTOMERS, MESSAGES)
    met = 0
    for _ in range(WRITER_KILLS):
        writer = ground.spawn(WRITE, AT_ONCE)
        writer.wait_for_line()
        writer.go()
        time.sleep(rng.uniform(0.0, 0.2))
        writer.kill()
        met += writer.said != ["written"]
    writer = ground.spawn(WRITE, AT_ONCE)
    writer.wait_for_line()
    writer.go()
    assert writer.finish() == ["written"]
    return met


def kill_senders(zygotes: list[Zygote], rng: random.Random) -> int:
    """Kill one after the other, at random moments of their work; both are at work all the time."""
    running = [worker(zygote) for zygote in zygotes]
    kills = 0
    while kills < KILLS:
        victim = rng.randrange(2)
        running[victim].began = time.monotonic()
        ended = running[victim].kill(after=rng.uniform(0.0, 0.6), group=True)
        kills += ended.killed
        assert ended.killed, ended.text
        running[victim] = worker(zygotes[victim])
    for run in running:
        kills += run.kill(after=0.0, group=True).killed
    return kills


def drain(ground: Ground, zygotes: list[Zygote]) -> None:
    """With everybody dead: leases and pauses end, two more workers work until nothing waits."""
    last = [worker(zygote) for zygote in zygotes]

    def quiet() -> bool:
        let_time_pass(ground)
        return not states(ground).keys() & {"queued", "sending"}

    assert ground.until(quiet, 300 + MESSAGES, pause=1.0), states(ground)
    for run in last:
        run.kill(after=0.0, group=True)


def both(ground: Ground) -> dict[str, tuple[str, str]]:
    """State of the message and of its mail, by recipient."""
    found = ground.sql(
        "SELECT m.recipient, m.state, o.state FROM messaging_message m "
        "JOIN foundation_outgoingmail o ON o.id = m.transport"
    )
    return {str(to): (str(message), str(mail)) for to, message, mail in found}


def test_no_message_is_lost_or_doubled_and_what_is_unclear_is_listed(
    ground: Ground, rng: random.Random, tmp_path: Path
) -> None:
    cut = write_all(ground, rng)
    sink = Moody()
    began = time.monotonic()
    with sink.listening() as url, two_workers(ground, tmp_path, url) as zygotes:
        kills = kill_senders(zygotes, rng)
        left = states(ground).get("queued", 0)
        drain(ground, zygotes)
    seconds = time.monotonic() - began

    ended = both(ground)
    assert ground.sql("SELECT count(*) FROM messaging_message") == [(MESSAGES,)]
    assert ground.sql("SELECT count(*) FROM foundation_outgoingmail") == [(MESSAGES,)]
    assert len(ended) == MESSAGES, "a message without its mail, or two for one customer"
    pairs = Counter(ended.values())
    known = {("sent", "accepted"), ("hard", "failed"), ("failed", "failed"), ("unclear", "unclear")}
    assert set(pairs) <= known, pairs
    there = sink.per_recipient()
    assert set(there.values()) == {1}, "somebody got a message twice"
    sent = {to for to, (state, _mail) in ended.items() if state == "sent"}
    unclear = {to for to, (state, _mail) in ended.items() if state == "unclear"}
    failed = {to for to, (_state, mail) in ended.items() if mail == "failed"}
    assert sent <= there.keys(), "sent, but it never arrived"
    assert failed <= {to for to in ended if is_refused(to)}, "given up without a no"
    assert not failed & there.keys()
    assert there.keys() <= sent | unclear, "arrived, but nobody knows"
    dropped = {to for to in unclear if is_dropped(to)}
    assert len(unclear - dropped) <= kills, "more unclear ones than kills"
    print(
        f"{ground.vendor}: {kills} kills, {MESSAGES} messages in {seconds:.1f} s, "
        f"{left} waited after the last kill, {len(sent)} sent, {len(failed)} refused, "
        f"{len(unclear)} unclear ({len(dropped)} by the server), "
        f"{len(unclear & there.keys())} of them had arrived, writer cut off {cut} times"
    )


@pytest.mark.parametrize("guard", ["guard on", "guard off"])
def test_a_worker_killed_before_the_answer_leaves_an_unclear_message(
    ground: Ground, tmp_path: Path, guard: str
) -> None:
    """Twin: without the rule of the lease the message goes back into the queue, and is doubled."""
    ground.run(CUSTOMERS, 5)
    ground.race(WRITE, [AT_ONCE])
    sink = Sink(slow=1.0)
    off = {"RACE_MAIL_GUARD": "off"} if guard == "guard off" else {}
    with sink.listening() as url, two_workers(ground, tmp_path, url, **off) as zygotes:
        run = worker(zygotes[0])
        assert ground.until(lambda: len(sink.accepted) == 1, pause=0.01)
        run.kill(after=0.0, group=True)
        sink.slow = 0.0
        drain(ground, zygotes)
    assert max(sink.per_recipient().values()) == (1 if guard == "guard on" else 2)
    found = Counter(json.dumps(pair) for pair in both(ground).values())
    if guard == "guard on":
        assert found == {'["sent", "accepted"]': 4, '["unclear", "unclear"]': 1}


def test_one_occasion_written_by_four_at_once_is_one_message(ground: Ground) -> None:
    ground.run(CUSTOMERS, 60)
    ground.race(WRITE, [20, 20, 30, 60])
    assert ground.sql("SELECT count(*) FROM messaging_message") == [(60,)]
    assert ground.sql("SELECT count(*) FROM foundation_outgoingmail") == [(60,)]
    assert len(both(ground)) == 60
