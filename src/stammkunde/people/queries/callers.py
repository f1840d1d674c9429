"""Who is calling (R1): customers by their phones, further numbers and contacts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.folding import fold_phone
from stammkunde.people import rules
from stammkunde.people.models import (
    IN_USE,
    Contact,
    ContactPoint,
    Customer,
    Kind,
    PointKind,
)
from stammkunde.people.queries.customers import customers
from stammkunde.people.rules import Caller
from stammkunde.people.search import SEARCH

MOST = 20


@dataclass(frozen=True)
class Calling:
    """A customer who may be calling; `by`: whose number it is, if it is not their own first one."""

    customer: Customer
    by: str = ""


def calling(actor: Actor, caller: Caller) -> list[Calling]:
    """Who has this number, at most twenty, archived customers only when nobody else has it.

    Exact digits first; for an unknown extension the organisations with that main line.
    Needs `people.see`.
    """
    rows = customers(actor)
    if caller.problem:
        return []
    found = _with(actor, caller.digits)
    if not found:
        lines = rows.filter(phone_digits__in=caller.near, kind=Kind.ORGANISATION)
        found = {row.pk: Calling(row) for row in lines.order_by()[:MOST]}
    known = sorted(found.values(), key=lambda one: (one.customer.sort_name, one.customer.pk))
    here = [one for one in known if one.customer.archived_at is None]
    return here or known


def with_phone(actor: Actor, digits: Iterable[str]) -> list[Contact]:
    """Contacts in use, of customers in use, who have one of these numbers. Needs `people.see`.

    A contact's number has no index of its own; the search finds the customers who have one.
    """
    wanted, searched = set(digits), set[int]()
    for one in sorted(wanted):
        hits = customers(actor).filter(IN_USE).filter(SEARCH.found([one])).order_by()
        searched.update(hits.values_list("pk", flat=True)[:MOST])
    if not searched:
        return []
    people = Contact.objects.filter(IN_USE, customer__in=searched).exclude(phone="").order_by("pk")
    return [one for one in people if fold_phone(one.phone) in wanted]


def _with(actor: Actor, digits: Sequence[str]) -> dict[int, Calling]:
    rows = customers(actor)
    own = rows.filter(phone_digits__in=digits).order_by()[:MOST]
    found = {row.pk: Calling(row) for row in own}
    points = ContactPoint.objects.filter(kind=PointKind.PHONE, folded__in=digits)
    labels = dict(points.values_list("customer", "label")[:MOST])
    for person in with_phone(actor, digits):
        said = " · ".join(filter(None, (rules.contact_name(person), person.role)))
        labels.setdefault(person.customer_id, said)
    others = rows.filter(pk__in=labels.keys() - found.keys())
    return found | {row.pk: Calling(row, labels[row.pk]) for row in others}
