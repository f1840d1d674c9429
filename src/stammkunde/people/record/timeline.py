"""The timeline: the journal in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from stammkunde.foundation import journal
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden
from stammkunde.foundation.rooms import slots
from stammkunde.people import queries, telling

TIMELINE = 25
KINDS, TELLING = "people.customer.timeline", "people.customer.telling"

_TOLD = frozenset({"icon", "tone", "text", "alone", "body", "badge", "acts"})


@dataclass(frozen=True)
class TimelineKind:
    """One choice above the history (*Notizen*, *Änderungen*); a room hangs it into `KINDS`.

    operations: names of the operations that it shows, or beginnings of names ("people.").
    """

    key: str
    label: Any
    operations: tuple[str, ...]
    word: str = ""
    order: int = 100

    @property
    def names(self) -> tuple[str, ...]:
        """The operations that are told, by name."""
        return tuple(sorted(name for name in journal.RENDERERS if name.startswith(self.operations)))


@dataclass(frozen=True)
class Teller:
    """What a room above knows about entries of its own; it hangs into `TELLING`.

    fill(actor, customer, entries) puts it into `parts` and `extra`: one query at most, and none
    where no entry is the room's own.
    """

    key: str
    fill: Callable[[Actor, int, Sequence[journal.TimelineEntry]], None]
    word: str = ""
    order: int = 100


@dataclass(frozen=True)
class Line:
    """One entry of the timeline in words, with what the shell's timeline piece asks for."""

    entry: journal.TimelineEntry
    told: journal.Told

    def __getattr__(self, name: str) -> Any:
        return getattr(self.told if name in _TOLD else self.entry, name)

    @property
    def undoable(self) -> bool:
        """Nobody undoes a whole import from one customer's page."""
        return self.entry.undoable and not self.entry.shared


def timeline(
    actor: Actor,
    pk: int,
    *,
    before: int | None = None,
    family: Sequence[queries.Brief] | None = None,
    kind: str = "",
) -> tuple[list[Line], int | None]:
    """The newest lines (older than entry `before`), and where the older ones begin, if any.

    kind: the key of a `TimelineKind`; everything where there is no such for the actor.

    Needs `people.see`: what the office writes down is not for the customer (R4). The caller has
    fetched the customer for this actor, and may know already who takes part (`family`). Entries
    that no room tells stay silent.
    """
    if not actor.may(queries.SEE):
        raise Forbidden(queries.SEE)
    only = next((one.names for one in timeline_kinds(actor) if one.key == kind), ())
    entries = journal.timeline(actor, "customer", pk, before=before, limit=TIMELINE + 1, only=only)
    older = entries[TIMELINE - 1].id if len(entries) > TIMELINE else None
    telling.with_names(actor, entries[:TIMELINE])
    telling.with_managers(actor, entries[:TIMELINE])
    telling.with_participants(actor, pk, entries[:TIMELINE], family)
    telling.with_contacts(actor, pk, entries[:TIMELINE])
    telling.with_guardians(actor, entries[:TIMELINE])
    for teller in slots.of(TELLING, actor):
        teller.fill(actor, pk, entries[:TIMELINE])
    lines = [
        Line(entry, journal.RENDERERS[entry.operation](entry))
        for entry in entries[:TIMELINE]
        if entry.operation in journal.RENDERERS
    ]
    return lines, older


def timeline_kinds(actor: Actor) -> list[TimelineKind]:
    """What the history can be narrowed to, in order; nothing where there is one kind only."""
    kinds: list[TimelineKind] = slots.of(KINDS, actor)
    return kinds if len(kinds) > 1 else []


def last_writer(actor: Actor, pk: int, key: str) -> str:
    """Who wrote the field last, as the journal says; "" when that is long ago."""
    for entry in journal.timeline(actor, "customer", pk, limit=TIMELINE):
        if any(change.field == key for change in entry.changes):
            return entry.actor_label
    return ""
