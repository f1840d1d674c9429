"""What a customer's page shows, put together for one actor.

Rooms above build their tabs with the same frame: `frame(...)` and `people/record_frame.html`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from stammkunde.foundation import journal
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.fields import Field
from stammkunde.foundation.rooms import FactValue, slots
from stammkunde.people import lifecycle, profiles, queries, rules, telling
from stammkunde.people.fields import EDIT, FIELDS, PARTICIPANT, participant_keys
from stammkunde.people.models import Address, Channel, Consent, Customer, Kind, Participant, Purpose
from stammkunde.people.telling_participants import with_participants

TIMELINE = 25
NAME_KEYS = frozenset({"first_name", "last_name"})
MASTER = (
    "kind", "salutation", "title", "first_name", "last_name", "organisation", "short_name",
    "phone", "email", "relation_start", "relation_end", "marker",
)  # fmt: skip
ALWAYS = frozenset({"phone", "email"})
PLACE = ("street", "postcode", "city")


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
    labels: queries.Labels = queries.Labels()
    status: Any = None
    may_lock: bool = False
    may_renumber: bool = False

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
class ShownParticipant:
    """Somebody who takes part: the row, the name, and (label, text, small print) per field."""

    row: Participant
    name: str
    values: Sequence[tuple[Any, str, str]]


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
    tabs = [*_own_tabs(actor, pk, tab), *tabs]
    return Frame(
        customer,
        rules.record_name(customer),
        facts,
        tabs,
        actor.may("people.edit"),
        actor.may("people.archive"),
        labels=queries.labels_of(actor, pk),
        status=next((s for s in lifecycle.known_statuses() if s.pk == customer.status_id), None),
        may_lock=actor.may("people.lock"),
        may_renumber=actor.may("people.renumber"),
    )


def _own_tabs(actor: Actor, pk: int, tab: str) -> list[ShownTab]:
    """Who takes part, under the name that the industry profile gives them (users.md 2)."""
    profile, count = profiles.current(), queries.participant_count(actor, pk)
    if not (profile.shown or count):
        return []
    url = reverse("people:participants", args=[pk])
    return [ShownTab("participants", profile.many, url, count, tab == "participants")]


def shown_participants(actor: Actor, pk: int) -> list[ShownParticipant]:
    """Who takes part for a customer, the archived ones last."""
    return [shown_participant(actor, row) for row in queries.participants_of(actor, pk)]


def shown_participant(actor: Actor, row: Participant) -> ShownParticipant:
    """One participant; the age stands behind the birth date (users.md 2)."""
    values = []
    for key in participant_keys(row.kind):
        small = ""
        if key == "birth_date" and row.birth_date and not row.deceased_on:
            years = rules.age(row.birth_date, actor.today)
            small = ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
        field, stored = PARTICIPANT[key], getattr(row, key)
        if key not in NAME_KEYS:
            values.append((field.label, field.show(stored), small))
    return ShownParticipant(row, rules.participant_name(row), values)


def may_take_part(actor: Actor, customer: Customer) -> bool:
    """Whether "the customer takes part" is offered: a person who does not yet, and the word."""
    if customer.kind != Kind.PERSON or not actor.may(EDIT):
        return False
    return not queries.takes_part(actor, customer.pk)


def shown_fields(actor: Actor, customer: Customer) -> list[ShownField]:
    """The fields of the card of master data, as the actor may see and edit them.

    The title goes where it is switched off and empty (CUS-06); note and place have their own cards.
    """
    without = set() if lifecycle.business().title_shown else {"title"}
    return [shown_field(actor, customer, key) for key in MASTER if key not in without]


def split_fields(fields: Sequence[ShownField]) -> tuple[list[ShownField], list[ShownField]]:
    """(what the card shows, what waits folded): optional fields wait while they are empty."""
    shown = [one for one in fields if one.text or one.field.key in ALWAYS]
    return shown, [one for one in fields if one not in shown]


def shown_place(actor: Actor, customer: Customer) -> list[ShownField]:
    """The fields of the main address."""
    return [shown_field(actor, customer, key) for key in PLACE]


def shown_field(actor: Actor, customer: Customer, key: str) -> ShownField:
    """One field as the actor may see and edit it."""
    return ShownField(FIELDS[key], getattr(customer, key), actor.may(FIELDS[key].needs))


def timeline(actor: Actor, pk: int, *, before: int | None = None) -> tuple[list[Line], int | None]:
    """The newest lines (older than entry `before`), and where the older ones begin, if any.

    The caller has fetched the customer for this actor. Entries that no room tells stay silent.
    """
    entries = journal.timeline(actor, "customer", pk, before=before, limit=TIMELINE + 1)
    older = entries[TIMELINE - 1].id if len(entries) > TIMELINE else None
    telling.with_names(actor, entries[:TIMELINE])
    with_participants(actor, pk, entries[:TIMELINE])
    lines = [
        Line(entry, journal.RENDERERS[entry.operation](entry))
        for entry in entries[:TIMELINE]
        if entry.operation in journal.RENDERERS
    ]
    return lines, older


def shown_addresses(actor: Actor, pk: int) -> list[tuple[Address, list[str]]]:
    """The customer's further addresses with the lines of each."""
    return [(one, rules.address_lines(one)) for one in queries.addresses_of(actor, pk)]


@dataclass(frozen=True)
class ShownAccount:
    """A bank account as pages show it."""

    id: int
    masked: str
    holder: str


def shown_accounts(actor: Actor, pk: int) -> list[ShownAccount] | None:
    """The customer's accounts, masked (CUS-04); None when they are not for this actor."""
    if not actor.may(queries.BANK):
        return None
    return [
        ShownAccount(row.pk, rules.masked_iban(row.iban), row.holder)
        for row in queries.bank_accounts_of(actor, pk)
    ]


def shown_consents(actor: Actor, pk: int) -> list[tuple[str, Consent | None]]:
    """What the customer agrees to now, by what was asked (N-17): (label, newest statement)."""
    holds = rules.newest(queries.consents_of(actor, pk))
    return [
        (f"{Purpose(purpose).label} · {Channel(channel).label}", one)
        for (purpose, channel), one in holds.items()
    ]


def last_writer(actor: Actor, pk: int, key: str) -> str:
    """Who wrote the field last, as the journal says; "" when that is long ago."""
    for entry in journal.timeline(actor, "customer", pk, limit=TIMELINE):
        if any(change.field == key for change in entry.changes):
            return entry.actor_label
    return ""
