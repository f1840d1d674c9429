"""What a customer's page shows, put together for one actor.

Rooms above build their tabs with the same frame: `frame(...)` and `people/record_frame.html`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse

from stammkunde.foundation import journal
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.fields import Field
from stammkunde.foundation.rooms import FactValue, slots
from stammkunde.people import queries, rules
from stammkunde.people.fields import FIELDS
from stammkunde.people.models import Customer

TIMELINE = 25


@dataclass(frozen=True)
class ShownFact:
    """One fact of the strip."""

    label: Any
    value: FactValue


@dataclass(frozen=True)
class ShownTab:
    """One tab; `count` is None where there is nothing to count."""

    key: str
    label: Any
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True)
class Frame:
    """Head, facts and tabs: the same on every tab of a customer's page."""

    customer: Customer
    name: str
    facts: Sequence[ShownFact]
    tabs: Sequence[ShownTab]
    may_edit: bool
    may_archive: bool

    @property
    def elsewhere(self) -> bool:
        """Whether the page shows another tab than Details."""
        return any(tab.current for tab in self.tabs)


@dataclass(frozen=True)
class ShownField:
    """One of the eight fields: declared, stored and shown."""

    field: Field
    stored: Any
    may_edit: bool

    @property
    def text(self) -> str:
        """The value for people, "" where there is none."""
        return self.field.show(self.stored) if self.stored else ""


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


def frame(actor: Actor, pk: int, *, tab: str = "details") -> Frame:
    """Head, facts and tabs for the actor; one query of ours, at most one per room that hangs in.

    `Missing` when there is no such customer for this actor, `Forbidden` without `people.see`.
    """
    customer = queries.customer(actor, pk)
    answer = lru_cache(maxsize=None)(lambda ask: ask(actor, pk))
    facts = [
        ShownFact(fact.label, value)
        for fact in slots.of("people.customer.facts", actor)
        if (value := fact.value(answer(fact.summary))) is not None
    ]
    tabs = [
        ShownTab(
            one.key,
            one.label,
            reverse(one.url_name, args=[pk]),
            one.count(answer(one.summary)) if one.count else None,
            one.key == tab,
        )
        for one in slots.of("people.customer.tabs", actor)
    ]
    return Frame(
        customer,
        rules.record_name(customer),
        facts,
        tabs,
        actor.may("people.edit"),
        actor.may("people.archive"),
    )


def shown_fields(actor: Actor, customer: Customer) -> list[ShownField]:
    """The eight fields as the actor may see and edit them."""
    return [shown_field(actor, customer, key) for key in FIELDS.keys]


def shown_field(actor: Actor, customer: Customer, key: str) -> ShownField:
    """One field as the actor may see and edit it."""
    return ShownField(FIELDS[key], getattr(customer, key), actor.may(FIELDS[key].needs))


def timeline(actor: Actor, pk: int, *, before: int | None = None) -> tuple[list[Line], int | None]:
    """The newest lines (older than entry `before`), and where the older ones begin, if any.

    The caller has fetched the customer for this actor. Entries that no room tells stay silent.
    """
    entries = journal.timeline(actor, "customer", pk, before=before, limit=TIMELINE + 1)
    older = entries[TIMELINE - 1].id if len(entries) > TIMELINE else None
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
