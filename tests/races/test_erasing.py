"""Somebody writes an address down while the customer is erased: nothing of it is left (DEL-03)."""

from __future__ import annotations

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db]
PEOPLE = 20

ADD = """
from stammkunde.foundation import actors
from stammkunde.people import operations
people = [{"kind": "person", "last_name": f"Geht {n}"} for n in range(args)]
outcome = operations.add_customers(actor=actors.system(), customers=people)
say([row.pk for row in outcome.done])
"""

RACE = """
from stammkunde.foundation import actors
from stammkunde.foundation.refusals import Missing
from stammkunde.people import operations as people
from tests.races.forks import together
system = actors.system()

def erase(ids, meet):
    for pk in ids:
        meet()
        people.erase_customers(actor=system, customers=[pk], confirmed=["in_use"])

def write(ids, meet):
    for pk in ids:
        meet()
        try:
            people.add_address(actor=system, customer=pk, values={"label": "Post", "city": "Jena"})
        except Missing:
            pass

def work(item, meet):
    who, ids = item
    return erase(ids, meet) if who == "erase" else write(ids, meet)

together(work, [["erase", args], ["write", args]])
"""

# The twin: whoever writes looks whether the customer is there, and does not wait.
UNLOCKED = """
import time
from stammkunde.people.operations import addresses

def look(model, ids):
    rows = list(model._default_manager.filter(pk__in=list(ids), erased_at__isnull=True))
    for row in rows:
        row._locked = True
    time.sleep(0.15)
    return rows

from contextlib import nullcontext
from types import SimpleNamespace
from stammkunde.foundation import operations
real = operations.transaction.atomic
writing = {"people.add_address"}
run = operations._outermost

def outermost(info, actor, kwargs):
    operations.transaction = SimpleNamespace(atomic=nullcontext if info.name in writing else real)
    return run(info, actor, kwargs)

operations._outermost = outermost
addresses.lock = look
"""


def left(ground: Ground, twin: str = "") -> int:
    """How many addresses hang on an erased customer."""
    ids = ground.run(ADD, PEOPLE)
    ground.run(twin + RACE, ids, patience=120)
    erased = ground.sql("SELECT count(*) FROM people_customer WHERE erased_at IS NOT NULL")
    assert erased == [(PEOPLE,)]
    ((found,),) = ground.sql("SELECT count(*) FROM people_address")
    return int(found)


def test_nothing_is_written_to_somebody_who_is_being_erased(ground: Ground) -> None:
    assert left(ground) == 0


def test_without_the_lock_an_address_stays_behind(ground: Ground) -> None:
    assert left(ground, UNLOCKED) > 0
