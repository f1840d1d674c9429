"""Reading about customers who left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import JournalEntry, JournalSubject
from stammkunde.foundation.refusals import Forbidden
from stammkunde.people.models import IN_BIN, Customer
from stammkunde.people.queries.customers import SEE

ERASE = "people.erase"


@dataclass(frozen=True)
class Erased:
    """All that is left of a customer: the number, the day, and who did it."""

    number: str
    at: datetime
    by: str


def erased(actor: Actor, pk: int) -> Erased | None:
    """What is left of an erased customer; None for everybody else. Needs `people.see`."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    row = Customer.objects.filter(pk=pk, erased_at__isnull=False).first()
    if row is None or row.erased_at is None:
        return None
    about = JournalSubject.objects.filter(kind="customer", row=pk)
    entries = JournalEntry.objects.filter(pk__in=about.values("entry"))
    last = entries.filter(operation="people.erase_customers").order_by("-pk").first()
    return Erased(row.number, row.erased_at, last.actor_label if last else "")


def due_in_bin(actor: Actor) -> list[int]:
    """Customers whose time in the bin is over, oldest first. Needs `people.erase`."""
    if not actor.may(ERASE):
        raise Forbidden(ERASE)
    due = Customer.objects.filter(IN_BIN, erase_after__lte=actor.today)
    return list(due.order_by("erase_after", "pk").values_list("pk", flat=True))
