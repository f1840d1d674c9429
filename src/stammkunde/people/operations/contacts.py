"""Writing contacts: whom to ask for, in which order (PAR-07, PAR-08, PAR-12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import CREATED, FIELDS, Outcome, operation
from stammkunde.foundation.refusals import Missing, Refusal, Refused
from stammkunde.foundation.writes import Keeper, add, change, change_each, expect, keep, lock
from stammkunde.people import lifecycle, rules
from stammkunde.people.models import Contact, Customer
from stammkunde.people.search import CONTACTS

HOME, PEOPLE = "customer", "contacts"

keep(
    Contact,
    Keeper(
        kind="contact",
        derive=rules.derive_contact,
        derived=rules.CONTACT_DERIVED,
        search=CONTACTS,
        subjects=lambda row: [("customer", row.customer_id)],
        part_of="customer",
    ),
)


@dataclass(frozen=True)
class ContactChange:
    """What shall become of one contact; `expected` as for customers (D54)."""

    id: int
    values: Mapping[str, Any]
    expected: Mapping[str, Any] = field(default_factory=dict)


@operation("people.add_contacts", needs="people.edit", undo=CREATED)
def add_contacts(*, actor: Actor, contacts: Sequence[Mapping[str, Any]]) -> Outcome[Contact]:
    """Add contacts (PAR-07, PAR-12). Each item holds `customer` (id) and texts by field key.

    Each comes last in its customer's order. Refused per item, with its position as row: values
    that a field cannot take (`invalid`), nobody's name (`name_missing`), a birth date at an
    organisation unless the settings ask for it (`birth_date_of_company`, PAR-09).
    """
    outcome: Outcome[Contact] = Outcome()
    homes = {row.pk: row for row in lock(Customer, [item[HOME] for item in contacts])}
    of_companies = lifecycle.business().birth_dates_of_company_contacts
    last = _last(homes)
    rows: list[Contact] = []
    for position, item in enumerate(contacts):
        home = homes[item[HOME]]
        made, refused = _made_of(home, item, of_companies)
        outcome.refused.extend(replace(one, row=position) for one in refused)
        if made is not None:
            last[home.pk] += 1
            made.priority = last[home.pk]
            rows.append(made)
    outcome.done = add(rows)
    return outcome


@operation("people.change_contacts", needs="people.edit", undo=FIELDS)
def change_contacts(*, actor: Actor, changes: Sequence[ContactChange]) -> Outcome[Contact]:
    """Change fields of contacts, each its own.

    `Stale` (nothing is written) where an expected value moved. Refused per contact, with its id
    as row, as `add_contacts`; a birth date that is there already may stay.
    """
    outcome: Outcome[Contact] = Outcome()
    rows = {row.pk: row for row in lock(Contact, [one.id for one in changes])}
    of_companies = lifecycle.business().birth_dates_of_company_contacts
    homes = Customer.objects.in_bulk({row.customer_id for row in rows.values()})
    pairs: list[tuple[Contact, Mapping[str, Any]]] = []
    for one in changes:
        row = rows[one.id]
        values, refused = rules.clean_contact(one.values)
        shown, _ignored = rules.clean_contact(one.expected)
        expect(row, expected=shown, wanted=values)
        born = values.get("birth_date", row.birth_date)
        home = homes[row.customer_id]
        asked = born == row.birth_date or rules.asks_birth_dates(home, of_companies=of_companies)
        wanted = {**rules.contact_values(row), **values}
        refused = refused or rules.contact_problems(wanted, birth_dates=asked)
        if refused:
            outcome.refused.extend(replace(problem, row=one.id) for problem in refused)
        else:
            pairs.append((row, values))
    outcome.done = change_each(pairs)
    return outcome


@operation("people.order_contacts", needs="people.edit", undo=FIELDS)
def order_contacts(*, actor: Actor, contact: int, up: bool) -> Outcome[Contact]:
    """Move a contact one place up or down among those of its customer (PAR-07).

    The places of all in use are counted 1, 2, 3 ... again; the customer is locked first, so that
    two people who sort at once do not mix. Nothing moves at the end of the row. `Missing` where
    there is no such contact; refuses one in the archive (`archived`).
    """
    found = Contact.objects.filter(pk=contact).values_list("customer", flat=True).first()
    if found is None:
        raise Missing(f"contact {contact}")
    lock(Customer, [found])
    others = Contact.objects.filter(customer=found, archived_at=None)
    order = list(others.order_by("priority", "pk").values_list("pk", flat=True))
    if contact not in order:
        raise Refused("archived", _("This contact is in the archive."))
    places = {pk: place for place, pk in enumerate(rules.stepped(order, contact, up=up), 1)}
    pairs = [(one, {"priority": places[one.pk]}) for one in lock(Contact, order)]
    return Outcome(change_each(pairs))


@operation("people.archive_contacts", needs="people.edit", undo=FIELDS)
def archive_contacts(*, actor: Actor, contacts: Sequence[int]) -> Outcome[Contact]:
    """Put contacts into the archive: out of search and reminders, nothing is deleted.

    Refused per contact: who is there already (`already_archived`).
    """
    rows, refused = rules.contacts_archivable(lock(Contact, contacts), in_use=True)
    return Outcome(change(rows, archived_at=clock.now()), refused)


@operation("people.restore_contacts", needs="people.edit", undo=FIELDS)
def restore_contacts(*, actor: Actor, contacts: Sequence[int]) -> Outcome[Contact]:
    """Take contacts out of the archive. Refused: who is not there (`not_archived`)."""
    rows, refused = rules.contacts_archivable(lock(Contact, contacts), in_use=False)
    return Outcome(change(rows, archived_at=None), refused)


@operation("people.mark_contacts_deceased", needs="people.edit", undo=FIELDS)
def mark_contacts_deceased(*, actor: Actor, contacts: Sequence[int], on: Any) -> Outcome[Contact]:
    """Note the day on which contacts died, or take it back (None): no birthday from then on.

    Refuses what `rules.day_of_death` refuses.
    """
    rows = lock(Contact, contacts)
    births = [row.birth_date for row in rows]
    day = None if on is None else rules.day_of_death(on, actor.today, births)
    return Outcome(change(rows, deceased_on=day))


def contacts_of(
    home: Customer, items: Sequence[Mapping[str, Any]], of_companies: bool
) -> tuple[list[Contact], list[Refusal]]:
    """Contacts who are there from the start; refusals name their field as `contacts.1.email`."""
    rows: list[Contact] = []
    problems: list[Refusal] = []
    for position, item in enumerate(items):
        made, refused = _made_of(home, item, of_companies)
        problems += [replace(one, field=f"{PEOPLE}.{position}.{one.field}") for one in refused]
        if made:
            made.priority = len(rows) + 1
            rows.append(made)
    return rows, problems


def _made_of(
    home: Customer, item: Mapping[str, Any], of_companies: bool
) -> tuple[Contact | None, list[Refusal]]:
    values, refused = rules.clean_contact({k: v for k, v in item.items() if k != HOME})
    asked = rules.asks_birth_dates(home, of_companies=of_companies)
    refused = refused or rules.contact_problems(values, birth_dates=asked)
    if refused:
        return None, refused
    return Contact(**values, customer=home, created_at=clock.now()), []


def _last(homes: Mapping[int, Customer]) -> dict[int, int]:
    """The last place that is taken, by customer."""
    places: dict[int, int] = defaultdict(int)
    found = Contact.objects.filter(customer__in=homes, archived_at=None).order_by("priority")
    places.update(found.values_list("customer", "priority"))
    return places
