"""The timeline is the journal, read by subject."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stammkunde.foundation.journal import RENDERERS, _entries, timeline
from stammkunde.foundation.operations import operation
from stammkunde.foundation.undo import undo
from stammkunde.foundation.writes import add, change, lock
from tests import cast
from tests.toyroom import cast as toys
from tests.toyroom import operations as toyroom
from tests.toyroom.models import ToyPoints, ToyThing

pytestmark = pytest.mark.db


def test_the_newest_entry_stands_first_and_the_rest_on_the_next_page() -> None:
    thing = toys.thing()
    for name in ("Eins", "Zwei", "Drei"):
        toyroom.change_thing(actor=cast.owner(), thing=thing.pk, values={"name": name})
    page = timeline(cast.owner(), "thing", thing.pk, limit=2)
    assert [entry.changes[0].new for entry in page] == ['"Drei"', '"Zwei"']
    rest = timeline(cast.owner(), "thing", thing.pk, before=page[-1].id)
    assert [entry.changes[0].field for entry in rest] == ["name", "+"]


def test_a_timeline_shows_its_own_subject_only() -> None:
    a, b = toys.things({}, {})
    toyroom.change_things(actor=cast.owner(), things=[a.pk, b.pk], values={"note": "beide"})
    toyroom.change_thing(actor=cast.owner(), thing=b.pk, values={"name": "nur b"})
    newest = timeline(cast.owner(), "thing", a.pk)[0]
    assert [(change.row, change.field) for change in newest.changes] == [(a.pk, "note")]


def test_undo_is_offered_to_those_who_may_and_once() -> None:
    thing = toys.thing(name="Alt")
    outcome = toyroom.change_thing(actor=cast.owner(), thing=thing.pk, values={"name": "Neu"})
    assert timeline(cast.owner(), "thing", thing.pk)[0].undoable
    assert not timeline(cast.nobody(), "thing", thing.pk)[0].undoable
    undo(actor=cast.owner(), entry=outcome.entry)
    undoing, undone = timeline(cast.owner(), "thing", thing.pk)[:2]
    assert (undone.undone, undone.undoable) == (True, False)
    assert (undoing.undoes, undoing.undoable) == (undone.id, False)


def test_a_long_timeline_costs_as_much_as_a_short_one() -> None:
    thing = toys.thing()
    for number in range(12):
        toyroom.change_thing(actor=cast.owner(), thing=thing.pk, values={"name": str(number)})

    def cost(limit: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            timeline(cast.owner(), "thing", thing.pk, limit=limit)
        return len(queries)

    assert cost(2) == cost(30) <= 6


def test_an_entry_about_thousands_is_told_by_its_own_rows() -> None:
    """The question whether it concerns others goes by the entry, not through all subjects."""
    numbers = (1, *range(1, 27))
    said = _entries(numbers, "thing", ("toyroom.toything",), ()).explain()
    assert "journal_subject_by_entry" in said or connection.vendor == "postgresql"
    assert "SCAN foundation_journalsubject" not in said


def test_a_row_of_another_table_with_the_same_number_does_not_show(own_registries: None) -> None:
    made = cast.customer()

    @operation("toyroom.do_both", needs="")
    def do_both(*, actor: object) -> None:
        change(lock(ToyPoints, [made.pk]), points=3)
        add([ToyThing(pk=made.pk, name="Zufällig dieselbe Nummer")])

    do_both(actor=cast.visitor())
    told = timeline(cast.owner(), "customer", made.pk)[0]
    assert [(change.table, change.field) for change in told.changes] == [
        ("toyroom.toypoints", "points")
    ]
    told = timeline(cast.owner(), "thing", made.pk)[0]
    assert [(change.table, change.field) for change in told.changes] == [("toyroom.toything", "+")]
    assert told.shared


def test_rooms_tell_their_own_operations() -> None:
    made = cast.customer()
    toyroom.give_points(actor=cast.owner(), customers=[made.pk], points=3)
    entry = timeline(cast.owner(), "customer", made.pk)[0]
    assert RENDERERS["toyroom.give_points"](entry).text == "Punktestand 3"
