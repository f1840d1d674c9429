"""Two people save over one shared lens, in two real processes (N-05)."""

from __future__ import annotations

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db]
LENSES = 15

MAKE = """
from django.http import QueryDict
from stammkunde.foundation.lists.saving import save_lens
from tests import cast
actor = cast.actor_of(cast.user())
made = []
for number in range(args):
    query = QueryDict("f.city=Anfang")
    values = {"name": f"Linse {number}", "query": query, "audience": "all"}
    made += save_lens(actor=actor, list="people.customers", **values).done
say([actor.id, [row.pk for row in made]])
"""

STORE = """
from django.http import QueryDict
from stammkunde.foundation.lists import saving
from stammkunde.foundation.refusals import Stale
from stammkunde.foundation.rooms import WORDS
from tests import cast
from tests.races.forks import together

def store(actor, pk, city):
    query = QueryDict(f"lens=own.{pk}&since=1&f.city={city}")
    try:
        saving.store_lens(actor=actor, lens=pk, query=query, revision=1)
        return "saved"
    except Stale:
        return "told"

def work(item, meet):
    owner, lenses, city = item
    actor, told = cast.actor(*WORDS, id=owner), []
    for pk in lenses:
        meet()
        told.append(store(actor, pk, city))
    return told

say(together(work, [[*args, "Bonn"], [*args, "Ulm"]]))
"""

# The twin: look, think, write; no transaction, no lock.
UNLOCKED = """
import time
from contextlib import nullcontext
from types import SimpleNamespace
from stammkunde.foundation import operations
from stammkunde.foundation.lists import saving

def look(model, ids):
    rows = list(model._default_manager.filter(pk__in=list(ids)).order_by("pk"))
    for row in rows:
        row._locked = True
    time.sleep(0.02)
    return rows

operations.transaction = SimpleNamespace(atomic=nullcontext)
saving.lock = look
"""


def race(ground: Ground, twin: str = "") -> tuple[list[tuple[str, str]], list[tuple[str, int]]]:
    """What the two were told for every lens, and what stands there now: (state, revision)."""
    told = ground.run(twin + STORE, ground.run(MAKE, LENSES))
    rows = ground.sql("SELECT state, revision FROM foundation_savedlens ORDER BY id")
    return list(zip(*told, strict=True)), [(str(state), revision) for state, revision in rows]


def test_one_is_saved_and_the_other_one_is_told(ground: Ground) -> None:
    told, rows = race(ground)
    assert len(rows) == LENSES
    for (bonn, ulm), (state, revision) in zip(told, rows, strict=True):
        assert sorted([bonn, ulm]) == ["saved", "told"]
        assert ("Bonn" if bonn == "saved" else "Ulm") in state
        assert revision == 2


def test_without_the_lock_somebody_is_overwritten_unseen(ground: Ground) -> None:
    told, _rows = race(ground, UNLOCKED)
    assert ("saved", "saved") in told
