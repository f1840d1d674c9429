"""News between rooms: order, objections, depth, jobs."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django_tasks_db.models import DBTaskResult

from stammkunde.foundation import events
from stammkunde.foundation.events import Event, TooDeep, later, on
from stammkunde.foundation.models import JournalEntry
from stammkunde.foundation.operations import Outcome, consequence, emit, operation
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.writes import add
from tests import cast
from tests.toyroom import operations as toyroom
from tests.toyroom.models import ToyThing

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("own_registries")]


@dataclass(frozen=True)
class Rang(Event):
    """The bell rang."""

    ids: tuple[int, ...] = ()
    step: int = 0


@dataclass(frozen=True)
class Echoed(Event):
    """The bell was heard."""

    step: int = 0


@operation("toyroom.ring", needs="")
def ring(*, actor: object, step: int = 0, object_after: bool = False) -> Outcome[ToyThing]:
    """Ring the bell."""
    made = add([ToyThing(name=f"Glocke {step}")])
    emit(Rang(ids=tuple(row.pk for row in made), step=step))
    if object_after:
        raise Refused("silent", "Ruhe.")
    return Outcome(made)


def at_floor(module: str, heard: list[str], name: str):
    """A reaction that pretends to live in another room."""

    def reaction(event: Event) -> None:
        heard.append(name)

    reaction.__module__, reaction.__qualname__ = module, name
    return reaction


def test_lower_rooms_hear_first() -> None:
    heard: list[str] = []
    on(Rang)(at_floor("tests.toyroom.reactions", heard, "attic"))
    on(Rang)(at_floor("stammkunde.people.reactions", heard, "people"))
    on(Rang)(at_floor("stammkunde.accounts.reactions", heard, "accounts"))
    ring(actor=cast.visitor())
    assert heard == ["accounts", "people", "attic"]


def test_news_go_breadth_first() -> None:
    heard: list[str] = []

    @on(Rang)
    def first(event: Rang) -> None:
        heard.append(f"first {event.step}")
        echo(actor=consequence(), step=event.step)

    @on(Rang)
    def second(event: Rang) -> None:
        heard.append(f"second {event.step}")

    @on(Echoed)
    def echoed(event: Echoed) -> None:
        heard.append(f"echo {event.step}")

    @operation("toyroom.echo", needs="")
    def echo(*, actor: object, step: int) -> None:
        emit(Echoed(step))

    @operation("toyroom.ring_twice", needs="")
    def ring_twice(*, actor: object) -> None:
        ring(actor=actor, step=1)
        ring(actor=actor, step=2)
        heard.append("own work")

    ring_twice(actor=cast.visitor())
    assert heard == [
        "own work",
        "first 1",
        "second 1",
        "first 2",
        "second 2",
        "echo 1",
        "echo 2",
    ]


def test_a_reaction_runs_as_the_house_with_its_cause() -> None:
    @on(Rang)
    def react(event: Rang) -> None:
        toyroom.add_things(actor=consequence(), rows=[{"name": "Folge"}])

    outcome = ring(actor=cast.owner())
    entry = JournalEntry.objects.get(operation="toyroom.add_things")
    assert (entry.actor_kind, entry.cause) == ("system", outcome.entry)


def test_an_objection_rolls_the_whole_operation_back() -> None:
    @on(Rang)
    def object_to_it(event: Rang) -> None:
        raise Refused("quiet_hours", "Mittagsruhe.")

    with pytest.raises(Refused, match="quiet_hours"):
        ring(actor=cast.visitor())
    assert not ToyThing.objects.exists()
    assert not JournalEntry.objects.exists()


def test_ten_steps_are_enough_for_every_house() -> None:
    @on(Rang)
    def again(event: Rang) -> None:
        ring(actor=consequence(), step=event.step + 1)

    with pytest.raises(TooDeep):
        ring(actor=cast.visitor())
    assert not ToyThing.objects.exists()


def test_exactly_ten_steps_are_allowed() -> None:
    heard: list[int] = []

    @on(Rang)
    def again(event: Rang) -> None:
        heard.append(event.step)
        if event.step < events.DEEPEST - 1:
            ring(actor=consequence(), step=event.step + 1)

    ring(actor=cast.visitor())
    assert heard == list(range(events.DEEPEST))


def test_news_of_a_refused_inner_operation_are_dropped() -> None:
    heard: list[int] = []

    @on(Rang)
    def react(event: Rang) -> None:
        heard.append(event.step)

    @operation("toyroom.outer", needs="")
    def outer(*, actor: object) -> None:
        ring(actor=actor, step=1)
        with pytest.raises(Refused):
            ring(actor=actor, step=2, object_after=True)
        ring(actor=actor, step=3)

    outer(actor=cast.visitor())
    assert heard == [1, 3]
    assert ToyThing.objects.count() == 2


def test_events_belong_inside_operations() -> None:
    with pytest.raises(RuntimeError):
        emit(Rang())
    with pytest.raises(RuntimeError):
        consequence()


def test_a_question_is_answered_before_going_on() -> None:
    heard: list[str] = []

    @on(Rang)
    def react(event: Rang) -> None:
        heard.append("reaction")

    @operation("toyroom.ask", needs="")
    def ask(*, actor: object) -> None:
        emit(Rang(), now=True)
        heard.append("afterwards")

    ask(actor=cast.visitor())
    assert heard == ["reaction", "afterwards"]


def test_later_is_a_job_row_of_the_same_transaction() -> None:
    heard: list[Event] = []

    @later(Rang)
    def react(event: Rang) -> None:
        heard.append(event)

    ring(actor=cast.visitor(), step=4)
    assert heard == []
    job = DBTaskResult.objects.get()
    payload = job.args_kwargs["kwargs"]
    assert payload["event"].endswith("Rang")
    assert payload["payload"]["step"] == 4


def test_a_rolled_back_operation_leaves_no_job() -> None:
    @later(Rang)
    def react(event: Rang) -> None: ...

    with pytest.raises(Refused):
        ring(actor=cast.visitor(), object_after=True)
    assert not DBTaskResult.objects.exists()


@pytest.mark.db(transaction=True)
def test_nobody_else_sees_the_job_before_the_commit() -> None:
    import threading

    from django.db import connection

    seen: list[int] = []

    @later(Rang)
    def react(event: Rang) -> None: ...

    def look() -> None:
        seen.append(DBTaskResult.objects.count())
        connection.close()

    @on(Rang)
    def before_commit(event: Rang) -> None:
        events._enqueue[0]("x", "y", {})
        other = threading.Thread(target=look)
        other.start()
        other.join()

    ring(actor=cast.visitor())
    look()
    assert seen == [0, 2]
