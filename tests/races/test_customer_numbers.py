"""Sixteen writers make prospects customers (2.1 a): every number once; locking beside it (DEL-04)."""

from __future__ import annotations

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db]
WRITERS, EACH = 16, 6

ADD = """
from stammkunde.foundation import actors
from stammkunde.people import operations
people = [{"kind": "person", "last_name": f"Neu {n}"} for n in range(args)]
outcome = operations.add_customers(actor=actors.system(), customers=people)
say([row.pk for row in outcome.done])
"""

STEP = """
from stammkunde.foundation import actors
from stammkunde.foundation.refusals import Refused
from stammkunde.people import operations as people
from tests.races.forks import together

def work(todo, meet):
    told = []
    for pk, values, reason in todo:
        meet()
        try:
            if reason:
                people.lock_customers(actor=actors.system(), customers=[pk], reason=reason)
            else:
                change = people.CustomerChange(pk, values)
                people.change_customers(actor=actors.system(), changes=[change])
            told.append("done")
        except Refused as no:
            told.append(no.code)
    return told

say(together(work, args))
"""

# The twin: the next number is what the eye sees, and nothing but the eye guards it.
LOOKED_UP = """
import time
from contextlib import nullcontext
from types import SimpleNamespace
from stammkunde.foundation import operations
from stammkunde.people import rules
from stammkunde.people.models import Customer
from stammkunde.people.operations import customers, lives, numbers

def look(model, ids):
    rows = list(model._default_manager.filter(pk__in=list(ids)).order_by("pk"))
    for row in rows:
        row._locked = True
    return rows

def highest(settings, count, avoid=()):
    given = Customer.objects.exclude(number="").values_list("number", flat=True)
    top = max((int(number) for number in given), default=0)
    time.sleep(0.02)
    return [f"{top + 1 + n:04d}" for n in range(count)]

operations.transaction = SimpleNamespace(atomic=nullcontext)
customers.lock = lives.lock = numbers.lock = look
numbers.free_numbers = highest
rules.customers.number_key = lambda number: ""
"""


def run(ground: Ground, twin: str = "") -> list[str]:
    """The numbers after every writer has made its own prospects customers."""
    ids = ground.run(ADD, WRITERS * EACH)
    ((status,),) = ground.sql("SELECT id FROM people_customerstatus WHERE code = 'customer'")
    todo = [
        [[pk, {"status": status}, ""] for pk in ids[writer::WRITERS]] for writer in range(WRITERS)
    ]
    told = ground.run(twin + STEP, todo, patience=120)
    assert {answer for mine in told for answer in mine} == {"done"}
    rows = ground.sql("SELECT number FROM people_customer ORDER BY number")
    return [number for (number,) in rows]


def test_sixteen_writers_give_every_number_once_and_without_a_gap(ground: Ground) -> None:
    assert run(ground) == [f"{number:04d}" for number in range(1, WRITERS * EACH + 1)]


def test_looking_for_the_highest_number_gives_one_twice(ground: Ground) -> None:
    numbers = run(ground, LOOKED_UP)
    assert len(set(numbers)) < len(numbers)


def test_the_same_typed_number_is_given_to_one_of_sixteen(ground: Ground) -> None:
    ids = ground.run(ADD, WRITERS)
    ((status,),) = ground.sql("SELECT id FROM people_customerstatus WHERE code = 'customer'")
    wanted = {"status": status, "number": "K-7"}
    told = ground.run(STEP, [[[pk, wanted, ""]] for pk in ids], patience=120)
    assert {answer for mine in told for answer in mine} <= {"done", "number_taken"}
    rows = ground.sql("SELECT number FROM people_customer WHERE number <> ''")
    assert rows == [("K-7",)]


# The twin: each looks at the row without waiting for the other, and writes what it saw.
UNLOCKED = """
import time
from contextlib import nullcontext
from types import SimpleNamespace
from stammkunde.foundation import operations
from stammkunde.people.operations import customers, lives, locking, numbers

def look(model, ids):
    rows = list(model._default_manager.filter(pk__in=list(ids)).order_by("pk"))
    for row in rows:
        row._locked = True
    time.sleep(0.02)
    return rows

operations.transaction = SimpleNamespace(atomic=nullcontext)
customers.lock = lives.lock = locking.lock = numbers.lock = look
"""
BOTH = 20


def damaged(ground: Ground, twin: str = "") -> int:
    """Status with number and lock at once, customer by customer; how many lack one of the two."""
    ids = ground.run(ADD, BOTH)
    ((status,),) = ground.sql("SELECT id FROM people_customerstatus WHERE code = 'customer'")
    steps = [[pk, {"status": status}, ""] for pk in ids]
    locks = [[pk, {}, "zahlt nicht"] for pk in ids]
    told = ground.run(twin + STEP, [steps, locks], patience=120)
    assert told == [["done"] * BOTH, ["done"] * BOTH]
    # Three writes: the status, the number, the lock. The key is what keeps a number unique.
    whole = ground.sql(
        "SELECT number_key FROM people_customer WHERE status_id = ? AND lock_reason = 'zahlt nicht'"
        " AND locked_at IS NOT NULL AND number <> '' AND number_key <> '' AND version = 4",
        status,
    )
    return BOTH - len(set(whole))


def test_status_and_lock_at_the_same_time_are_both_kept(ground: Ground) -> None:
    assert damaged(ground) == 0


def test_without_the_lock_one_of_the_two_is_lost(ground: Ground) -> None:
    assert damaged(ground, UNLOCKED) > 0
