"""Reading what a customer has otherwise than the house (CUS-15)."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from stammkunde.foundation import prepared
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden
from stammkunde.people.models import CustomerPrefs, Language
from stammkunde.people.queries.customers import SEE


def own_prefs(actor: Actor, customer: int) -> dict[str, str]:
    """The customer's own settings by key, "" for the house's. The caller has fetched the customer."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    row = next(iter(prepared.rows(_of_customer, (customer,))), None) or CustomerPrefs(pk=customer)
    return {key: getattr(row, key) for key in ("address_form", "language", "channel", "tone")}


def _of_customer(numbers: tuple[int, ...]) -> QuerySet[CustomerPrefs]:
    return CustomerPrefs.objects.filter(pk=numbers[0])


def otherwise(actor: Actor) -> dict[str, int]:
    """How many customers in use have their own form of address, or another language than German:
    "sie", "du", "en". Who reads English is counted there alone.
    """
    if not actor.may(SEE):
        raise Forbidden(SEE)
    rows = CustomerPrefs.objects.filter(customer__archived_at__isnull=True).filter(
        ~Q(address_form="") | Q(language=Language.ENGLISH)
    )
    counts = {"sie": 0, "du": 0, "en": 0}
    pairs = rows.values_list("address_form", "language").annotate(n=Count("pk")).order_by()
    for form, language, count in pairs:
        counts[language if language == Language.ENGLISH else form] += count
    return counts
