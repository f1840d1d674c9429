"""Imports beside each other and beside people who work: nobody twice, no hand's work lost (D24)."""

from __future__ import annotations

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db, pytest.mark.timeout(300)]
ROWS, IMPORTS = 120, 3

PRELUDE = """
import multiprocessing, random, time
from contextlib import contextmanager
from stammkunde.foundation import actors, batches, takeback
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.people import importing, lifecycle
from stammkunde.people import operations as people
from stammkunde.people.importing import apply
from stammkunde.people.models import Customer
from tests.races.forks import together

apply.CHUNK = 10
system = actors.system(door="import")
looked, touched = (multiprocessing.get_context("fork").Event() for _ in range(2))
patience = 0
VALID = importing.Course(importing.Mode.VALID_ROWS)

def listed(count):
    rows = [f"Vor{n};Name{n};n{n}@mail.example;Weg {n}" for n in range(count)]
    return "\\n".join(["Vorname;Nachname;E-Mail;Straße", *rows]).encode()

def by_hand(number):
    return {"kind": "person", "last_name": f"Name{number}", "email": f"n{number}@mail.example"}
"""

SAME_LIST = """
patience = 0.1
def work(count, meet):
    meet()
    report = importing.import_customers(system, listed(count))
    return [report.created, report.skipped]

say(together(work, args))
"""

# Nobody waits for anybody, and who is there was read before the chunk's transaction.
NO_LOCK = """
@contextmanager
def open_house(*_args, **_more):
    token = batches._held.set(True)
    yield
    batches._held.reset(token)

batches.exclusive = open_house
takeback.recover = lambda: []
"""
EARLY = """
patience = 20
look, once = apply.snapshot, apply.Import._one

def early(self, items, batch, through):
    seen = [look(self.actor, items, self.course)]
    looked.set()
    touched.wait(patience)
    apply.snapshot = lambda *said: seen.pop() if seen else look(*said)
    return once(self, items, batch, through)

apply.Import._one = early
"""

EDIT = """
if not Customer.objects.exists():
    people.add_customers(actor=system, customers=[by_hand(n) for n in range(args)])
ids = dict(Customer.objects.values_list("pk", "last_name"))
from django.db import connection
connection.close()

def work(which, meet):
    meet()
    if which == "import":
        report = importing.import_customers(system, listed(args), course=VALID)
        return [report.updated, report.faulty]
    looked.wait(patience)
    for pk in ids:
        people.change_customers(
            actor=system, changes=[people.CustomerChange(pk, {"street": "Hand"})]
        )
    touched.set()

say(together(work, ["import", "hand"]))
"""
UNEXPECTED = """
change = apply.CustomerChange
apply.CustomerChange = lambda pk, values, _expected: change(pk, values)
"""

ADD = """
def work(which, meet):
    meet()
    if which == "import":
        return importing.import_customers(system, listed(args), course=VALID).created
    done = 0
    for number in random.Random(args).sample(range(args), args):
        looked.wait(patience)
        outcome = people.add_customers(
            actor=system, customers=[by_hand(number)], unless_alike=True
        )
        done += len(outcome.done)
    touched.set()
    return done

say(together(work, ["import", "hand"]))
"""

UNDO = """
report = importing.import_customers(system, listed(args))
ids = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
from django.db import connection
connection.close()

def work(which, meet):
    meet()
    if which == "undo":
        with batches.exclusive():
            return [one.row for one in takeback.undo(system, report.batch)[1]]
    kept = []
    for pk in ids:
        try:
            people.change_customers(
                actor=system, changes=[people.CustomerChange(pk, {"city": "Hand"})]
            )
            kept.append(pk)
        except Missing:
            pass
    return kept

say(together(work, ["undo", "hand"]))
"""
# Who exports has read the headings when the first chunk comes in.
EXPORT = """
from stammkunde.people import exports
head, bring = exports.blocks, apply.bring_in

def slow_head(actor):
    found = list(head(actor))
    looked.set()
    touched.wait(20)
    return found

def told_of(**said):
    looked.wait(20)
    brought = bring(**said)
    touched.set()
    return brought

exports.blocks, apply.bring_in = slow_head, told_of

def work(which, meet):
    meet()
    if which == "import":
        rows = "".join(f"Vor{n};Name{n};Kind{n};laut\\n" for n in range(args))
        text = "Vorname;Nachname;Teilnehmer 1 Vorname;Schlagworte\\n" + rows
        return importing.import_customers(system, text.encode()).created
    seen = []
    for _time in range(4):
        head, *rows = exports.exported(system)
        columns = [at for at, name in enumerate(head) if name in (
            "Teilnehmer 1 Vorname", "Schlagworte")]
        whole = [row for row in rows if len([at for at in columns if row[at]]) == 2]
        seen.append((len(rows), len(whole)))
    return seen

say(together(work, ["import", "export"]))
"""
TORN = """
from contextlib import nullcontext
from stammkunde.people import exports as those
those.one_moment = nullcontext
"""
UNSEEN = """
from stammkunde.foundation import reversing
reversing.Step._touched = lambda self: set()
"""


