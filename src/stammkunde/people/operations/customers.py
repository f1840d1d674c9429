"""Writing customers. Every door comes here: form, import, command, API."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.bulk import fresh
from stammkunde.foundation.operations import CREATED, FIELDS, Outcome, emit, operation
from stammkunde.foundation.refusals import Refusal, Refused
from stammkunde.foundation.writes import Keeper, bring, change, change_each, expect, keep, lock
from stammkunde.people import fields, lifecycle, own, rules
from stammkunde.people.events import CustomersAdded, CustomersChanged, CustomersWithdrawn
from stammkunde.people.models import Customer, Kind
from stammkunde.people.operations import alike, lives
from stammkunde.people.operations.beginnings import Beginnings
from stammkunde.people.operations.numbers import NumberWish
from stammkunde.people.operations.participants import FAMILY, followers
from stammkunde.people.search import CUSTOMERS, stored_once

PUBLIC_ID, STATUS, STATUS_ID, NUMBER = "public_id", "status", "status_id", "number"
_BESIDE = frozenset({PUBLIC_ID, STATUS, NUMBER, FAMILY})


def _fits(pairs: Sequence[tuple[Customer, Mapping[str, Any]]]) -> None:
    """What an undo gives back: no e-mail address that somebody else got meanwhile (C-04), no status
    without number to whoever has a number (CLS-07), no time in the bin that is over (C-08).
    """
    if any(over and over <= clock.today() for over in (v.get("erase_after") for _r, v in pairs)):
        text = _("The time in the bin is over. Delete the customer again.")
        raise Refused("bin_over", text)
    lifecycle.check_numbered(
        values[STATUS_ID] for row, values in pairs if row.number and STATUS_ID in values
    )
    typed = [(row.pk, values["email"]) for row, values in pairs if "email" in values]
    problems = alike.email_problems(typed, besides=[pk for pk, _email in typed])
    for one in problems.values():
        raise Refused(one.code, one.message, one.field)


keep(
    Customer,
    Keeper(
        kind="customer",
        derive=rules.derive,
        derived=rules.DERIVED,
        secret=fields.FIELDS.secret(),
        search=CUSTOMERS,
        searched=CUSTOMERS.searched,
        named=CUSTOMERS.named,
        renamed=CUSTOMERS.renamed,
        changed=CustomersChanged,
        removed=CustomersWithdrawn,
        back=_fits,
        gone="erased_at",
        beside=own.OF_CUSTOMERS,
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
def add_customers(
    *,
    actor: Actor,
    customers: Sequence[Mapping[str, Any]],
    unless_alike: bool = False,
    seen: Collection[int] = (),
) -> Outcome[Customer]:
    """Add customers (CUS-01). Each item holds texts or values by field key, missing ones are empty.

    An item may bring its own `public_id` (UUID), so that a list that left another house keeps its
    keys, a `status` (id, else the default one, CLS-02) and a `number` (else the next free one when
    the status asks for one, CUS-12), `participants` (PAR-01; an empty list makes the customer take
    part where the business wants that, C-07), `points`, `contacts`, `groups`, `recipient_groups`,
    `tags` (ids), `bank`, `origin`. Refused per item, with its position as row: values that a field
    cannot take (`invalid`), nobody's name (`name_missing`), a `public_id` that is there already
    (`id_taken`), what `judged` and `number_problems` refuse, an e-mail address that somebody has
    where that is forbidden (`email_taken`, C-04).
    unless_alike: for somebody who adds by hand; refused is who may be there already (`alike`, an
    `AlikeRefusal` with their ids), unless all of those were `seen` before.
    """
    outcome: Outcome[Customer] = Outcome()
    if unless_alike:
        alike.queue_up()
    brought = Beginnings.read(actor, customers)
    known = fields.known_fields()
    typed_in = [brought.fields(item) for item in customers]
    emails = alike.email_problems((at, item.get("email")) for at, item in enumerate(typed_in))
    taken = _taken([item[PUBLIC_ID] for item in customers if item.get(PUBLIC_ID)])
    life = lives.Life.read(item.get(STATUS) for item in customers)
    clashes = _clashes(customers)
    now = clock.now()
    rows: list[Customer] = []
    for position, item in enumerate(customers):
        public_id = item.get(PUBLIC_ID) or uuid4()
        given = {k: v for k, v in typed_in[position].items() if k not in _BESIDE}
        values, refused = _cleaned(item, given, known)
        columns, beside = rules.parted(values)
        refused = [*(refused or rules.problems(values)), *_id_taken(public_id, taken)]
        status, number = life.of(item.get(STATUS)), str(item.get(NUMBER) or "")
        refused = [*refused, *life.judged(number, status, number)]
        refused += [problems[position] for problems in (clashes, emails) if position in problems]
        made = fresh(Customer, {**columns, PUBLIC_ID: public_id, "created_at": now})
        bring(made, beside)
        takes_part = not refused and _takes_part(life, item, made)
        refused += brought.judged(made, item, takes_part=takes_part)
        if unless_alike and not refused:
            refused += alike.alike_problems(actor, item, seen)
        if refused:
            outcome.refused.extend(replace(one, row=position) for one in refused)
            continue
        taken.add(public_id)
        made.number = rules.clean_number(number) if number else ""
        made.status = status
        rows.append(made)
    with stored_once():
        outcome.done = lives.added(life, rows)
        brought.put(outcome.done)
    if rows:
        emit(CustomersAdded(tuple(row.pk for row in outcome.done)))
    return outcome


@operation("people.change_customers", needs="people.edit", undo=FIELDS)
def change_customers(*, actor: Actor, changes: Sequence[CustomerChange]) -> Outcome[Customer]:
    """Change fields of customers (CUS-08), each its own; their status, too (CLS-04).

    A status that asks for a number gives one in an entry of its own, which no undo takes back.
    `Stale` (nothing is written) where an expected value moved. Refused per customer, with its id
    as row: values that a field cannot take (`invalid`), a change that leaves nobody's name
    (`name_missing`), an e-mail address that another one has where that is forbidden
    (`email_taken`, C-04), what `judged` refuses, a second number (`number_given`) and what
    `number_problems` refuses. `done` holds the customers that really moved.
    """
    outcome: Outcome[Customer] = Outcome()
    rows = {row.pk: row for row in lock(Customer, [one.id for one in changes])}
    life = lives.Life.read((one.values.get(STATUS) for one in changes), present=rows.values())
    clashes = {one.row: one for one in lives.number_problems(_typed(changes))}
    known = fields.known_fields()
    emails = alike.email_problems(
        ((one.id, one.values.get("email")) for one in changes), besides=rows.keys()
    )
    pairs: list[tuple[Customer, Mapping[str, Any]]] = []
    wishes: list[NumberWish] = []
    for one in changes:
        row = rows[one.id]
        values, refused = rules.clean(
            {k: v for k, v in one.values.items() if k not in _BESIDE}, known
        )
        refused = refused or rules.problems({**rules.values_of(row), **values})
        number = "" if one.values.get(NUMBER) == one.proposed else str(one.values.get(NUMBER) or "")
        if STATUS in one.values or number:
            status = life.of(one.values.get(STATUS) or row.status_id)
            if number or status.pk != row.status_id:
                refused = [*refused, *life.judged(row.number or number, status, number)]
            if row.number and number:
                text = _("This customer has a number already.")
                refused.append(Refusal(None, "number_given", text, NUMBER))
            values[STATUS_ID] = status.pk
            if one.id in clashes:
                refused.append(clashes[one.id])
            if not row.number and (number or life.gives_number(status)):
                wishes.append(NumberWish(one.id, number))
        expect(row, expected=rules.shown(one.expected, known), wanted=values)
        refused += [emails[one.id]] if one.id in emails else []
        if refused:
            outcome.refused.extend(replace(problem, row=one.id) for problem in refused)
        else:
            pairs.append((row, values))
    following = followers(pairs)
    outcome.done = change_each(pairs)
    change_each(following)
    changed = {row.pk for row, _values in pairs}
    numbered = lives.numbered(actor, [wish for wish in wishes if wish.customer in changed])
    outcome.done = lives.merged(outcome.done, numbered)
    _tell(outcome.done)
    return outcome


def _cleaned(
    item: Mapping[str, Any], given: dict[str, Any], known: Any
) -> tuple[dict[str, Any], list[Refusal]]:
    """The values of a new customer; an import has read its cells already."""
    return (given, []) if isinstance(item, rules.Parsed) else rules.clean(given, known)


def _id_taken(public_id: UUID, taken: Collection[UUID]) -> list[Refusal]:
    if public_id not in taken:
        return []
    text = _("There is a customer with this ID already.")
    return [Refusal(None, "id_taken", text, PUBLIC_ID)]


def _clashes(customers: Sequence[Mapping[str, Any]]) -> dict[int | None, Refusal]:
    """What speaks against the numbers that new customers bring, by position."""
    typed = [(at, str(item[NUMBER])) for at, item in enumerate(customers) if item.get(NUMBER)]
    return {one.row: one for one in lives.number_problems(typed)}


def _takes_part(life: lives.Life, item: Mapping[str, Any], made: Customer) -> bool:
    """Whether somebody who was asked for participants and named none takes part in person (C-07)."""
    asked = FAMILY in item and not item[FAMILY]
    return asked and life.business.auto_self_participant and made.kind == Kind.PERSON


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
    """Take customers out of the archive, and of the bin. Refused: who is not there (`not_archived`)."""
    rows, refused = rules.restorable(lock(Customer, customers))
    outcome = Outcome(change(rows, archived_at=None, erase_after=None), refused)
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
