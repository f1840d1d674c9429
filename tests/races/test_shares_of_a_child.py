"""Two colleagues share out the costs of one child at once: never more than the whole (N-06)."""

from __future__ import annotations

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db]
ROUNDS = 12

# Of each child the first customer pays all; two more are responsible.
MAKE = """
from stammkunde.foundation import actors
from stammkunde.people import operations
system = actors.system()
people = [{"kind": "person", "last_name": f"Elternteil {n}"} for n in range(3)]
ids = [row.pk for row in operations.add_customers(actor=system, customers=people).done]
items = [{"customer": ids[0], "first_name": f"Kind {n}"} for n in range(args)]
children = [
    row.pk for row in operations.add_participants(actor=system, participants=items).done
]
for child in children:
    operations.add_guardians(actor=system, participant=child, customers=ids[1:])
say([ids, children])
"""

# Each gives half of the first one's share to another one, and writes only those two rows.
RACE = """
from stammkunde.foundation import actors
from stammkunde.foundation.refusals import Refused
from stammkunde.people import operations as people
from stammkunde.people.operations import GuardianChange
from tests.races.forks import together
system = actors.system()
ids, children = args

def share(other, meet):
    no = 0
    pays = {"may_pay": True, "pay_share": 50}
    for child in children:
        meet()
        changes = [GuardianChange(ids[0], {"pay_share": 50}), GuardianChange(other, pays)]
        try:
            people.change_guardians(actor=system, participant=child, changes=changes)
        except Refused:
            no += 1
    return no

say(together(share, ids[1:]))
"""

# The twin: look, think, write; no transaction, no lock.
UNLOCKED = """
import time
from contextlib import nullcontext
from types import SimpleNamespace
from stammkunde.foundation import operations
from stammkunde.people.operations import guardians

def look(model, ids):
    rows = list(model._default_manager.filter(pk__in=list(ids)).order_by("pk"))
    for row in rows:
        row._locked = True
    time.sleep(0.02)
    return rows

operations.transaction = SimpleNamespace(atomic=nullcontext)
guardians.lock = look
"""

TOO_MUCH = """
SELECT count(*) FROM (
  SELECT participant_id FROM people_guardianship WHERE may_pay
  GROUP BY participant_id HAVING sum(pay_share) <> 100
) AS crooked
"""


def race(ground: Ground, twin: str = "") -> int:
    """Share out at once, child by child; how many children end with another sum than the whole."""
    made = ground.run(MAKE, ROUNDS)
    ground.run(twin + RACE, made)
    return int(ground.sql(TOO_MUCH)[0][0])


def test_the_shares_of_a_child_stay_whole(ground: Ground) -> None:
    assert race(ground) == 0
    halves = "SELECT count(*) FROM people_guardianship WHERE pay_share = 50"
    assert ground.sql(halves) == [(2 * ROUNDS,)]


def test_without_the_lock_more_than_the_whole_is_shared_out(ground: Ground) -> None:
    assert race(ground, UNLOCKED) > 0
