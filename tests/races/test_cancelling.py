"""Somebody stops a notice while workers bring its mails (COM-09, D13): nobody meets a deadlock."""

from __future__ import annotations

import pytest

from tests.races.harness import Ground
from tests.races.test_notices import BEGUN

pytestmark = [pytest.mark.races, pytest.mark.db]
KNOWN = 120

QUEUED = """
from stammkunde.foundation import actors
from stammkunde.foundation.models import BusinessData
from stammkunde.foundation.operations import building
from stammkunde.foundation import clock
from stammkunde.messaging.operations import notice_sending as sending
house = actors.system(door="job")
while sending.send_notice_piece(actor=house, notice=args, size=50):
    pass
with building():
    BusinessData.objects.update_or_create(pk=1, defaults={"trial_ended_at": clock.now()})
"""

BOTH = """
from django.db import OperationalError
from stammkunde.foundation import actors
from stammkunde.foundation.mail import sender
from stammkunde.foundation.mail.answers import Answer, End
from stammkunde.messaging.models import Message
from stammkunde.messaging.operations import cancel_messages
from tests.races.forks import together

def tried(do):
    try:
        return do() or "done"
    except OperationalError:
        return "deadlock"

def bring():
    mail = sender.claim()
    if mail is not None:
        sender.settle(mail, Answer(End.ACCEPTED, "250 ok"))
    return "" if mail is not None else "empty"

def work(who, meet):
    meet()
    if who == "office":
        house, told = actors.system(), []
        waiting = list(Message.objects.order_by("-pk").values_list("pk", flat=True))
        for start in range(0, len(waiting), 30):
            part = waiting[start:start + 30]
            told.append(tried(lambda: cancel_messages(actor=house, messages=part) and "done"))
        return told
    told = []
    for _round in range(args):
        told.append(tried(bring))
    return told

say(together(work, ["office", "worker", "worker"]))
"""

# The twin: the messages first and what carries them after, and nobody tries again. A worker claims
# a mail between the two; on SQLite it stands in the queue for that, so nobody can meet it there.
MESSAGES_FIRST = """
from django.db import OperationalError, connection
from stammkunde.foundation import actors, operations
from stammkunde.foundation.mail import gates, sender
from stammkunde.messaging.models import Message
from stammkunde.messaging.operations import cancel_messages, unclear
from tests.races import forks

operations.REPEATS = 0
_moved, _tell = unclear._moved, gates.tell
meet = forks.meet if connection.vendor == "postgresql" else lambda: None

def messages_first(ids, was, ways, state):
    unclear.lock(unclear.Message, ids)
    meet()
    meet()
    return _moved(ids, was, ways, state)

def tell(rows):
    meet()
    _tell(rows)

unclear._moved, gates.tell = messages_first, tell

def work(who, _meet):
    try:
        if who == "office":
            waiting = list(Message.objects.values_list("pk", flat=True))
            cancel_messages(actor=actors.system(), messages=waiting)
        else:
            meet()
            sender.claim()
    except OperationalError:
        return "deadlock"
    return "done"

connection.close()
say([forks.together(work, ["office", "worker"])])
"""


def told(ground: Ground, script: str = BOTH) -> set[str]:
    """What the office and the workers were told."""
    notice = ground.run(BEGUN, KNOWN)
    ground.run(QUEUED, notice)
    return {one for told in ground.run(script, KNOWN) for one in told}


def test_the_office_stops_and_workers_bring_and_nobody_stands_in_the_way(ground: Ground) -> None:
    assert "deadlock" not in told(ground)
    states = dict(ground.sql("SELECT state, count(*) FROM messaging_message GROUP BY state"))
    mails = dict(ground.sql("SELECT state, count(*) FROM foundation_outgoingmail GROUP BY state"))
    assert states.keys() <= {"sent", "cancelled"}
    assert states.get("sent", 0) == mails.get("accepted", 0)
    assert sum(states.values()) == KNOWN


def test_the_other_way_round_they_wait_for_each_other(ground: Ground) -> None:
    """Only where many write at once: SQLite has one writer, who waits for nobody."""
    one_of_two = {"deadlock", "done"} if ground.vendor == "postgresql" else {"done"}
    assert told(ground, MESSAGES_FIRST) == one_of_two
