"""Reading what a customer has otherwise than the house (CUS-15)."""

from __future__ import annotations

from django.db.models import QuerySet

from stammkunde.foundation import prepared
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden
from stammkunde.people.models import CustomerPrefs
from stammkunde.people.queries.customers import SEE


def own_prefs(actor: Actor, customer: int) -> dict[str, str]:
    """The customer's own settings by key, "" for the house's. The caller has fetched the customer."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    row = next(iter(prepared.rows(_of_customer, (customer,))), None) or CustomerPrefs(pk=customer)
    return {key: getattr(row, key) for key in ("address_form", "channel", "tone")}


def _of_customer(numbers: tuple[int, ...]) -> QuerySet[CustomerPrefs]:
    return CustomerPrefs.objects.filter(pk=numbers[0])
