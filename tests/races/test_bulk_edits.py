"""Bulk edits beside somebody who edits by hand: nobody is overwritten unseen (LST-12, D54)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db]
RECORDS = 20

ADD = """
from stammkunde.foundation import actors
from stammkunde.people import operations
people = [{"kind": "person", "last_name": f"Alt {n}", "city": "Aachen"} for n in range(args)]
say([row.pk for row in operations.add_customers(actor=actors.system(), customers=people).done])
"""

BOTH = """
from stammkunde.foundation import actors, takeback
from stammkunde.foundation.bulkwork import work
from stammkunde.foundation.refusals import Stale
from stammkunde.people import operations as people
from tests.races.forks import together
system = actors.system(door="job")

def by_hand(pk, values, expected):
    try:
        wanted = people.CustomerChange(pk, values, expected)
        people.change_customers(actor=actors.system(), changes=[wanted])
        return "saved"
    except Stale:
        return "told"

def all_at_once(pk):
    work.change_many(actor=system, list_key="people.customers", deed="marker", ids=[pk],
                     params={"marker": "⭐"})
    return "done"

def back(entry):
    takeback.take_back(actor=system, entry=entry)
    return "undone"

def work_on(item, meet):
    who, steps = item
    do = {"hand": lambda step: by_hand(*step), "bulk": all_at_once, "undo": back}[who]
    return [(meet(), do(step))[1] for step in steps]

say(together(work_on, args))
"""

# A bulk edit of everybody as the job does it, one entry per customer.
DONE = """
from stammkunde.foundation import actors
from stammkunde.foundation.bulkwork import work
from stammkunde.foundation.models import JournalEntry
work.CHUNK = 1
batch = work.ask_for_many(actor=actors.system(), list_key="people.customers", deed="marker",
                          ids=args, params={"marker": "⭐"})
work.run.call(batch=batch.pk)
found = JournalEntry.objects.filter(batch=batch.pk, operation="people.change_customers")
say(list(found.order_by("pk").values_list("pk", flat=True)))
"""

# The twins: look, think, write; no transaction, no lock.
UNLOCKED = """
import time
from contextlib import nullcontext
from types import SimpleNamespace
from stammkunde.foundation import operations, writes
from stammkunde.people.operations import customers

def look(model, ids):
    rows = list(model._default_manager.filter(pk__in=list(ids)).order_by("pk"))
    for row in rows:
        row._locked = True
    time.sleep(0.02)
    return rows

operations.transaction = SimpleNamespace(atomic=nullcontext)
customers.lock = writes.lock = look
"""

# ... and the whole row is written, as a plain save() does.
WHOLE_ROW = """
only_what_moved = writes._update

def everything(rows, columns, moved):
    for row in rows:
        names = {column.attname for column in row._meta.concrete_fields if not column.primary_key}
        only_what_moved([row], names, moved)

writes._update = everything
"""

MARKER, CITY = "🎵", "Bonn"
CHANGES = """
SELECT "row", old, new FROM foundation_journalchange
WHERE "table" = 'people.customer' AND field = 'marker' ORDER BY id
"""


def beside_a_bulk_edit(
    ground: Ground, twin: str, values: dict[str, str], expected: dict[str, str]
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Somebody edits each customer while a bulk edit marks it; what they were told, what stands."""
    ids = ground.run(ADD, RECORDS)
    hand = ["hand", [[pk, values, expected] for pk in ids]]
    told, _done = ground.run(twin + BOTH, [hand, ["bulk", ids]])
    return told, ground.sql("SELECT city, marker FROM people_customer ORDER BY id")


def unseen(ground: Ground) -> int:
    """Journalled changes whose old value is not what the change before them had left."""
    left: dict[int, str] = {}
    broken = 0
    for row, old, new in ground.sql(CHANGES):
        broken += left.get(row, '""') != old
        left[row] = new
    return broken


def test_another_field_that_somebody_edits_meanwhile_stays(ground: Ground) -> None:
    told, rows = beside_a_bulk_edit(ground, "", {"city": CITY}, {"city": "Aachen"})
    assert set(told) == {"saved"}
    assert set(rows) == {(CITY, "⭐")}


def test_without_the_lock_whole_rows_lose_the_other_field(ground: Ground) -> None:
    told, rows = beside_a_bulk_edit(
        ground, UNLOCKED + WHOLE_ROW, {"city": CITY}, {"city": "Aachen"}
    )
    assert set(told) == {"saved"}
    assert any(row != (CITY, "⭐") for row in rows)


def test_the_same_field_is_told_or_stands_in_the_journal_before(ground: Ground) -> None:
    told, rows = beside_a_bulk_edit(ground, "", {"marker": MARKER}, {"marker": ""})
    assert {marker for _city, marker in rows} == {"⭐"}
    assert set(told) <= {"saved", "told"}
    assert unseen(ground) == 0


def test_without_the_lock_the_journal_does_not_know_what_was_overwritten(ground: Ground) -> None:
    beside_a_bulk_edit(ground, UNLOCKED, {"marker": MARKER}, {"marker": ""})
    assert unseen(ground) > 0


def beside_an_undo(ground: Ground, twin: str = "") -> list[tuple[str, str]]:
    """Somebody edits each customer while the bulk edit is undone: (told, marker that stands)."""
    ids = ground.run(ADD, RECORDS)
    entries = ground.run(DONE, ids)
    hand = ["hand", [[pk, {"marker": MARKER}, {"marker": "⭐"}] for pk in ids]]
    told, _undone = ground.run(twin + BOTH, [hand, ["undo", entries]])
    rows = ground.sql("SELECT marker FROM people_customer ORDER BY id")
    return list(zip(told, [marker for (marker,) in rows], strict=True))


def test_an_undo_never_takes_away_what_somebody_has_saved(ground: Ground) -> None:
    assert set(beside_an_undo(ground)) <= {("saved", MARKER), ("told", "")}


def test_without_the_lock_an_undo_takes_it_away(ground: Ground) -> None:
    assert ("saved", "") in beside_an_undo(ground, UNLOCKED)
