"""The cards of Details, as the actor may see and edit them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.fields import Field
from stammkunde.people import lifecycle, queries, rules
from stammkunde.people.fields import FIELDS
from stammkunde.people.models import Address, Channel, Consent, Customer, Purpose

MASTER = (
    "kind", "salutation", "title", "first_name", "last_name", "organisation", "short_name",
    "phone", "email", "relation_start", "relation_end", "marker",
)  # fmt: skip
ALWAYS = frozenset({"phone", "email"})
PLACE = ("street", "postcode", "city")


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
