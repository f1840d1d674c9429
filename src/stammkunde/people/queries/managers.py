"""Reading who looks after customers (*Kundenbetreuer*, CUS-14)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from stammkunde.accounts import queries as accounts
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden
from stammkunde.people.models import IN_USE, Customer
from stammkunde.people.queries.customers import SEE

MANAGER = "manager"  # beside the kinds of labels


@dataclass(frozen=True)
class Manager:
    """Somebody of the staff. `former`: left, or has no role any more; may stand, not be chosen."""

    id: int
    name: str
    former: bool = False


def offered_managers(actor: Actor) -> list[Manager]:
    """Who may be chosen: colleagues with a role (ROL-02). Needs `people.see`."""
    _may(actor)
    return [Manager(user.pk, user.name) for user in accounts.colleagues()]


def managers_of(actor: Actor, customer: int) -> list[Manager]:
    """Who looks after one customer, by name, in one query. The caller has fetched the customer."""
    return managers_by_customer(actor, [customer]).get(customer, [])


def managers_by_customer(actor: Actor, customers: Sequence[int]) -> dict[int, list[Manager]]:
    """The same for many customers, in one query; whoever has nobody is missing."""
    _may(actor)
    rows = (
        accounts.users()
        .filter(people_managed__in=customers)
        .annotate(managed=F("people_managed"))
        .order_by("name", "pk")
        .values_list("managed", "pk", "name", "is_active", "has_role")
    )
    found: dict[int, list[Manager]] = {}
    for customer, pk, name, active, has_role in rows:
        found.setdefault(customer, []).append(Manager(pk, name, not (active and has_role)))
    return found


def manager_names(actor: Actor, ids: Iterable[int]) -> dict[int, str]:
    """Names by id, for the timeline."""
    _may(actor)
    return dict(accounts.users().filter(pk__in=set(ids)).values_list("pk", "name"))


def chosen_managers(actor: Actor) -> list[Manager]:
    """Everybody who looks after somebody, and everybody who might, by name: for the filter."""
    _may(actor)
    looks_after = Customer.managers.through.objects.filter(user=OuterRef("pk"))
    found = accounts.users().filter(Exists(looks_after) | Q(is_active=True, has_role=True))
    rows = found.order_by("name", "pk").values_list("pk", "name", "is_active", "has_role")
    return [Manager(pk, name, not (active and has)) for pk, name, active, has in rows]


def managed(actor: Actor, user: int) -> QuerySet[Any]:
    """The links (`customer`, `user`) of those whom this colleague looks after, for other queries."""
    return Customer.managers.through.objects.filter(user=user)


def has_no_manager(actor: Actor) -> Q:
    """The condition on customers: nobody looks after them."""
    return ~Q(Exists(Customer.managers.through.objects.filter(customer=OuterRef("pk"))))


def is_without_manager(actor: Actor) -> Q:
    """The condition on customers in use: nobody looks after them (lens *Ohne Kundenbetreuer*)."""
    return IN_USE & has_no_manager(actor)


def _may(actor: Actor) -> Any:
    if not actor.may(SEE):
        raise Forbidden(SEE)
