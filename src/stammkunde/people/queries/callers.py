"""Who is calling (R1): customers by their phones, further numbers and contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

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
    found = _with(rows, caller.digits)
    if not found:
        lines = rows.filter(phone_digits__in=caller.near, kind=Kind.ORGANISATION)
        found = {row.pk: Calling(row) for row in lines.order_by()[:MOST]}
    known = sorted(found.values(), key=lambda one: (one.customer.sort_name, one.customer.pk))
    here = [one for one in known if one.customer.archived_at is None]
    return here or known


def _with(rows: QuerySet[Customer], digits: Sequence[str]) -> dict[int, Calling]:
    own = rows.filter(phone_digits__in=digits).order_by()[:MOST]
    found = {row.pk: Calling(row) for row in own}
    points = ContactPoint.objects.filter(kind=PointKind.PHONE, folded__in=digits)
    labels = dict(points.values_list("customer", "label")[:MOST])
    # A contact's number has no index of its own; the search finds the customers who have one.
    searched: set[int] = set()
    for one in digits:
        hits = rows.filter(IN_USE).filter(SEARCH.found([one])).order_by()
        searched.update(hits.values_list("pk", flat=True)[:MOST])
    people = Contact.objects.filter(IN_USE, customer__in=searched).exclude(phone="")
    for person in people:
        if fold_phone(person.phone) in digits:
            said = " · ".join(filter(None, (rules.contact_name(person), person.role)))
            labels.setdefault(person.customer_id, said)
    others = rows.filter(pk__in=labels.keys() - found.keys())
    return found | {row.pk: Calling(row, labels[row.pk]) for row in others}
