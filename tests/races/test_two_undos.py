"""Two people undo the same step at the same moment: exactly one does."""

from __future__ import annotations

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db]
STEPS = 15

DO = """
from stammkunde.foundation import actors
from tests.toyroom import cast, operations
system, tag, entries = actors.system(), cast.tag(), []
for thing in cast.things(*[{"name": "Alt"} for _ in range(args)]):
    tagged = operations.tag_things(actor=system, things=[thing.pk], tags=[tag.pk])
    renamed = operations.change_thing(actor=system, thing=thing.pk, values={"name": "Neu"})
    entries += [tagged.entry, renamed.entry]
say(entries)
"""

UNDO = """
from stammkunde.foundation import actors
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.undo import undo
from tests.races.forks import together

def take_back(entry):
    try:
        undo(actor=actors.system(), entry=entry)
        return "undone"
    except Refused as no:
        return no.code

def work(entries, meet):
    return [(meet(), take_back(entry))[1] for entry in entries]

say(together(work, [args, args]))
"""

# The twin: the undo does not claim the entry that it takes back.
UNCLAIMED = """
from stammkunde.foundation import operations

class Unclaimed(operations.Run):
    undoes = property(lambda self: None, lambda self, entry: None)

operations.Run = Unclaimed
"""


def race(ground: Ground, twin: str = "") -> list[tuple[str, str]]:
    """What both were told, step by step."""
    entries = ground.run(DO, STEPS)
    first, second = ground.run(twin + UNDO, entries)
    return list(zip(first, second, strict=True))


def test_exactly_one_of_two_undos_wins(ground: Ground) -> None:
    told = race(ground)
    assert {tuple(sorted(pair)) for pair in told} == {("already_undone", "undone")}
    undone = ground.sql("SELECT undoes FROM foundation_journalentry WHERE undoes IS NOT NULL")
    assert len(undone) == len(set(undone)) == 2 * STEPS
    assert ground.sql("SELECT count(*) FROM toyroom_toything WHERE name = 'Neu'") == [(0,)]
    assert ground.sql("SELECT count(*) FROM toyroom_toything_tags") == [(0,)]


def test_without_the_claim_both_believe_they_did_it(ground: Ground) -> None:
    assert ("undone", "undone") in race(ground, UNCLAIMED)
