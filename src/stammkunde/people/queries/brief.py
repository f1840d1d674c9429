"""Who takes part, in brief: what head, facts and tabs of a customer's page say of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from stammkunde.foundation import prepared
from stammkunde.foundation.actors import Actor
from stammkunde.people.models import Participant, ParticipantKind
from stammkunde.people.queries.customers import PORTAL
from stammkunde.people.queries.participants import participants


@dataclass(frozen=True)
class Brief:
    """One participant in a few words."""

    id: int
    kind: str
    first_name: str
    last_name: str
    born: date | None
    vaccinated_until: date | None
    liability_until: date | None
    died: date | None
    left: datetime | None

    @property
    def deceased(self) -> bool:
        """Whether they have died."""
        return self.died is not None

    @property
    def archived(self) -> bool:
        """Whether they are in the archive."""
        return self.left is not None

    @property
    def full_name(self) -> str:
        """The name as the timeline says it."""
        return " ".join(part for part in (self.first_name, self.last_name) if part)

    @property
    def name(self) -> str:
        """The first name, as the office calls them."""
        return self.first_name or self.last_name

    @property
    def animal(self) -> bool:
        """Whether it is an animal that lives."""
        return self.kind == ParticipantKind.ANIMAL and not self.deceased


_COLUMNS = {
    "id": "pk",
    "kind": "kind",
    "first_name": "first_name",
    "last_name": "last_name",
    "born": "birth_date",
    "vaccinated_until": "vaccinated_until",
    "liability_until": "liability_until",
    "died": "deceased_on",
    "left": "archived_at",
}
_FIELDS = tuple(_COLUMNS)


def participants_in_brief(actor: Actor, customer: int) -> list[Brief]:
    """Who takes part for a customer, the archive included, by name, in one query.

    The caller has fetched the customer.
    """
    asked = participants(actor)  # asks for the word
    if actor.kind == PORTAL:
        found = list(_brief(asked.filter(customer=customer)))
    else:
        found = prepared.rows(_of_customer, (customer,))
    return [Brief(**dict(zip(_FIELDS, values, strict=True))) for values in found]


def _of_customer(numbers: tuple[int, ...]) -> QuerySet[Any, Any]:
    return _brief(Participant.objects.filter(erased_at__isnull=True, customer=numbers[0]))


def _brief(rows: QuerySet[Participant]) -> QuerySet[Any, Any]:
    return rows.order_by("sort_name", "pk").values_list(*_COLUMNS.values())
