"""The cards of Details, as the actor may see and edit them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.fields import Field
from stammkunde.people import lifecycle, profiles, queries, rules
from stammkunde.people.fields import EDIT, FIELDS, PREFIX, OwnField, known_fields, own_fields
from stammkunde.people.models import Address, Channel, Consent, Customer, Kind, Purpose
from stammkunde.people.record.points import LABELS

MASTER = (
    "kind", "salutation", "title", "first_name", "last_name", "birth_date", "organisation",
    "short_name",
    "phone", "email", "vat_id", "buyer_reference", "insurer", "insurance_number",
    "relation_start", "relation_end", "marker",
)  # fmt: skip
OF_ORGANISATIONS = frozenset({"vat_id", "buyer_reference"})
OF_THE_INSURED = frozenset({"insurer", "insurance_number"})
ALWAYS = frozenset({"phone", "email"})
PLACE = ("street", "postcode", "city")
BESIDE = frozenset({*PLACE, "note", "phone_label", "email_label"})  # they have a place of their own
OF_PERSONS = frozenset({"birth_date"})


@dataclass(frozen=True)
class ShownField:
    """One of the eight fields: declared, stored and shown."""

    field: Field
    stored: Any
    may_edit: bool
    small: str = ""

    @property
    def label(self) -> str:
        """The field that holds the label of this phone or e-mail, "" for other and empty fields."""
        return LABELS.get(self.field.key, "") if self.stored else ""

    @property
    def text(self) -> str:
        """The value for people, "" where there is none."""
        filled = self.stored or isinstance(self.stored, Decimal)
        return self.field.show(self.stored) if filled else ""


def shown_fields(actor: Actor, customer: Customer) -> list[ShownField]:
    """The fields of the card of master data, as the actor may see and edit them.

    The title goes where it is switched off (CUS-06); note and place have their own cards. Company
    data are for organisations, the health insurer is for persons where insurers pay (CUS-22); what
    is filled shows everywhere.
    """
    without = set() if lifecycle.business().title_shown else {"title"}
    rare = set(OF_PERSONS if customer.kind == Kind.ORGANISATION else OF_ORGANISATIONS)
    if customer.kind != Kind.PERSON or not profiles.current().insured:
        rare |= OF_THE_INSURED
    without |= {key for key in rare if not getattr(customer, key)}
    keys = [*MASTER, *(key for key in FIELDS.keys if key not in BESIDE and key not in MASTER)]
    return [shown_field(actor, customer, key) for key in keys if key not in without]


def shown_own(actor: Actor, customer: Customer) -> list[ShownField]:
    """The own fields of a customer, filled or not (CUS-23); at most one query."""
    values = queries.own_values_of(actor, "customer", customer.pk) if own_fields() else {}
    may = actor.may(EDIT)
    return [ShownField(one, values.get(one.key), may) for one in own_fields()]


def split_fields(fields: Sequence[ShownField]) -> tuple[list[ShownField], list[ShownField]]:
    """(what the card shows, what waits folded): optional fields wait while they are empty."""
    shown = [one for one in fields if one.text or one.field.key in ALWAYS]
    return shown, [one for one in fields if one not in shown]


def shown_place(actor: Actor, customer: Customer) -> list[ShownField]:
    """The fields of the main address."""
    return [shown_field(actor, customer, key) for key in PLACE]


def shown_field(actor: Actor, customer: Customer, key: str) -> ShownField:
    """One field as the actor may see and edit it; the label of a phone or e-mail stands behind it."""
    if key.startswith(PREFIX):
        own = queries.own_values_of(actor, "customer", customer.pk).get(key)
        field = known_fields()[key]
        offered = field.for_value(own) if isinstance(field, OwnField) else field
        return ShownField(offered, own, actor.may(field.needs))
    if key == "birth_date":
        return ShownField(FIELDS[key], customer.birth_date, actor.may(EDIT), _age(actor, customer))
    stored = getattr(customer, key)
    small = getattr(customer, f"{key}_label", "") if stored else ""
    return ShownField(FIELDS[key], stored, actor.may(FIELDS[key].needs), small)


def _age(actor: Actor, customer: Customer) -> str:
    """The age behind the birth date (users.md 2), and that somebody is not of age yet (C-21)."""
    born = customer.birth_date
    if born is None or customer.deceased_on:
        return ""
    years = rules.age(born, actor.today)
    said = ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
    hint = lifecycle.business().adult_check and rules.under_age(born, actor.today)
    minor = _("not of age")
    return f"{said} · {minor}" if hint else said


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
