"""Reading customers. Every query knows who asks (house.md, sentence 3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from stammkunde.foundation import clock, prepared
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Together
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.people import rules
from stammkunde.people.fields import IDENTITY
from stammkunde.people.models import IN_USE, Customer
from stammkunde.people.search import SEARCH

SEE = "people.see"
PORTAL = "customer"  # the kind of an actor who is a customer: `id` is theirs, words they have none


def customers(actor: Actor) -> QuerySet[Customer]:
    """All customers that the actor may see, archived ones included. Needs `people.see`.

    A customer needs no word and sees exactly their own record (R4).
    """
    return customer_rows(actor).filter(erased_at__isnull=True)


def customer_rows(actor: Actor) -> QuerySet[Customer]:
    """As `customers`, for lists: what each lens asks leaves erased ones out (IN_USE, ARCHIVED)."""
    if actor.kind == PORTAL:
        return Customer.objects.filter(pk=actor.id or 0)
    if not actor.may(SEE):
        raise Forbidden(SEE)
    return Customer.objects.all()


def customer(actor: Actor, pk: int) -> Customer:
    """One customer; `Missing` when there is none for this actor."""
    if actor.kind == PORTAL:
        found = list(customers(actor).filter(pk=pk))
    elif actor.may(SEE):
        found = prepared.rows(_one, (pk,))
    else:
        raise Forbidden(SEE)
    if not found:
        raise Missing(f"customer {pk}")
    return found[0]


def _one(numbers: tuple[int, ...]) -> QuerySet[Customer]:
    return Customer.objects.filter(erased_at__isnull=True, pk=numbers[0])


def in_use(actor: Actor) -> QuerySet[Customer]:
    """Customers that are not in the archive."""
    return customer_rows(actor).filter(IN_USE)


def is_new_this_month(actor: Actor) -> Q:
    """In use, and came since the first of the actor's month (business zone)."""
    first = actor.today.replace(day=1)
    return IN_USE & Q(created_at__gte=clock.day_bounds(first, first)[0])


def has_birthday_this_month(actor: Actor) -> Q:
    """In use, alive, and born in the actor's month, of customers and participants alike."""
    month = actor.today.month * 100
    within = Q(birthday_key__gt=month, birthday_key__lt=month + 100)
    return IN_USE & Q(birthday_key__gt=0) & within  # the index holds no others


def new_this_month(actor: Actor) -> QuerySet[Customer]:
    """The customers that `is_new_this_month` means."""
    return customers(actor).filter(is_new_this_month(actor))


def customers_matching(actor: Actor, query: str) -> QuerySet[Customer]:
    """Customers in use that the words of `query` find, whatever the rank; none for no words."""
    terms = SEARCH.terms(query)
    rows = in_use(actor)
    return rows.filter(SEARCH.found(terms)) if terms else rows.none()


def best_matching(actor: Actor, query: str, limit: int) -> list[Customer]:
    """At most `limit` hits, best rank first: name, phone, e-mail, place (users.md R1)."""
    terms = SEARCH.terms(query)
    found: list[Customer] = []
    for rank in range(len(SEARCH.groups)) if terms else ():
        rows = in_use(actor).filter(SEARCH.found(terms, rank)).order_by("sort_name", "pk")
        found += rows[: limit - len(found)]
        if len(found) >= limit:
            break
    return found


def by_public_id(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Customer]:
    """Customers by the key that leaves the house (ADR 6)."""
    return {row.public_id: row for row in customers(actor).filter(public_id__in=set(ids))}


def erased_ids(actor: Actor, ids: Iterable[UUID]) -> set[UUID]:
    """Which of these keys were those of customers who are erased."""
    gone = customer_rows(actor).filter(erased_at__isnull=False, public_id__in=set(ids))
    return set(gone.order_by().values_list("public_id", flat=True))


def known_identities(actor: Actor, many: Sequence[Mapping[str, Any]]) -> set[tuple[str, ...]]:
    """Which of `many` (values of the fields of IDENTITY) are there already, archived ones included.

    One query by name and postcode together; what it finds beyond that is no harm.
    """
    asked = ((rules.sort_name(values), values["postcode"]) for values in many)
    rows = customers(actor).filter(Together(("sort_name", "postcode"), asked)).order_by()
    return set(rows.values_list(*IDENTITY))
