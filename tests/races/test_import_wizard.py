"""Two wizards, two windows, two clicks: nobody comes in twice, nothing that was settled is lost."""

from __future__ import annotations

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db, pytest.mark.timeout(300)]
ROWS, HANDS = 120, 3

PRELUDE = """
import time
from contextlib import contextmanager
from django.db import connection
from stammkunde.foundation import batches, drafts, takeback
from stammkunde.foundation.drafts import keeping
from stammkunde.foundation.jobs import running
from stammkunde.foundation.models import ImportBatch, ImportDraft
from stammkunde.foundation.refusals import Stale
from stammkunde.people.importing import apply, wizard
from stammkunde.people.importing.wizard import committing
from tests import cast
from tests.races.forks import together

apply.CHUNK = 10

def me(number):
    return cast.at_desk(number, f"Kollegin {number}")

def listed(count, postcode="10119"):
    rows = [f"Vor{n};Name{n};n{n}@mail.example;{postcode}" for n in range(count)]
    return "\\n".join(["Vorname;Nachname;E-Mail;PLZ", *rows]).encode()

def work():
    while held := running.claim("race"):
        running.perform(held)

def checked(actor, data):
    shown = wizard.begin(actor, "liste.csv", [data])
    wizard.check(actor, shown.id, shown.version)
    work()
    shown = wizard.show(actor, shown.id)
    assert shown.state == "checked", shown
    return shown
"""

TWO_WIZARDS = """
begun = [(who, checked(me(who), listed(args["rows"]))) for who in range(1, args["hands"] + 1)]
for who, shown in begun:
    wizard.commit(me(who), shown.id, shown.version, "valid_rows")
connection.close()

def job(number, meet):
    who, shown = begun[number]
    meet()
    row = ImportDraft.objects.get(pk=shown.id)
    committing.commit_list.call(draft=row.pk, run=row.run)
    found = wizard.show(me(who), shown.id)
    return [found.state, found.counts.create, found.counts.skip]

say(together(job, list(range(args["hands"]))))
"""
NO_LOCK = """
look, once = apply.snapshot, apply.Import._one

@contextmanager
def open_house(*_args, **_more):
    token = batches._held.set(True)
    yield
    batches._held.reset(token)

def early(self, items, batch, through):
    seen = [look(self.actor, items, self.course)]
    time.sleep(0.1)
    apply.snapshot = lambda *said: seen.pop() if seen else look(*said)
    return once(self, items, batch, through)

batches.exclusive = open_house
takeback.recover = lambda: []
apply.Import._one = early
"""

TWO_CLICKS = """
shown = checked(me(1), listed(args["rows"]))
connection.close()

def click(_number, meet):
    meet()
    try:
        wizard.commit(me(1), shown.id, shown.version, "valid_rows")
    except Stale:
        return 0
    return 1

clicks = together(click, list(range(args["hands"])))

def job(_number, meet):
    meet()
    work()
    return 1

together(job, list(range(args["hands"])))
say([sum(clicks), ImportBatch.objects.count(), wizard.show(me(1), shown.id).state])
"""
# What the page showed is compared before instead of while it is written; of jobs the first that
# is there counts.
UNCOMPARED = """
from types import SimpleNamespace

every = lambda pk, *_said: ImportDraft.objects.filter(pk=pk)

def before(draft, version, states):
    time.sleep(0.2)
    return every(draft.pk)

def link(pk, run, batch):
    every(pk).update(batch=batch.pk)

keeping._of_version, keeping._of_run = before, every
keeping.lost = lambda draft: True
drafts.link, drafts.end = link, lambda pk, run: None
any_run = SimpleNamespace(filter=lambda pk, **_said: every(pk))
committing.ImportDraft = SimpleNamespace(objects=any_run)
"""

TWO_WINDOWS = """
shown = checked(me(1), listed(args["rows"], postcode="1067"))
connection.close()

def settle(number, meet):
    meet()
    done = 0
    for row in range(2 + number, args["rows"] + 2, args["hands"]):
        while True:
            now = wizard.show(me(1), shown.id)
            try:
                wizard.take(me(1), shown.id, now.version, row, 3)
                done += 1
                break
            except Stale:
                pass
    return done

done = together(settle, list(range(args["hands"])))
found = wizard.show(me(1), shown.id)
say([sum(done), found.counts.create, found.counts.doubtful, found.counts.cells_open])
"""
OLD_COUNTS = """
@contextmanager
def unguarded(draft, version, states, **said):
    draft.refresh_from_db()
    time.sleep(0.02)
    yield draft

drafts.change = unguarded
"""


def count(ground: Ground) -> int:
    """How many customers."""
    return int(ground.sql("SELECT count(*) FROM people_customer")[0][0])


def said(hands: int = HANDS, rows: int = ROWS) -> dict[str, int]:
    """What a script is told."""
    return {"hands": hands, "rows": rows}


def test_of_wizards_with_the_same_file_one_brings_each_customer_and_the_others_skip(
    ground: Ground,
) -> None:
    told = ground.run(PRELUDE + TWO_WIZARDS, said(), patience=120)
    assert sorted(told) == [["done", 0, ROWS]] * (HANDS - 1) + [["done", ROWS, 0]]
    assert count(ground) == ROWS


def test_twin_without_the_lock_two_wizards_bring_customers_twice(ground: Ground) -> None:
    ground.run(PRELUDE + NO_LOCK + TWO_WIZARDS, said(), patience=120)
    assert count(ground) > ROWS


def test_of_several_clicks_on_one_draft_exactly_one_brings_it_in_as_one_batch(
    ground: Ground,
) -> None:
    assert ground.run(PRELUDE + TWO_CLICKS, said(), patience=120) == [1, 1, "done"]
    assert count(ground) == ROWS


def test_twin_without_comparing_what_the_page_showed_there_are_several_batches(
    ground: Ground,
) -> None:
    clicks, made, _state = ground.run(PRELUDE + UNCOMPARED + TWO_CLICKS, said(), patience=120)
    assert clicks > 1
    assert made > 1


def test_what_several_windows_settle_at_once_counts_all(ground: Ground) -> None:
    told = ground.run(PRELUDE + TWO_WINDOWS, said(rows=30), patience=120)
    assert told == [30, 30, 0, 0]


def test_twin_without_the_version_the_counts_are_wrong(ground: Ground) -> None:
    done, created, doubtful, _cells = ground.run(
        PRELUDE + OLD_COUNTS + TWO_WINDOWS, said(rows=30), patience=120
    )
    assert done == 30
    assert (created, doubtful) != (30, 0)
