"""Reading the settings of the room and what belongs to a customer's number."""

from __future__ import annotations

from django.db.models import Count

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden
from stammkunde.people.models import Customer, CustomerSettings, CustomerStatus, NumberAlias

SETTINGS = "people.settings"


def settings_row(actor: Actor) -> CustomerSettings:
    """The settings as they are edited. Needs `people.settings`."""
    if not actor.may(SETTINGS):
        raise Forbidden(SETTINGS)
    return CustomerSettings.objects.filter(pk=1).first() or CustomerSettings(pk=1)


def statuses_with_use(actor: Actor) -> list[CustomerStatus]:
    """All statuses with `used`, the number of their customers. Needs `people.settings`."""
    if not actor.may(SETTINGS):
        raise Forbidden(SETTINGS)
    counted = dict(Customer.objects.order_by().values_list("status").annotate(Count("pk")))
    rows = list(CustomerStatus.objects.order_by("position", "pk"))
    for row in rows:
        row.used = counted.get(row.pk, 0)  # type: ignore[attr-defined]
    return rows


def former_numbers(actor: Actor, pk: int) -> list[str]:
    """Numbers that the customer had before, oldest first; the caller has fetched the customer."""
    return list(NumberAlias.objects.filter(customer=pk).values_list("number", flat=True))
