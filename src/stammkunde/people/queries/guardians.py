"""Reading who is responsible for whom (N-06)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Count, F

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.people import rules
from stammkunde.people.models import Guardianship
from stammkunde.people.queries.customers import SEE, customers
from stammkunde.people.queries.participants import participants


def guardians_of(actor: Actor, participant: int) -> list[Guardianship]:
    """Those who are responsible for a participant, with their customers, the home first.

    Needs `people.see`: neither parent learns about the other (R4).
    """
    if not actor.may(SEE):
        raise Forbidden(SEE)
    rows = Guardianship.objects.filter(participant=participant).select_related(
        "customer", "participant"
    )
    ordered = rows.order_by("customer__sort_name", "pk")
    return sorted(ordered, key=lambda row: row.customer_id != row.participant.customer_id)


def guardian(actor: Actor, participant: int, customer: int) -> Guardianship:
    """One responsibility; `Missing` when this customer has none for this participant."""
    rows = guardians_of(actor, participant)
    found = next((row for row in rows if row.customer_id == customer), None)
    if found is None:
        raise Missing(f"guardian {customer} of {participant}")
    return found


def guardian_counts(actor: Actor, participants: Iterable[int]) -> dict[int, int]:
    """How many are responsible, by participant; one query. Needs `people.see`."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    rows = Guardianship.objects.filter(participant__in=list(participants)).order_by()
    return dict(rows.values_list("participant").annotate(many=Count("pk")))


def wards_elsewhere(actor: Actor, customer: int) -> list[Guardianship]:
    """Participants for whom a customer is responsible but who belong to another one, by name.

    Nothing of the other customer comes along. Needs `people.see`.
    """
    if not actor.may(SEE):
        raise Forbidden(SEE)
    rows = Guardianship.objects.filter(customer=customer, participant__archived_at=None)
    rows = rows.filter(participant__erased_at=None)
    rows = rows.exclude(participant__customer=F("customer")).select_related("participant")
    return list(rows.order_by("participant__sort_name", "pk"))


def guardian_names(
    actor: Actor, ids: Iterable[int], gone: Mapping[int, tuple[int, int]]
) -> dict[int, str]:
    """Responsibilities in words, "Tom Blume (Lea Blume)", by id; three queries.

    gone: (participant, customer) of those that are no longer there. Needs `people.see`.
    """
    if not actor.may(SEE):
        raise Forbidden(SEE)
    found = Guardianship.objects.filter(pk__in=list(ids))
    pairs = {pk: pair for pk, *pair in found.values_list("pk", "participant", "customer")}
    pairs |= {pk: list(pair) for pk, pair in gone.items()}
    taking_part = participants(actor).in_bulk({one for one, _customer in pairs.values()})
    responsible = customers(actor).in_bulk({customer for _one, customer in pairs.values()})
    return {
        pk: f"{rules.record_name(responsible[customer])} ({rules.participant_name(taking_part[one])})"
        for pk, (one, customer) in pairs.items()
        if one in taking_part and customer in responsible
    }
