"""A tag is merged away while others give it: nobody keeps a tag that went (features 2.4)."""

from __future__ import annotations

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db]
ROUNDS, PEOPLE = 12, 4

MAKE = """
from stammkunde.foundation import actors
from stammkunde.people import operations
system = actors.system()
people = [{"kind": "person", "last_name": f"Alt {n}"} for n in range(args[1])]
ids = [row.pk for row in operations.add_customers(actor=system, customers=people).done]
names = [f"{word} {n}" for n in range(args[0]) for word in ("Bleibt", "Geht")]
tags = [tag.pk for tag in operations.add_tags(actor=system, names=names).done]
say([ids, list(zip(tags[::2], tags[1::2]))])
"""

RACE = """
from stammkunde.foundation import actors
from stammkunde.foundation.refusals import Refused
from stammkunde.people import operations as people
from tests.races.forks import together
system = actors.system()

def merge(pairs, meet):
    for stays, goes in pairs:
        meet()
        people.merge_tags(actor=system, source=goes, into=stays)

def tag(pairs, meet, ids):
    for _stays, goes in pairs:
        meet()
        people.tag_customers(actor=system, customers=ids, tags=[goes])

def work(item, meet):
    who, pairs, ids = item
    return merge(pairs, meet) if who == "merge" else tag(pairs, meet, ids)

ids, pairs = args
together(work, [["merge", pairs, ids], ["tag", pairs, ids[:2]], ["tag", pairs, ids[2:]]])
"""

# The twin: look, think, write; no transaction, no lock.
UNLOCKED = """
import time
from contextlib import nullcontext
from types import SimpleNamespace
from stammkunde.foundation import operations
from stammkunde.people.operations import groups

def look(model, ids):
    rows = list(model._default_manager.filter(pk__in=list(ids)).order_by("pk"))
    for row in rows:
        row._locked = True
    time.sleep(0.02)
    return rows

operations.transaction = SimpleNamespace(atomic=nullcontext)
groups.lock = look
"""

LEFT = """
SELECT count(*) FROM people_customer_tags JOIN people_tag ON people_tag.id = tag_id
WHERE merged_into_id IS NOT NULL
"""
CARRIED = """
SELECT count(*) FROM people_customer_tags JOIN people_tag ON people_tag.id = tag_id
WHERE merged_into_id IS NULL
"""


def race(ground: Ground, twin: str = "") -> int:
    """Merge and tag at once, round by round; how many still carry a tag that went."""
    ground.run(twin + RACE, ground.run(MAKE, [ROUNDS, PEOPLE]))
    return int(ground.sql(LEFT)[0][0])


def test_nobody_is_tagged_with_a_tag_that_just_went(ground: Ground) -> None:
    assert race(ground) == 0
    assert ground.sql(CARRIED) == [(ROUNDS * PEOPLE,)]


def test_without_the_lock_somebody_keeps_the_tag_that_went(ground: Ground) -> None:
    assert race(ground, UNLOCKED) > 0
