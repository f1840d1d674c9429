"""Contacts, as a customer's page shows them (PAR-07, PAR-08)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import ngettext

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.folding import fold_phone
from stammkunde.people import lifecycle, queries, rules
from stammkunde.people.fields import CONTACT
from stammkunde.people.models import Contact, Customer, Kind

FIRST = 3


@dataclass(frozen=True)
class ShownContact:
    """A contact: the row, name and birthday in words, and where they stand in the order."""

    row: Contact
    name: str
    tel: str
    born: str = ""
    age: str = ""
    place: int = 0
    last: bool = False


def shown_contacts(actor: Actor, pk: int) -> list[ShownContact]:
    """The contacts of a customer in their order, the archived ones last and without a place."""
    rows = queries.contacts_of(actor, pk)
    many = sum(row.archived_at is None for row in rows)
    return [
        shown_contact(actor, row, place=at if at <= many else 0, last=at == many)
        for at, row in enumerate(rows, 1)
    ]


def shown_contact(
    actor: Actor, row: Contact, *, place: int = 0, last: bool = False
) -> ShownContact:  # fmt: skip
    """One contact; who died has no age."""
    age = ""
    if row.birth_date and not row.deceased_on:
        years = rules.age(row.birth_date, actor.today)
        age = ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
    born = CONTACT["birth_date"].show(row.birth_date) if row.birth_date else ""
    return ShownContact(
        row, rules.contact_name(row), fold_phone(row.phone), born, age, place, last
    )  # fmt: skip


def first_contacts(actor: Actor, customer: Customer) -> list[ShownContact] | None:
    """Whom an organisation is asked through, the first three; None for persons: no such card."""
    if customer.kind != Kind.ORGANISATION:
        return None
    rows = queries.first_contacts(actor, customer.pk, FIRST)
    return [shown_contact(actor, row, place=at) for at, row in enumerate(rows, 1)]


def asks_birth_dates(customer: Customer) -> bool:
    """Whether contacts of this customer have a birth date (PAR-09)."""
    asked = lifecycle.business().birth_dates_of_company_contacts
    return rules.asks_birth_dates(customer, of_companies=asked)
