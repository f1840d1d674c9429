"""Reading contacts."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, QuerySet, Value

from stammkunde.foundation import prepared
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.people.models import IN_USE, Contact, Document, Guardianship
from stammkunde.people.queries.customers import SEE


def contacts(actor: Actor) -> QuerySet[Contact]:
    """The contacts of all customers, with their customers. Needs `people.see`."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    return Contact.objects.filter(customer__erased_at__isnull=True).select_related("customer")


def contact(actor: Actor, pk: int) -> Contact:
    """One contact; `Missing` when there is none for this actor."""
    found = contacts(actor).filter(pk=pk).first()
    if found is None:
        raise Missing(f"contact {pk}")
    return found


def contacts_of(actor: Actor, customer: int) -> list[Contact]:
    """All contacts of a customer in their order (PAR-07), the archived ones last."""
    rows = contacts(actor).filter(customer=customer).order_by("priority", "pk")
    return sorted(rows, key=lambda row: row.archived_at is not None)


def kin_counts(actor: Actor, customer: int) -> tuple[int, int, int]:
    """(contacts in use, participants elsewhere for whom they are responsible, documents in use), in
    one query."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    many = dict(prepared.rows(_kin, (customer,)))
    return many.get("contacts", 0), many.get("wards", 0), many.get("documents", 0)


def _kin(numbers: tuple[int, ...]) -> QuerySet[Any, Any]:
    (customer,) = numbers
    own = Contact.objects.filter(IN_USE, customer__erased_at__isnull=True, customer=customer)
    wards = Guardianship.objects.filter(customer=customer, participant__archived_at=None)
    wards = wards.exclude(participant__customer=F("customer"))
    filed = Document.objects.filter(IN_USE, customer=customer)
    counted, *others = (
        rows.order_by().values_list(Value(name)).annotate(many=Count("pk"))
        for name, rows in (("contacts", own), ("wards", wards), ("documents", filed))
    )
    return counted.union(*others, all=True)


def first_contacts(actor: Actor, customer: int, limit: int) -> list[Contact]:
    """Whom to ask for first: living contacts in use, those with the lowest priority."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    return prepared.rows(_first, (customer,), limit)


def _first(numbers: tuple[int, ...], limit: int) -> QuerySet[Contact]:
    rows = Contact.objects.filter(customer__erased_at__isnull=True).select_related("customer")
    rows = rows.filter(IN_USE, customer=numbers[0], deceased_on=None)
    return rows.order_by("priority", "pk")[:limit]
