"""Reading further addresses."""

from __future__ import annotations

from django.db.models import QuerySet

from stammkunde.foundation import prepared
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.people.models import Address
from stammkunde.people.queries.customers import SEE


def addresses_of(actor: Actor, customer: int) -> list[Address]:
    """The further addresses of one customer. Needs `people.see`; the caller has fetched them."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    return prepared.rows(_of_customer, (customer,))


def _of_customer(numbers: tuple[int, ...]) -> QuerySet[Address]:
    return Address.objects.filter(customer=numbers[0])


def address(actor: Actor, customer: int, pk: int) -> Address:
    """One further address of this customer, else `Missing`."""
    found = next((one for one in addresses_of(actor, customer) if one.pk == pk), None)
    if found is None:
        raise Missing(f"address {pk}")
    return found
