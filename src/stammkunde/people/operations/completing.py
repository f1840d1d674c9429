"""What a list knows of customers who are there already is added; nothing is changed or removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import CREATED, MEMBERS, Outcome, emit, operation
from stammkunde.foundation.refusals import Refusal
from stammkunde.foundation.writes import add, link, lock
from stammkunde.people import lifecycle, rules
from stammkunde.people.events import CustomersChanged
from stammkunde.people.models import (
    LABELS,
    MEMBERSHIP,
    BankAccount,
    Contact,
    ContactPoint,
    Customer,
    Participant,
)
from stammkunde.people.operations.beginnings import (
    ADDRESSES,
    BANK,
    Beginnings,
    accounts_of,
    addresses_of,
)
from stammkunde.people.operations.contacts import PEOPLE, contacts_of
from stammkunde.people.operations.externals import externals_of
from stammkunde.people.operations.groups import current_tags
from stammkunde.people.operations.participants import FAMILY, SELF, family_of, put
from stammkunde.people.operations.points import GIVEN, points_of

HOME = "customer"


@operation("people.complete_customers", needs="people.edit", undo=CREATED)
def complete_customers(*, actor: Actor, items: Sequence[Mapping[str, Any]]) -> Outcome[Customer]:
    """Add participants, points, contacts, addresses, bank accounts and external ids to customers.

    Each item holds `customer` (id) and, under the keys of `add_customers`, what comes behind that
    which is there; tags and groups by `gather_customers`, in an entry of its own. Bank accounts
    need `people.bank`. Refused per item, with its position as row, as `add_customers`; an external
    id of somebody else, too (`external_taken`). `done` holds the customers who got something.
    """
    brought = Beginnings.read(actor, [{**item, **dict.fromkeys(_LABELS)} for item in items])
    homes = {row.pk: row for row in lock(Customer, [item[HOME] for item in items])}
    places = {model: _last(model, homes, column) for model, column in _PLACES.items()}
    themselves = set(
        Participant.objects.filter(customer__in=homes, is_self=True).values_list(
            "customer", flat=True
        )
    )
    ibans = _ibans([item[HOME] for item in items if item.get(BANK)])
    outcome: Outcome[Customer] = Outcome()
    rows: dict[str, list[Any]] = defaultdict(list)
    labelled: list[Mapping[str, Any]] = []
    for position, item in enumerate(items):
        home = homes[item[HOME]]
        made, refused = _made(home, item, brought, taken=home.pk in themselves)
        made[BANK] = [row for row in made[BANK] if (home.pk, row.iban) not in ibans]
        outcome.refused += [replace(one, row=position) for one in refused]
        labels = any(item.get(column) for column in _LABELS)
        if refused or not (labels or any(made.values())):
            continue
        labelled += [item] if labels else []
        for kind, column in ((ContactPoint, "order"), (Contact, "priority")):
            for row in made[GIVEN if kind is ContactPoint else PEOPLE]:
                setattr(row, column, getattr(row, column) + places[kind][home.pk])
        for noun, some in made.items():
            rows[noun] += some
        outcome.done.append(home)
    put(rows.pop(FAMILY, []))
    for some in rows.values():
        add(some)
    if labelled:
        gather_customers(actor=actor, items=labelled)
    if outcome.done:
        emit(CustomersChanged(tuple(row.pk for row in outcome.done)))
    return outcome


@operation("people.gather_customers", needs="people.edit", undo=MEMBERS)
def gather_customers(*, actor: Actor, items: Sequence[Mapping[str, Any]]) -> Outcome[Customer]:
    """Give customers tags, groups and recipient groups, each its own (CLS-10, 11, 17).

    Each item holds `customer` (id) and ids under `tags`, `groups`, `recipient_groups`. Refuses
    labels in the archive (`archived`); `Missing` for one that is not there.
    """
    homes = {row.pk: row for row in lock(Customer, [item[HOME] for item in items])}
    for kind, column in MEMBERSHIP.items():
        alike: dict[tuple[int, ...], list[Customer]] = defaultdict(list)
        for item in items:
            if item.get(column):
                alike[tuple(sorted({int(pk) for pk in item[column]}))].append(homes[item[HOME]])
        for wanted, rows in alike.items():
            found = current_tags(wanted) if kind == "tag" else lock(LABELS[kind], wanted)
            rules.in_use_labels(found)
            link(rows, column, found)
    if homes:
        emit(CustomersChanged(tuple(homes)))
    return Outcome(list(homes.values()))


_LABELS = tuple(MEMBERSHIP.values())
_PLACES: dict[type[Any], str] = {ContactPoint: "order", Contact: "priority"}


def _made(
    home: Customer, item: Mapping[str, Any], brought: Beginnings, *, taken: bool
) -> tuple[dict[str, list[Any]], list[Refusal]]:
    """The rows that an item adds, not written yet, and what speaks against them."""
    family = [one for one in item.get(FAMILY) or () if not (taken and one.get(SELF))]
    parts: dict[str, tuple[Sequence[Any], list[Refusal]]] = {
        FAMILY: family_of(home, family),
        GIVEN: points_of(home, list(enumerate(item.get(GIVEN) or ()))),
        PEOPLE: contacts_of(
            home, item.get(PEOPLE) or (), lifecycle.business().birth_dates_of_company_contacts
        ),
        BANK: accounts_of(home, item.get(BANK) or ()),
        ADDRESSES: addresses_of(home, item.get(ADDRESSES) or ()),
        "external_ids": externals_of(home, item, brought.externals),
    }
    return (
        {noun: list(rows) for noun, (rows, _refused) in parts.items()},
        [one for _rows, refused in parts.values() for one in refused],
    )


def _last(model: type[Any], homes: Mapping[int, Any], column: str) -> dict[int, int]:
    """The last place that is taken, by customer."""
    found: dict[int, int] = defaultdict(int)
    rows = model._default_manager.filter(customer__in=homes).order_by(column)
    found.update(rows.values_list("customer", column))
    return found


def _ibans(homes: Sequence[int]) -> set[tuple[int, str]]:
    rows = BankAccount.objects.filter(customer__in=homes) if homes else BankAccount.objects.none()
    return set(rows.values_list("customer", "iban"))
