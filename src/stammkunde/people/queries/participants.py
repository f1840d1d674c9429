"""Reading participants. Every query knows who asks (house.md, sentence 3)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Missing
from stammkunde.people.models import IN_USE, NO_DAY, Guardianship, Participant, ParticipantKind
from stammkunde.people.queries.customers import PORTAL, customers
from stammkunde.people.search import PARTICIPANT_SEARCH

RUNS_OUT = timedelta(days=30)
# Who left together with the customer is as little listed as who left alone.
TAKES_PART = IN_USE & Q(customer__archived_at__isnull=True)
ANIMAL_IN_USE = TAKES_PART & Q(kind=ParticipantKind.ANIMAL.value, deceased_on__isnull=True)


def participants(actor: Actor) -> QuerySet[Participant]:
    """Participants of the customers that the actor may see, with their homes. `people.see`.

    A customer needs no word and sees those for whom they are responsible, wherever they live, but
    nothing of the home that is not their own: it does not come along (R4).
    """
    customers(actor)  # asks for the word
    found = Participant.objects.filter(erased_at__isnull=True)
    if actor.kind == PORTAL:
        mine = Guardianship.objects.filter(customer=actor.id, may_see=True)
        return found.filter(pk__in=mine.values("participant")).defer("note")
    return found.select_related("customer")


def participant(actor: Actor, pk: int) -> Participant:
    """One participant; `Missing` when there is none for this actor."""
    found = participants(actor).filter(pk=pk).first()
    if found is None:
        raise Missing(f"participant {pk}")
    return found


def participants_of(actor: Actor, customer: int) -> list[Participant]:
    """All participants of a customer, the archived ones last."""
    rows = participants(actor).filter(customer=customer).order_by("sort_name", "pk")
    return sorted(rows, key=lambda row: row.archived_at is not None)


def takes_part(actor: Actor, customer: int) -> bool:
    """Whether the customer takes part in person."""
    return participants(actor).filter(customer=customer, is_self=True).exists()


def has_participants(actor: Actor) -> Q:
    """The condition on customers: somebody takes part."""
    return Q(Exists(participants(actor).filter(IN_USE, customer=OuterRef("pk"))))


def has_no_participants(actor: Actor) -> Q:
    """The condition on customers: nobody takes part (lens *Ohne Teilnehmer*)."""
    return ~has_participants(actor)


def is_without_participants(actor: Actor) -> Q:
    """The condition on customers in use: nobody takes part."""
    return IN_USE & has_no_participants(actor)


def vaccination_runs_out(actor: Actor) -> Q:
    """Animals whose vaccination ends within thirty days."""
    return ANIMAL_IN_USE & Q(
        vaccinated_key__gte=actor.today, vaccinated_key__lte=actor.today + RUNS_OUT
    )


def vaccination_ran_out(actor: Actor) -> Q:
    """Animals whose vaccination has ended; where nobody knows a date it has not."""
    return ANIMAL_IN_USE & Q(vaccinated_key__lt=actor.today)


def liability_is_missing(actor: Actor) -> Q:
    """Animals without liability insurance: no date, or one that is over."""
    over: tuple[date, ...] = (NO_DAY,)
    return ANIMAL_IN_USE & (Q(liability_key__in=over) | Q(liability_key__lt=actor.today))


def best_participants(actor: Actor, query: str, limit: int) -> list[Participant]:
    """At most `limit` participants in use whose name or chip number is found, by name."""
    terms = PARTICIPANT_SEARCH.terms(query)
    if not terms:
        return []
    found: list[Participant] = []
    for rank in (0,) if actor.kind == PORTAL else (0, 1):  # further words tell of the other parent
        rows = participants(actor).filter(TAKES_PART, PARTICIPANT_SEARCH.found(terms, rank))
        found += rows.order_by("sort_name", "pk")[: limit - len(found)]
    return found
