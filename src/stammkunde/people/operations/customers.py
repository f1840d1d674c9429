"""Writing customers. Every door comes here: form, import, command, API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import CREATED, FIELDS, Outcome, emit, operation
from stammkunde.foundation.refusals import Refusal
from stammkunde.foundation.writes import Keeper, add, change, change_each, expect, keep, lock
from stammkunde.people import fields, rules
from stammkunde.people.events import CustomersAdded, CustomersChanged, CustomersWithdrawn
from stammkunde.people.models import Customer
from stammkunde.people.search import SEARCH

PUBLIC_ID = "public_id"

keep(
    Customer,
    Keeper(
        kind="customer",
        derive=rules.derive,
        derived=rules.DERIVED,
        secret=fields.FIELDS.secret(),
        search=SEARCH,
        changed=CustomersChanged,
        removed=CustomersWithdrawn,
    ),
)


@dataclass(frozen=True)
class CustomerChange:
    """What shall become of one customer.

    `expected` holds, per field, the value that the page showed: a field that moved meanwhile is a
    conflict, the others are not (D54). Doors that know no older page leave it empty.
    """

    id: int
    values: Mapping[str, Any]
    expected: Mapping[str, Any] = field(default_factory=dict)


@operation("people.add_customers", needs="people.edit", undo=CREATED)
def add_customers(*, actor: Actor, customers: Sequence[Mapping[str, Any]]) -> Outcome[Customer]:
    """Add customers (CUS-01). Each item holds texts or values by field key, missing ones are empty.

    An item may bring its own `public_id` (UUID), so that a list that left another house keeps its
    keys. Refused per item, with its position as row: values that a field cannot take (`invalid`),
    nobody's name (`name_missing`), a `public_id` that is there already (`id_taken`).
    """
    outcome: Outcome[Customer] = Outcome()
    taken = _taken([item[PUBLIC_ID] for item in customers if item.get(PUBLIC_ID)])
    now = clock.now()
    rows: list[Customer] = []
    for position, item in enumerate(customers):
        public_id = item.get(PUBLIC_ID) or uuid4()
        values, refused = rules.clean({k: v for k, v in item.items() if k != PUBLIC_ID})
        refused = refused or rules.problems(values)
        if public_id in taken:
            text = _("There is a customer with this ID already.")
            refused = [*refused, Refusal(None, "id_taken", text, PUBLIC_ID)]
        if refused:
            outcome.refused.extend(replace(one, row=position) for one in refused)
            continue
        taken.add(public_id)
        rows.append(Customer(**values, public_id=public_id, created_at=now))
    outcome.done = add(rows)
    if rows:
        emit(CustomersAdded(tuple(row.pk for row in outcome.done)))
    return outcome


@operation("people.change_customers", needs="people.edit", undo=FIELDS)
def change_customers(*, actor: Actor, changes: Sequence[CustomerChange]) -> Outcome[Customer]:
    """Change fields of customers (CUS-08), each its own.

    `Stale` (nothing is written) where an expected value moved. Refused per customer, with its id
    as row: values that a field cannot take (`invalid`), a change that leaves nobody's name
    (`name_missing`). `done` holds the customers that really moved.
    """
    outcome: Outcome[Customer] = Outcome()
    rows = {row.pk: row for row in lock(Customer, [one.id for one in changes])}
    pairs: list[tuple[Customer, Mapping[str, Any]]] = []
    for one in changes:
        row = rows[one.id]
        values, refused = rules.clean(one.values)
        expect(row, expected=one.expected, wanted=values)
        refused = refused or rules.problems({**rules.values_of(row), **values})
        if refused:
            outcome.refused.extend(replace(problem, row=one.id) for problem in refused)
        else:
            pairs.append((row, values))
    outcome.done = change_each(pairs)
    _tell(outcome.done)
    return outcome


@operation("people.archive_customers", needs="people.archive", undo=FIELDS)
def archive_customers(*, actor: Actor, customers: Sequence[int]) -> Outcome[Customer]:
    """Put customers into the archive: they leave the lists, nothing is deleted (house.md 6).

    Refused per customer: who is there already (`already_archived`).
    """
    rows, refused = rules.archivable(lock(Customer, customers))
    outcome = Outcome(change(rows, archived_at=clock.now()), refused)
    _tell(outcome.done)
    return outcome


@operation("people.restore_customers", needs="people.archive", undo=FIELDS)
def restore_customers(*, actor: Actor, customers: Sequence[int]) -> Outcome[Customer]:
    """Take customers out of the archive. Refused per customer: who is not there (`not_archived`)."""
    rows, refused = rules.restorable(lock(Customer, customers))
    outcome = Outcome(change(rows, archived_at=None), refused)
    _tell(outcome.done)
    return outcome


def _tell(changed: Sequence[Customer]) -> None:
    if changed:
        emit(CustomersChanged(tuple(row.pk for row in changed)))


def _taken(wanted: Sequence[UUID]) -> set[UUID]:
    found = (
        Customer.objects.filter(public_id__in=set(wanted)) if wanted else Customer.objects.none()
    )
    return set(found.values_list("public_id", flat=True))
