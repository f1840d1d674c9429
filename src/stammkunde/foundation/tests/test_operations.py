"""The wrapper of operations: word, transaction, journal, repeats."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection, transaction

from stammkunde.foundation import operations
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import JournalChange, JournalEntry, JournalSubject
from stammkunde.foundation.operations import OPERATIONS, Outcome, operation
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.foundation.remember import once
from stammkunde.foundation.writes import add, change, lock
from tests import cast
from tests.toyroom import cast as toys
from tests.toyroom import operations as toyroom
from tests.toyroom.models import ToyThing

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("own_registries")]

LOCKED = "database is locked"


def busy(text: str = LOCKED, state: str | None = None) -> OperationalError:
    """What the two drivers raise when another transaction is in the way."""
    problem = OperationalError(text)
    cause = Exception()
    cause.sqlstate = state  # type: ignore[attr-defined]
    problem.__cause__ = cause
    return problem


def test_without_the_word_nothing_happens() -> None:
    with pytest.raises(Forbidden) as caught:
        toyroom.add_things(actor=cast.nobody(), rows=[{"name": "Ball"}])
    assert caught.value.word == "toyroom.give"
    assert not ToyThing.objects.exists()
    assert not JournalEntry.objects.exists()


def test_with_the_word_it_happens_and_says_where_the_journal_has_it() -> None:
    asking = cast.actor("toyroom.give", id=7, label="Kim", request_id="r-1", door="api")
    outcome = toyroom.add_things(actor=asking, rows=[{"name": "Ball"}, {"name": ""}])
    entry = JournalEntry.objects.get()
    assert outcome.entry == entry.pk
    assert (entry.actor_kind, entry.actor_id, entry.actor_label) == ("staff", 7, "Kim")
    assert (entry.door, entry.operation, entry.request_id) == ("api", "toyroom.add_things", "r-1")
    assert (entry.cause, entry.undoes) == (None, None)
    assert [(one.row, one.code) for one in outcome.refused] == [(1, "nameless")]


def test_creation_is_one_line_per_row_and_a_bulk_is_one_entry() -> None:
    outcome = toyroom.add_things(actor=cast.system(), rows=[{"name": "A"}, {"name": "B"}])
    lines = JournalChange.objects.order_by("pk")
    ids = [thing.pk for thing in outcome.done]
    assert [(line.table, line.row, line.field) for line in lines] == [
        ("toyroom.toything", ids[0], "+"),
        ("toyroom.toything", ids[1], "+"),
    ]
    subjects = JournalSubject.objects.order_by("row").values_list("entry", "kind", "row")
    assert list(subjects) == [(outcome.entry, "thing", pk) for pk in ids]


def test_nothing_done_leaves_no_entry() -> None:
    outcome = toyroom.add_things(actor=cast.system(), rows=[{"name": ""}])
    assert outcome.entry is None
    assert not JournalEntry.objects.exists()


def test_an_operation_takes_keywords_only() -> None:
    with pytest.raises(TypeError):
        toyroom.add_things(cast.system(), [])  # type: ignore[call-arg, misc]


def test_a_refusal_rolls_everything_back() -> None:
    @operation("toyroom.break_off", needs="")
    def break_off(*, actor: object) -> None:
        add([ToyThing(name="Halb")])
        raise Refused("no", "Nein.")

    with pytest.raises(Refused):
        break_off(actor=cast.visitor())
    assert not ToyThing.objects.exists()
    assert not JournalEntry.objects.exists()


def test_any_other_error_rolls_back_and_stays_loud() -> None:
    @operation("toyroom.break_down", needs="")
    def break_down(*, actor: object) -> None:
        add([ToyThing(name="Halb")])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_down(actor=cast.visitor())
    assert not ToyThing.objects.exists()
    assert operations.current() is None


def test_an_inner_operation_names_the_outer_one_as_its_cause() -> None:
    @operation("toyroom.outer", needs="")
    def outer(*, actor: object) -> Outcome[ToyThing]:
        return toyroom.add_things(actor=cast.system(), rows=[{"name": "Innen"}])

    outer(actor=cast.visitor())
    by_name = {entry.operation: entry for entry in JournalEntry.objects.all()}
    assert by_name["toyroom.add_things"].cause == by_name["toyroom.outer"].pk


def test_a_refused_inner_operation_can_be_survived() -> None:
    @operation("toyroom.outer", needs="")
    def outer(*, actor: object) -> Outcome[ToyThing]:
        with pytest.raises(Missing):
            toyroom.change_thing(actor=cast.system(), thing=-1, values={"name": "x"})
        return Outcome(add([ToyThing(name="Danach")]))

    outcome = outer(actor=cast.visitor())
    entry = JournalEntry.objects.get()
    assert (entry.pk, entry.operation) == (outcome.entry, "toyroom.outer")
    assert JournalChange.objects.get().entry == entry.pk


def test_the_inner_operation_asks_for_its_own_word() -> None:
    @operation("toyroom.outer", needs="")
    def outer(*, actor: object) -> None:
        toyroom.add_things(actor=actor, rows=[{"name": "x"}])  # type: ignore[arg-type]

    with pytest.raises(Forbidden):
        outer(actor=cast.nobody())


def test_a_name_belongs_to_one_module() -> None:
    def stranger(*, actor: object) -> None: ...

    stranger.__module__ = "elsewhere"
    with pytest.raises(ValueError, match="declared twice"):
        operation("toyroom.add_things", needs="")(stranger)


def test_the_registry_knows_word_undo_and_text() -> None:
    info = OPERATIONS["toyroom.tag_things"]
    assert (info.room, info.needs) == ("toyroom", "toyroom.give")
    assert info.undo is operations.MEMBERS
    assert info.func.__doc__


def test_writing_outside_operations_is_refused() -> None:
    with pytest.raises(RuntimeError, match="inside operations"):
        lock(ToyThing, [])


def test_busy_is_told_from_broken() -> None:
    assert operations.is_passing(busy())
    assert operations.is_passing(busy("deadlock detected", "40P01"))
    assert operations.is_passing(busy("could not serialize", "40001"))
    assert operations.is_passing(busy("duplicate key value", "23505"))
    assert not operations.is_passing(busy("no such table: x"))
    assert not operations.is_passing(busy("out of memory", "53200"))


@pytest.mark.parametrize(
    "problem", [busy(), busy("deadlock detected", "40P01"), busy("serialize", "40001")]
)
@pytest.mark.db(transaction=True)
def test_the_outermost_operation_is_repeated_when_the_database_asks(
    problem: OperationalError,
) -> None:
    tries = []

    @operation("toyroom.stubborn", needs="")
    def stubborn(*, actor: object) -> Outcome[ToyThing]:
        tries.append(1)
        made = add([ToyThing(name="Einmal")])
        if len(tries) < 3:
            raise problem
        return Outcome(made)

    outcome = stubborn(actor=cast.visitor())
    assert len(tries) == 3
    assert ToyThing.objects.count() == 1
    assert JournalEntry.objects.get().pk == outcome.entry


@pytest.mark.db(transaction=True)
def test_it_gives_up_after_three_repeats() -> None:
    tries = []

    @operation("toyroom.hopeless", needs="")
    def hopeless(*, actor: object) -> None:
        tries.append(1)
        raise busy()

    with pytest.raises(OperationalError):
        hopeless(actor=cast.visitor())
    assert len(tries) == 1 + operations.REPEATS


@pytest.mark.db(transaction=True)
def test_an_inner_operation_is_not_repeated_by_itself() -> None:
    inner, outer_tries = [], []

    @operation("toyroom.inner", needs="")
    def inner_one(*, actor: object) -> None:
        inner.append(1)
        if len(inner) == 1:
            raise busy()

    @operation("toyroom.outer", needs="")
    def outer(*, actor: object) -> None:
        outer_tries.append(1)
        inner_one(actor=actor)

    outer(actor=cast.visitor())
    assert (len(inner), len(outer_tries)) == (2, 2)


@pytest.mark.db(transaction=True)
def test_a_broken_database_is_not_tried_again() -> None:
    tries = []

    @operation("toyroom.broken", needs="")
    def broken(*, actor: object) -> None:
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM there_is_no_such_table")

    with pytest.raises(Exception, match="there_is_no_such_table"):
        broken(actor=cast.visitor())
    assert len(tries) == 1


def test_inside_a_foreign_transaction_nothing_is_repeated() -> None:
    tries = []

    @operation("toyroom.hopeless", needs="")
    def hopeless(*, actor: object) -> None:
        tries.append(1)
        raise busy()

    with transaction.atomic(), pytest.raises(OperationalError):
        hopeless(actor=cast.visitor())
    assert len(tries) == 1


def test_the_journal_says_what_was_and_what_is() -> None:
    thing = toys.thing(name="Alt", price="1.50")
    outcome = toyroom.change_thing(
        actor=cast.owner(), thing=thing.pk, values={"name": "Neu", "pin": "1234"}
    )
    lines = JournalChange.objects.filter(entry=outcome.entry).order_by("pk")
    assert [(line.field, line.old, line.new) for line in lines] == [
        ("name", '"Alt"', '"Neu"'),
        ("pin", None, '"changed"'),
    ]
    assert not JournalChange.objects.filter(new__contains="1234").exists()


def test_a_changed_row_is_the_changed_row_in_the_database() -> None:
    thing = toys.thing(name="Alt")

    @operation("toyroom.look", needs="")
    def look(*, actor: object) -> None:
        rows = lock(ToyThing, [thing.pk])
        change(rows, name="Neu")
        assert rows[0].name == "Neu"
        assert ToyThing.objects.get().name == "Neu"

    look(actor=cast.visitor())


def test_what_is_read_once_per_request_is_read_once_per_operation() -> None:
    asked: list[str] = []

    @operation("toyroom.ask_twice", needs="")
    def ask_twice(*, actor: Actor) -> int:
        for _time in "ab":
            once("toyroom.asked", lambda: asked.append("x"))
        return len(asked)

    assert ask_twice(actor=cast.system()) == 1
    assert ask_twice(actor=cast.system()) == 2
