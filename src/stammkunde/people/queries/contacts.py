"""Reading contacts."""

from __future__ import annotations

from django.db.models import Count, F, QuerySet, Value

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.people.models import IN_USE, Contact, Guardianship
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


def kin_counts(actor: Actor, customer: int) -> tuple[int, int]:
    """(contacts in use, participants elsewhere for whom they are responsible), in one query."""
    own = contacts(actor).filter(IN_USE, customer=customer).values_list(Value("contacts"))
    wards = Guardianship.objects.filter(customer=customer, participant__archived_at=None)
    wards = wards.exclude(participant__customer=F("customer")).values_list(Value("wards"))
    many = dict(
        own.annotate(many=Count("pk")).union(wards.annotate(many=Count("pk")), all=True)
    )  # fmt: skip
    return many.get("contacts", 0), many.get("wards", 0)


def first_contacts(actor: Actor, customer: int, limit: int) -> list[Contact]:
    """Whom to ask for first: living contacts in use, those with the lowest priority."""
    rows = contacts(actor).filter(IN_USE, customer=customer, deceased_on=None)
    return list(rows.order_by("priority", "pk")[:limit])
