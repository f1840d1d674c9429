"""Reading the numbers that other programs gave, and what one line of a list says about customers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db.models import QuerySet

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden
from stammkunde.people import own
from stammkunde.people.fields import ADDRESS, CONTACT, PARTICIPANT, own_fields
from stammkunde.people.models import (
    IN_USE,
    LABELS,
    MEMBERSHIP,
    Address,
    BankAccount,
    Contact,
    ContactPoint,
    ExternalId,
    Participant,
)
from stammkunde.people.queries.bank import BANK
from stammkunde.people.queries.customers import SEE

NOUNS = (
    "participants",
    "contacts",
    "points",
    "addresses",
    "bank",
    "external_ids",
    *MEMBERSHIP.values(),
)
Beside = dict[str, list[Any]]


def by_external_id(actor: Actor, pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Customers (ids) by (system, value); one query. Needs `people.see`."""
    _may(actor)
    wanted = set(pairs)
    if not wanted:
        return {}
    rows = ExternalId.objects.filter(
        value__in={value for _system, value in wanted}, customer__erased_at__isnull=True
    )
    found = {
        (system, value): customer
        for system, value, customer in rows.values_list("system", "value", "customer").order_by()
    }
    return {pair: found[pair] for pair in wanted if pair in found}


def external_ids_of(actor: Actor, customer: int) -> list[ExternalId]:
    """What other programs call one customer. Needs `people.see`; the caller has fetched them."""
    _may(actor)
    return list(ExternalId.objects.filter(customer=customer))


def beside_of(
    actor: Actor, customers: Sequence[int], nouns: Collection[str] = NOUNS, *, archived: bool = True
) -> dict[int, Beside]:
    """What these customers have besides their fields, as a line of a list says it: a query per noun.

    archived: with participants and contacts in the archive. Bank accounts only for `people.bank`.
    """
    _may(actor)
    found: dict[int, Beside] = defaultdict(dict)
    if not customers:
        return found
    read: dict[str, Callable[[Sequence[int], bool], list[tuple[int, Any]]]] = {
        "participants": _participants, "contacts": _contacts, "points": _points,
        "addresses": _addresses, "external_ids": _externals,
    }  # fmt: skip
    for noun in nouns:
        if noun in read:
            for customer, entry in read[noun](customers, archived):
                found[customer].setdefault(noun, []).append(entry)
        elif noun == "bank" and actor.may(BANK):
            rows = BankAccount.objects.filter(customer__in=customers).order_by("customer", "pk")
            for customer, iban, holder in rows.values_list("customer", "iban", "holder"):
                found[customer].setdefault(noun, []).append({"iban": iban, "holder": holder})
    for kind, column in MEMBERSHIP.items():
        if column in nouns:
            labels: Any = LABELS[kind]._default_manager.filter(customers__in=customers)
            named = labels.order_by("name_folded", "pk").values_list("customers", "name")
            for customer, name in named:
                found[customer].setdefault(column, []).append(name)
    return found


def _participants(customers: Sequence[int], archived: bool) -> list[tuple[int, dict[str, Any]]]:
    rows = _used(Participant.objects.filter(erased_at__isnull=True), archived)
    rows = rows.filter(customer__in=customers).order_by("customer", "pk")
    keys = PARTICIPANT.keys
    found = [
        (customer, {**dict(zip(keys, said, strict=True)), "is_self": is_self, "pk": pk})
        for pk, customer, is_self, *said in rows.values_list("pk", "customer", "is_self", *keys)
    ]
    if own_fields("participant") and found:
        values = own.OF_PARTICIPANTS.read([entry["pk"] for _customer, entry in found])
        for _customer, entry in found:
            entry |= values.get(entry["pk"], {})
    for _customer, entry in found:
        del entry["pk"]
    return found


def _contacts(customers: Sequence[int], archived: bool) -> list[tuple[int, dict[str, Any]]]:
    rows = _used(Contact.objects.filter(customer__in=customers), archived)
    rows = rows.order_by("customer", "priority", "pk").values_list("customer", *CONTACT.keys)
    return [(one, dict(zip(CONTACT.keys, said, strict=True))) for one, *said in rows]


def _points(customers: Sequence[int], archived: bool) -> list[tuple[int, dict[str, Any]]]:
    rows = ContactPoint.objects.filter(customer__in=customers).order_by("customer", "order", "pk")
    return [
        (customer, {"kind": kind, "value": value, "label": label})
        for customer, kind, value, label in rows.values_list("customer", "kind", "value", "label")
    ]


def _addresses(customers: Sequence[int], archived: bool) -> list[tuple[int, dict[str, Any]]]:
    rows = Address.objects.filter(customer__in=customers).order_by("customer", "pk")
    found = rows.values_list("customer", *ADDRESS.keys)
    return [(one, dict(zip(ADDRESS.keys, said, strict=True))) for one, *said in found]


def _externals(customers: Sequence[int], archived: bool) -> list[tuple[int, tuple[str, str]]]:
    rows = ExternalId.objects.filter(customer__in=customers).order_by("customer", "system", "pk")
    found = rows.values_list("customer", "system", "value")
    return [(customer, (system, value)) for customer, system, value in found]


def _used(rows: QuerySet[Any], archived: bool) -> QuerySet[Any]:
    return rows if archived else rows.filter(IN_USE)


def _may(actor: Actor) -> None:
    if not actor.may(SEE):
        raise Forbidden(SEE)
