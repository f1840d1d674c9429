"""Two people on one note, in two real processes: done once, and nobody overwrites anybody unseen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db]
NOTES = 20

ADD = """
from datetime import date
from stammkunde.foundation import actors
from stammkunde.notes import operations
from stammkunde.people import operations as people
who = actors.system()
row = {"kind": "person", "last_name": "Anders"}
(home,) = people.add_customers(actor=who, customers=[row]).done
new = [
    operations.NewNote(text=f"Alt {n}", customer=home.pk, due_on=date(2026, 1, 5))
    for n in range(args)
]
say([row.pk for row in operations.write_notes(actor=who, notes=new).done])
"""

DONE = """
from stammkunde.foundation import actors
from stammkunde.notes import operations
from tests.races.forks import together

def work(notes, meet):
    told = []
    for pk in notes:
        meet()
        outcome = operations.finish_follow_ups(actor=actors.system(), notes=[pk])
        told.append("done" if outcome.done else outcome.refused[0].code)
    return told

say(together(work, args))
"""

EDIT = """
from stammkunde.foundation import actors
from stammkunde.foundation.refusals import Stale
from stammkunde.notes import operations
from tests.races.forks import together

def change(pk, text, shown):
    try:
        wanted = operations.NoteChange(pk, {"text": text}, {"text": shown})
        operations.change_notes(actor=actors.system(), changes=[wanted])
        return "saved"
    except Stale:
        return "told"

def work(edits, meet):
    told = []
    for edit in edits:
        meet()
        told.append(change(*edit))
    return told

say(together(work, args))
"""

# The twin: no transaction, no lock; both have looked before one of them writes.
UNLOCKED = """
from contextlib import nullcontext
from types import SimpleNamespace
from stammkunde.foundation import operations as running
from stammkunde.notes.operations import writing
from tests.races import forks

def look(model, ids):
    rows = list(model._default_manager.filter(pk__in=list(ids)).order_by("pk"))
    for row in rows:
        row._locked = True
    forks.meet()
    return rows

running.transaction = SimpleNamespace(atomic=nullcontext)
writing.lock = look
"""


def finish(ground: Ground, twin: str = "") -> list[tuple[Any, ...]]:
    """Let two colleagues check every follow-up off; what each pair was told."""
    ids = ground.run(ADD, NOTES)
    return list(zip(*ground.run(twin + DONE, [ids, ids]), strict=True))


def edit(ground: Ground, twin: str = "") -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Let two colleagues write every note anew; what each was told, and what stands there now."""
    ids = ground.run(ADD, NOTES)
    editors = [
        [[pk, text, f"Alt {n}"] for n, pk in enumerate(ids)]
        for text in ("Anna war es", "Bert war es")
    ]
    told = ground.run(twin + EDIT, editors)
    rows = ground.sql("SELECT text, version FROM notes_note ORDER BY id")
    return list(zip(*told, strict=True)), rows


def test_a_follow_up_is_done_by_one_of_two(ground: Ground) -> None:
    assert {tuple(sorted(pair)) for pair in finish(ground)} == {("already_done", "done")}


def test_the_same_note_is_saved_once_and_the_other_one_is_told(ground: Ground) -> None:
    told, rows = edit(ground)
    assert {tuple(sorted(pair)) for pair in told} == {("saved", "told")}
    for (anna, _bert), (text, version) in zip(told, rows, strict=True):
        assert (text, version) == ("Anna war es" if anna == "saved" else "Bert war es", 2)


def test_without_the_lock_both_believe_that_they_did_it(ground: Ground) -> None:
    assert set(finish(ground, UNLOCKED)) == {("done", "done")}


def test_without_the_lock_one_text_is_lost_unseen(ground: Ground) -> None:
    told, _rows = edit(ground, UNLOCKED)
    assert set(told) == {("saved", "saved")}
