"""Reading consents."""

from __future__ import annotations

from django.db.models import QuerySet

from stammkunde.foundation import prepared
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden
from stammkunde.people.models import Consent
from stammkunde.people.queries.customers import SEE


def consents_of(actor: Actor, customer: int) -> list[Consent]:
    """Everything that a customer ever said, the newest first. Needs `people.see`.

    The caller has fetched the customer for this actor.
    """
    if not actor.may(SEE):
        raise Forbidden(SEE)
    return prepared.rows(_of_customer, (customer,))


def _of_customer(numbers: tuple[int, ...]) -> QuerySet[Consent]:
    return Consent.objects.filter(customer=numbers[0])
