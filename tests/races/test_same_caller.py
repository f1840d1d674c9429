"""Two colleagues add the same new caller at the same instant: the second gets the hint (R14)."""

from __future__ import annotations

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db]
CALLERS, COLLEAGUES = 8, 4

ADD = """
from stammkunde.foundation import actors
from stammkunde.people import operations as people
from tests.races.forks import together

def work(phones, meet):
    told = []
    for phone in phones:
        meet()
        who = {"kind": "person", "last_name": "Neu", "phone": phone}
        outcome = people.add_customers(actor=actors.system(), customers=[who], unless_alike=True)
        told.append(outcome.refused[0].code if outcome.refused else "done")
    return told

say(together(work, args))
"""

# The twin: everybody looks first, nobody queues up, and no transaction keeps them apart.
AT_ONCE = """
import time
from contextlib import nullcontext
from types import SimpleNamespace
from stammkunde.foundation import operations
from stammkunde.people.operations import alike

look = alike.alike_problems

def dreamy(*said):
    problems = look(*said)
    time.sleep(0.05)
    return problems

operations.transaction = SimpleNamespace(atomic=nullcontext)
alike.queue_up = lambda: None
alike.alike_problems = dreamy
"""


def run(ground: Ground, twin: str = "") -> list[list[str]]:
    """What each colleague was told about each caller."""
    phones = [f"0171 55{caller:05d}" for caller in range(CALLERS)]
    told: list[list[str]] = ground.run(twin + ADD, [phones] * COLLEAGUES, patience=120)
    return told


def test_of_four_who_add_the_same_caller_one_does_and_three_get_the_hint(ground: Ground) -> None:
    told = run(ground)
    for answers in zip(*told, strict=True):
        assert sorted(answers) == ["alike"] * (COLLEAGUES - 1) + ["done"]
    assert ground.sql("SELECT COUNT(*) FROM people_customer") == [(CALLERS,)]


def test_without_the_queue_the_same_caller_is_there_twice(ground: Ground) -> None:
    run(ground, AT_ONCE)
    ((rows,),) = ground.sql("SELECT COUNT(*) FROM people_customer")
    assert rows > CALLERS
