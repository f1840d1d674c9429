"""The timeline: the journal in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stammkunde.foundation import journal
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden
from stammkunde.people import queries, telling

TIMELINE = 25


@dataclass(frozen=True)
class Line:
    """One entry of the timeline in words, with what the shell's timeline piece asks for."""

    entry: journal.TimelineEntry
    told: journal.Told

    def __getattr__(self, name: str) -> Any:
        return getattr(self.told if name in {"icon", "tone", "text"} else self.entry, name)

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
) -> tuple[list[Line], int | None]:
    """The newest lines (older than entry `before`), and where the older ones begin, if any.

    Needs `people.see`: what the office writes down is not for the customer (R4). The caller has
    fetched the customer for this actor, and may know already who takes part (`family`). Entries
    that no room tells stay silent.
    """
    if not actor.may(queries.SEE):
        raise Forbidden(queries.SEE)
    entries = journal.timeline(actor, "customer", pk, before=before, limit=TIMELINE + 1)
    older = entries[TIMELINE - 1].id if len(entries) > TIMELINE else None
    telling.with_names(actor, entries[:TIMELINE])
    telling.with_managers(actor, entries[:TIMELINE])
    telling.with_participants(actor, pk, entries[:TIMELINE], family)
    telling.with_contacts(actor, pk, entries[:TIMELINE])
    telling.with_guardians(actor, entries[:TIMELINE])
    lines = [
        Line(entry, journal.RENDERERS[entry.operation](entry))
        for entry in entries[:TIMELINE]
        if entry.operation in journal.RENDERERS
    ]
    return lines, older


def last_writer(actor: Actor, pk: int, key: str) -> str:
    """Who wrote the field last, as the journal says; "" when that is long ago."""
    for entry in journal.timeline(actor, "customer", pk, limit=TIMELINE):
        if any(change.field == key for change in entry.changes):
            return entry.actor_label
    return ""
