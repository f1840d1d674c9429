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
from stammkunde.foundation.writes import Keeper, change, change_each, expect, keep, lock
from stammkunde.people import fields, rules
from stammkunde.people.events import CustomersAdded, CustomersChanged, CustomersWithdrawn
from stammkunde.people.models import Customer, Participant
from stammkunde.people.operations import lives
from stammkunde.people.operations.numbers import NumberWish
from stammkunde.people.operations.participants import FAMILY, family_of, put
from stammkunde.people.search import SEARCH

PUBLIC_ID, STATUS, STATUS_ID, NUMBER = "public_id", "status", "status_id", "number"
_BESIDE = frozenset({PUBLIC_ID, STATUS, NUMBER, FAMILY})

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
    """What shall become of one customer: values by field key, `status` (id), `number` (typed).

    `expected` holds, per field, the value that the page showed: a field that moved meanwhile is a
    conflict, the others are not (D54). Doors that know no older page leave it empty. A `number`
    that equals `proposed` is only a proposal: if it is gone by now, the next free one is given.
    """

    id: int
    values: Mapping[str, Any]
    expected: Mapping[str, Any] = field(default_factory=dict)
    proposed: str = ""


@operation("people.add_customers", needs="people.edit", undo=CREATED)
def add_customers(*, actor: Actor, customers: Sequence[Mapping[str, Any]]) -> Outcome[Customer]:
    """Add customers (CUS-01). Each item holds texts or values by field key, missing ones are empty.

    An item may bring its own `public_id` (UUID), so that a list that left another house keeps its
    keys, a `status` (id, else the default one, CLS-02) and a `number` (else the next free one when
    the status asks for one, CUS-12), and `participants` (PAR-01). Refused per item, with its
    position as row: values that a field cannot take (`invalid`), nobody's name (`name_missing`), a
    `public_id` that is there already (`id_taken`), what `judged` and `number_problems` refuse.
    """
    outcome: Outcome[Customer] = Outcome()
    taken = _taken([item[PUBLIC_ID] for item in customers if item.get(PUBLIC_ID)])
    life = lives.Life.read(item.get(STATUS) for item in customers)
    typed = [(at, str(item[NUMBER])) for at, item in enumerate(customers) if item.get(NUMBER)]
    clashes = {one.row: one for one in lives.number_problems(typed)}
    now = clock.now()
    rows: list[Customer] = []
    family: list[Participant] = []
    for position, item in enumerate(customers):
        public_id = item.get(PUBLIC_ID) or uuid4()
        values, refused = rules.clean({k: v for k, v in item.items() if k not in _BESIDE})
        refused = refused or rules.problems(values)
        if public_id in taken:
            text = _("There is a customer with this ID already.")
            refused = [*refused, Refusal(None, "id_taken", text, PUBLIC_ID)]
        status = life.of(item.get(STATUS))
        number = str(item.get(NUMBER) or "")
        refused = [*refused, *life.judged(number, status, number)]
        if position in clashes:
            refused.append(clashes[position])
        made = Customer(**values, public_id=public_id, created_at=now)
        members, problems = family_of(made, item.get(FAMILY, ()))
        refused += problems
        if refused:
            outcome.refused.extend(replace(one, row=position) for one in refused)
            continue
        taken.add(public_id)
        made.number = rules.clean_number(number) if number else ""
        made.status = status
        rows.append(made)
        family += members
    outcome.done = lives.added(life, rows)
    put(family)
    if rows:
        emit(CustomersAdded(tuple(row.pk for row in outcome.done)))
    return outcome


@operation("people.change_customers", needs="people.edit", undo=FIELDS)
def change_customers(*, actor: Actor, changes: Sequence[CustomerChange]) -> Outcome[Customer]:
    """Change fields of customers (CUS-08), each its own; their status, too (CLS-04).

    A status that asks for a number gives one in an entry of its own, which no undo takes back.
    `Stale` (nothing is written) where an expected value moved. Refused per customer, with its id
    as row: values that a field cannot take (`invalid`), a change that leaves nobody's name
    (`name_missing`), what `judged` refuses, a second number (`number_given`) and what
    `number_problems` refuses. `done` holds the customers that really moved.
    """
    outcome: Outcome[Customer] = Outcome()
    rows = {row.pk: row for row in lock(Customer, [one.id for one in changes])}
    life = lives.Life.read((one.values.get(STATUS) for one in changes), present=rows.values())
    clashes = {one.row: one for one in lives.number_problems(_typed(changes))}
    pairs: list[tuple[Customer, Mapping[str, Any]]] = []
    wishes: list[NumberWish] = []
    for one in changes:
        row = rows[one.id]
        values, refused = rules.clean({k: v for k, v in one.values.items() if k not in _BESIDE})
        refused = refused or rules.problems({**rules.values_of(row), **values})
        number = "" if one.values.get(NUMBER) == one.proposed else str(one.values.get(NUMBER) or "")
        if STATUS in one.values or number:
            status = life.of(one.values.get(STATUS) or row.status_id)
            refused = [*refused, *life.judged(row.number or number, status, number)]
            if row.number and number:
                text = _("This customer has a number already.")
                refused.append(Refusal(None, "number_given", text, NUMBER))
            values[STATUS_ID] = status.pk
            if one.id in clashes:
                refused.append(clashes[one.id])
            if not row.number and (number or life.gives_number(status)):
                wishes.append(NumberWish(one.id, number))
        expect(row, expected=rules.shown(one.expected), wanted=values)
        if refused:
            outcome.refused.extend(replace(problem, row=one.id) for problem in refused)
        else:
            pairs.append((row, values))
    outcome.done = change_each(pairs)
    changed = {row.pk for row, _values in pairs}
    numbered = lives.numbered(actor, [wish for wish in wishes if wish.customer in changed])
    outcome.done = lives.merged(outcome.done, numbered)
    _tell(outcome.done)
    return outcome


def _typed(changes: Sequence[CustomerChange]) -> list[tuple[int, str]]:
    """The numbers that somebody really typed, by customer."""
    return [
        (one.id, str(one.values[NUMBER]))
        for one in changes
        if one.values.get(NUMBER) and one.values[NUMBER] != one.proposed
    ]


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
