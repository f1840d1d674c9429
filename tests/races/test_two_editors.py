"""Two people on one record, in two real processes (D54): nobody overwrites anybody unseen."""

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
outcome = operations.add_customers(actor=actors.system(), customers=people)
say([row.pk for row in outcome.done])
"""

EDIT = """
from stammkunde.foundation import actors
from stammkunde.foundation.refusals import Stale
from stammkunde.people import operations as people
from tests.races.forks import together

def change(pk, values, expected):
    try:
        wanted = people.CustomerChange(pk, values, expected)
        people.change_customers(actor=actors.system(), changes=[wanted])
        return "saved"
    except Stale as no:
        return [conflict.field for conflict in no.conflicts]

def work(edits, meet):
    told = []
    for pk, values, expected in edits:
        meet()
        told.append(change(pk, values, expected))
    return told

say(together(work, args))
"""

# Twin one: the page's values are not sent along.
UNEXPECTED = "for edits in args:\n    for edit in edits:\n        edit[2] = {}\n"

# Twin two: look, think, write; no transaction, no lock.
UNLOCKED = """
import time
from contextlib import nullcontext
from types import SimpleNamespace
from stammkunde.foundation import operations
from stammkunde.people.operations import customers

def look(model, ids):
    rows = list(model._default_manager.filter(pk__in=ids).order_by("pk"))
    for row in rows:
        row._locked = True
    time.sleep(0.02)
    return rows

operations.transaction = SimpleNamespace(atomic=nullcontext)
customers.lock = look
"""

# ... and the whole row is written, as a plain save() does.
WHOLE_ROW = """
from stammkunde.foundation import writes
only_what_moved = writes._update

def everything(rows, columns, moved):
    for row in rows:
        names = {column.attname for column in row._meta.concrete_fields if not column.primary_key}
        only_what_moved([row], names, moved)

writes._update = everything
"""


def edit(
    ground: Ground, twin: str, first: dict[str, str], second: dict[str, str]
) -> tuple[list[tuple[Any, Any]], list[tuple[str, str, str]]]:
    """Let two editors change every record; what each was told, and what stands there now."""
    ids = ground.run(ADD, RECORDS)
    shown = {pk: {"last_name": f"Alt {n}", "city": "Aachen"} for n, pk in enumerate(ids)}
    editors = [
        [[pk, values, {key: shown[pk][key] for key in values}] for pk in ids]
        for values in (first, second)
    ]
    told = ground.run(twin + EDIT, editors)
    rows = ground.sql("SELECT last_name, city, version FROM people_customer ORDER BY id")
    return list(zip(*told, strict=True)), rows


ANNA, BERT = {"last_name": "Anna war es"}, {"last_name": "Bert war es"}
MOVED = {"city": "Bonn"}


def test_the_same_field_is_saved_once_and_the_other_one_is_told(ground: Ground) -> None:
    told, rows = edit(ground, "", ANNA, BERT)
    for (anna, bert), (name, _city, version) in zip(told, rows, strict=True):
        assert sorted([anna, bert], key=str) == [["last_name"], "saved"]
        assert name == (ANNA if anna == "saved" else BERT)["last_name"]
        assert version == 2


def test_different_fields_are_both_saved(ground: Ground) -> None:
    told, rows = edit(ground, "", ANNA, MOVED)
    assert set(told) == {("saved", "saved")}
    assert set(rows) == {("Anna war es", "Bonn", 3)}


def test_without_the_shown_values_somebody_is_overwritten_unseen(ground: Ground) -> None:
    told, _rows = edit(ground, UNEXPECTED, ANNA, BERT)
    assert ("saved", "saved") in told


def test_without_the_lock_somebody_is_overwritten_unseen(ground: Ground) -> None:
    told, _rows = edit(ground, UNLOCKED, ANNA, BERT)
    assert ("saved", "saved") in told


def test_without_the_lock_whole_rows_lose_the_other_field(ground: Ground) -> None:
    told, rows = edit(ground, UNLOCKED + WHOLE_ROW, ANNA, MOVED)
    assert set(told) == {("saved", "saved")}
    assert any((name, city) != ("Anna war es", "Bonn") for name, city, _version in rows)
