"""Writing in the toy room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import CREATED, FIELDS, MEMBERS, Outcome, emit, operation
from stammkunde.foundation.refusals import Refusal, Refused
from stammkunde.foundation.writes import (
    Keeper,
    add,
    change,
    change_each,
    expect,
    keep,
    link,
    lock,
    remove,
    unlink,
)
from tests.toyroom.events import ThingsAdded, ThingsChanged, ThingsWithdrawn
from tests.toyroom.models import ToyPoints, ToyTag, ToyThing


def _derive(thing: ToyThing) -> None:
    thing.name_folded = thing.name.lower()


def _customer(points: ToyPoints) -> list[tuple[str, int]]:
    return [("customer", points.pk)]


keep(ToyPoints, Keeper(kind="points", subjects=_customer))
keep(
    ToyThing,
    Keeper(
        kind="thing",
        derive=_derive,
        derived=("name_folded",),
        secret=frozenset({"pin"}),
        changed=lambda ids: ThingsChanged(ids=ids),
        removed=lambda ids: ThingsWithdrawn(ids=ids),
    ),
)


@operation("toyroom.open_points", needs="toyroom.give")
def open_points(*, actor: Actor, customers: Sequence[int]) -> Outcome[ToyPoints]:
    """Give every new customer an empty summary row."""
    return Outcome(add([ToyPoints(customer_id=pk) for pk in customers]))


@operation("toyroom.close_points", needs="toyroom.give")
def close_points(*, actor: Actor, customers: Sequence[int]) -> Outcome[int]:
    """Drop the summary rows. Refuses (`has_points`) while somebody still has points."""
    rows = lock(ToyPoints, customers)
    if any(row.points for row in rows):
        raise Refused("has_points", "Es gibt noch Punkte.")
    remove(rows)
    return Outcome([row.pk for row in rows])


@operation("toyroom.give_points", needs="toyroom.give", undo=FIELDS)
def give_points(*, actor: Actor, customers: Sequence[int], points: int) -> Outcome[ToyPoints]:
    """Add `points` to each. Refuses (`not_positive`) what is not more than nothing."""
    if points <= 0:
        raise Refused("not_positive", "Mindestens ein Punkt.", "points")
    rows = lock(ToyPoints, customers)
    return Outcome(change_each([(row, {"points": row.points + points}) for row in rows]))


@operation("toyroom.greet", needs="toyroom.give")
def greet(*, actor: Actor, customers: Sequence[int]) -> Outcome[ToyPoints]:
    """Note that they were greeted; done twice it stays once."""
    there = ToyPoints.objects.filter(pk__in=customers).values_list("pk", flat=True)
    return Outcome(change(lock(ToyPoints, there), greeted=True))


@operation("toyroom.add_things", needs="toyroom.give", undo=CREATED)
def add_things(*, actor: Actor, rows: Sequence[Mapping[str, Any]]) -> Outcome[ToyThing]:
    """Add things. Leaves out (`nameless`) what has no name."""
    named = [ToyThing(**row) for row in rows if row.get("name")]
    left_out = [i for i, row in enumerate(rows) if not row.get("name")]
    done = add(named)
    if done:
        emit(ThingsAdded(ids=tuple(thing.pk for thing in done)))
    return Outcome(done, [Refusal(i, "nameless", "Ein Name fehlt.", "name") for i in left_out])


@operation("toyroom.change_thing", needs="toyroom.give", undo=FIELDS)
def change_thing(
    *,
    actor: Actor,
    thing: int,
    values: Mapping[str, Any],
    expected: Mapping[str, Any] | None = None,
) -> Outcome[ToyThing]:
    """Change one thing. Refuses with `Stale` where a field moved."""
    rows = lock(ToyThing, [thing])
    expect(rows[0], expected=expected or {}, wanted=values)
    done = change(rows, **values)
    if done:
        emit(ThingsChanged(ids=(thing,)))
    return Outcome(done)


@operation("toyroom.change_things", needs="toyroom.give", undo=FIELDS)
def change_things(
    *, actor: Actor, things: Sequence[int], values: Mapping[str, Any]
) -> Outcome[ToyThing]:
    """Change many alike."""
    return Outcome(change(lock(ToyThing, things), **values))


@operation("toyroom.remove_things", needs="toyroom.give")
def remove_things(*, actor: Actor, things: Sequence[int]) -> Outcome[int]:
    """Remove things for good; there is no undo."""
    rows = lock(ToyThing, things)
    remove(rows)
    return Outcome(list(things))


@operation("toyroom.tag_things", needs="toyroom.give", undo=MEMBERS)
def tag_things(*, actor: Actor, things: Sequence[int], tags: Sequence[int]) -> Outcome[ToyThing]:
    """Link tags."""
    rows = lock(ToyThing, things)
    link(rows, "tags", ToyTag.objects.filter(pk__in=tags))
    return Outcome(rows)


@operation("toyroom.untag_things", needs="toyroom.give", undo=MEMBERS)
def untag_things(*, actor: Actor, things: Sequence[int], tags: Sequence[int]) -> Outcome[ToyThing]:
    """Take tags off."""
    rows = lock(ToyThing, things)
    unlink(rows, "tags", ToyTag.objects.filter(pk__in=tags))
    return Outcome(rows)
