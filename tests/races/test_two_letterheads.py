"""Two people decide at once which paper is the default, in two real processes (COM-19)."""

from __future__ import annotations

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db]
ROUNDS = 12

DECIDE = """
from django.db import IntegrityError
from stammkunde.foundation.operations import building
from stammkunde.messaging.models import Letterhead
from stammkunde.messaging.operations import letterheads
from tests import cast
from tests.races.forks import together

def tried(do):
    try:
        do()
        return "done"
    except IntegrityError:
        return "refused"

def work(item, meet):
    name, rounds = item
    actor, told = cast.owner(), []
    for number in range(rounds):
        meet()
        papers = []
        add = lambda: papers.extend(letterheads.add_letterhead(actor=actor, name=name).done)
        told.append(tried(add))
        meet()
        mine = papers[0].pk if papers else 0
        if mine:
            choose = letterheads.make_default_letterhead
            told.append(tried(lambda: choose(actor=actor, letterhead=mine)))
        meet()
        told.append(Letterhead.objects.filter(is_default=True).count())
        meet()
        if name == "Haus":
            with building():
                Letterhead.objects.all().delete()
    return told

say(together(work, [["Haus", args], ["Verein", args]]))
"""

# The twin: nobody waits, and there is time between looking and writing.
TOGETHER = """
import time
from contextlib import nullcontext
from types import SimpleNamespace
from django.db import connection
from stammkunde.foundation import operations
from stammkunde.messaging.operations import letterheads
from stammkunde.foundation.writes import add

def slowly(rows):
    time.sleep(0.05)
    return add(rows)

if connection.vendor == "sqlite":  # a transaction there waits for the other one as it begins
    operations.transaction = SimpleNamespace(atomic=nullcontext)
letterheads.add = slowly
letterheads._alone = lambda: None
"""


def race(ground: Ground, twin: str = "") -> list[str | int]:
    """What the two were told, and how many defaults they saw, of all rounds."""
    return [one for told in ground.run(twin + DECIDE, ROUNDS) for one in told]


def test_both_are_done_and_one_paper_is_the_default(ground: Ground) -> None:
    told = race(ground)
    assert len(told) == ROUNDS * 6
    assert set(told) == {"done", 1}


def test_when_nobody_waits_one_of_them_meets_a_broken_page(ground: Ground) -> None:
    assert "refused" in race(ground, TOGETHER)
