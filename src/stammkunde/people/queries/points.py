"""Reading further phone numbers and e-mail addresses."""

from __future__ import annotations

from django.db.models import QuerySet

from stammkunde.foundation import prepared
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.people.models import ContactPoint
from stammkunde.people.queries.customers import SEE


def points_of(actor: Actor, customer: int) -> list[ContactPoint]:
    """The further phones and e-mails of one customer. Needs `people.see`; the caller has fetched
    the customer.
    """
    if not actor.may(SEE):
        raise Forbidden(SEE)
    return prepared.rows(_of_customer, (customer,))


def _of_customer(numbers: tuple[int, ...]) -> QuerySet[ContactPoint]:
    return ContactPoint.objects.filter(customer=numbers[0])


def point(actor: Actor, customer: int, pk: int) -> ContactPoint:
    """One further phone or e-mail of this customer, else `Missing`."""
    found = next((one for one in points_of(actor, customer) if one.pk == pk), None)
    if found is None:
        raise Missing(f"contact point {pk}")
    return found