def count(ground: Ground, where: str = "1 = 1") -> int:
    """How many customers."""
    return int(ground.sql(f"SELECT count(*) FROM people_customer WHERE {where}")[0][0])


def test_of_imports_of_the_same_list_one_brings_each_customer_and_the_others_skip(
    ground: Ground,
) -> None:
    told = ground.run(PRELUDE + SAME_LIST, [ROWS] * IMPORTS, patience=120)
    assert sorted(told) == [[0, ROWS]] * (IMPORTS - 1) + [[ROWS, 0]]
    assert count(ground) == ROWS
    states = ground.sql("SELECT DISTINCT state FROM foundation_importbatch")
    assert states == [("done",)]


def test_twin_without_the_lock_customers_come_in_twice(ground: Ground) -> None:
    ground.run(PRELUDE + NO_LOCK + EARLY + SAME_LIST, [ROWS] * IMPORTS, patience=120)
    assert count(ground) > ROWS


def test_what_a_hand_writes_while_a_list_fills_the_same_field_stays(ground: Ground) -> None:
    ground.run(PRELUDE + EARLY + EDIT, ROWS, patience=120)
    assert count(ground, "street = 'Hand'") == ROWS


def test_twin_without_the_expected_values_the_list_overwrites_a_hand(ground: Ground) -> None:
    ground.run(PRELUDE + EARLY + UNEXPECTED + EDIT, ROWS, patience=120)
    assert count(ground, "street = 'Hand'") < ROWS


def test_whom_a_hand_adds_while_the_list_brings_them_is_there_once(ground: Ground) -> None:
    listed, by_hand = ground.run(PRELUDE + ADD, ROWS, patience=120)
    assert listed + by_hand == ROWS
    assert count(ground) == ROWS


def test_twin_with_an_older_look_somebody_is_there_twice(ground: Ground) -> None:
    ground.run(PRELUDE + EARLY + ADD, ROWS, patience=120)
    assert count(ground) > ROWS


def test_whoever_is_edited_while_the_import_is_undone_stays_and_is_told(ground: Ground) -> None:
    stayed, kept = ground.run(PRELUDE + UNDO, ROWS, patience=120)
    assert sorted(stayed) == sorted(kept)
    there = [pk for (pk,) in ground.sql("SELECT id FROM people_customer ORDER BY id")]
    assert there == sorted(kept)


def test_twin_without_the_look_at_the_journal_an_edit_is_lost(ground: Ground) -> None:
    _stayed, kept = ground.run(PRELUDE + UNSEEN + UNDO, ROWS, patience=120)
    assert kept
    assert count(ground) < len(kept)


def test_an_export_while_a_list_comes_in_holds_whole_rows_of_one_moment(ground: Ground) -> None:
    created, seen = ground.run(PRELUDE + EXPORT, ROWS, patience=120)
    assert created == ROWS
    assert all(rows == whole for rows, whole in seen), seen
    assert seen[0][0] == 0, "the moment is before the first chunk"


def test_twin_of_several_moments_an_export_lacks_what_came_with_its_rows(ground: Ground) -> None:
    _created, seen = ground.run(PRELUDE + TORN + EXPORT, ROWS, patience=120)
    assert any(rows > whole for rows, whole in seen), seen
