"""Two workers at one notice: everybody gets it once (COM-09, D13)."""

from __future__ import annotations

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db]
KNOWN = 60

BEGUN = """
from stammkunde.foundation import actors
from stammkunde.messaging import operations, recipients
from stammkunde.messaging.operations import notice_sending as sending
from stammkunde.messaging.recipients import Wanted
from stammkunde.people import operations as people
house = actors.system()
rows = [{"kind": "person", "last_name": f"Kennt {n}", "email": f"k{n}@mail.example"}
        for n in range(args)]
ids = tuple(row.pk for row in people.add_customers(actor=house, customers=rows).done)
text = {"subject": "Sommerpause", "body": "Wir machen Pause."}
(row,) = operations.add_notice(actor=house, values=text, wanted=Wanted(picked=ids)).done
operations.schedule_notice(actor=house, notice=row.pk)
row.refresh_from_db()
sending._begin(house, row)
say(row.pk)
"""

BOTH = """
from stammkunde.foundation import actors
from stammkunde.messaging.operations import notice_sending as sending
from tests.races.forks import together

def work_on(notice, meet):
    meet()
    done = 0
    while size := sending.send_notice_piece(actor=actors.system(door="job"), notice=notice, size=5):
        done += size
    return done

say(together(work_on, [args, args]))
"""

# The twins: no transaction, no lock; both have looked once before one of them writes.
UNLOCKED = """
from contextlib import nullcontext
from types import SimpleNamespace
from stammkunde.foundation import operations
from stammkunde.messaging.operations import notice_sending
from tests.races import forks

looked = []

def look(model, ids):
    rows = list(model._default_manager.filter(pk__in=list(ids)).order_by("pk"))
    for row in rows:
        row._locked = True
    if not looked:
        looked.append(True)
        forks.meet()
    return rows

operations.transaction = SimpleNamespace(atomic=nullcontext)
notice_sending.lock = look
"""

# ... and nothing that says who has it already.
WITHOUT_KEYS = """
from dataclasses import replace
keyed = notice_sending._drafts
notice_sending._drafts = lambda actor, row, fixed: [
    replace(one, dedupe_key="") for one in keyed(actor, row, fixed)
]
"""


def messages(ground: Ground, twin: str = "") -> tuple[int, int]:
    """How many messages two workers at once have written, and to how many customers."""
    notice = ground.run(BEGUN, KNOWN)
    ground.run(twin + BOTH, notice)
    sql = "SELECT count(*), count(DISTINCT customer_id) FROM messaging_message"
    written, people = ground.sql(sql)[0]
    return int(written), int(people)


def test_two_workers_write_to_everybody_once(ground: Ground) -> None:
    assert messages(ground) == (KNOWN, KNOWN)


def test_without_lock_and_keys_some_get_it_twice(ground: Ground) -> None:
    written, people = messages(ground, UNLOCKED + WITHOUT_KEYS)
    assert people == KNOWN
    assert written > KNOWN
