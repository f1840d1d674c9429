"""Which follow-ups are due, and whose they are (NOT-04; 2.8)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from stammkunde.accounts import queries as accounts
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Among
from stammkunde.notes.models import FollowUp, Note
from stammkunde.notes.queries.notes import PERSON, SEE, notes
from stammkunde.notes.rules import DUE
from stammkunde.people.models import IN_USE
from stammkunde.people.queries import managed

_INFORMED = FollowUp.informed.through


def is_mine(actor: Actor) -> Q:
    """The condition on notes: this colleague is told, or it is theirs because nobody else is.

    Nobody else: no informed colleague still works here; then it is the author's and the account
    managers' (2.8), so that nothing stays with somebody who left.
    """
    if actor.kind != PERSON or actor.id is None:
        return Q(pk__in=())
    told = _INFORMED.objects.filter(followup=OuterRef("pk"), user=actor.id)
    own = Q(author=actor.id) | Q(
        Exists(managed(actor, actor.id).filter(customer=OuterRef("customer")))
    )
    return Q(Exists(told)) | (_nobody_told() & own)


def is_nobodys(actor: Actor) -> Q:
    """The condition on notes: nobody who still works here would be told."""
    there = accounts.colleagues().order_by()
    author = there.filter(pk=OuterRef("author"))
    manages = there.filter(people_managed=OuterRef("customer"))
    return _nobody_told() & ~Q(Exists(author)) & ~Q(Exists(manages))


def _nobody_told() -> Q:
    there = accounts.colleagues().order_by().values("pk")
    told = _INFORMED.objects.filter(followup=OuterRef("pk"), user__in=there)
    return ~Q(Exists(told))


def due(actor: Actor) -> QuerySet[Any]:
    """Notes that came back by today and are not done."""
    return notes(actor).filter(
        notes_followup__state__in=DUE, notes_followup__due_on__lte=actor.today
    )


@dataclass(frozen=True)
class Due:
    """The follow-ups of one colleague for today: the first of them, and the counts."""

    rows: Sequence[Any]
    today: int
    overdue: int


def due_count(actor: Actor) -> int:
    """How many follow-ups are due for this colleague, for the badge; one query."""
    if actor.kind != PERSON or not actor.may(SEE):
        return 0
    found = Note.objects.filter(
        is_mine(actor), notes_followup__state__in=DUE, notes_followup__due_on__lte=actor.today
    )
    return found.count()


def due_panel(actor: Actor, limit: int) -> Due | None:
    """What is due for this colleague, the oldest first, at most `limit`; None for nothing."""
    mine = due(actor).filter(is_mine(actor))
    counts = mine.aggregate(
        all=Count("pk"), today=Count("pk", filter=Q(notes_followup__due_on=actor.today))
    )
    if not counts["all"]:
        return None
    rows = list(mine.order_by("notes_followup__due_on", "pk")[:limit])
    return Due(rows, counts["today"], counts["all"] - counts["today"])


def customers_with_due(actor: Actor) -> Q:
    """The condition on customers: a follow-up is due by today (lens *Wiedervorlage fällig*)."""
    found = FollowUp.objects.filter(state__in=DUE, due_on__lte=actor.today)
    return IN_USE & Q(pk__in=found.values("note__customer"))


def follow_ups(actor: Actor, notes: Sequence[int]) -> QuerySet[FollowUp]:
    """The follow-ups of these notes, for what a bulk edit would come to."""
    return FollowUp.objects.filter(Among("note", notes))


def informed_alike(actor: Actor, notes: Sequence[int], users: Collection[int]) -> int:
    """How many of these notes inform exactly these users already; one query."""
    links = _INFORMED.objects.filter(Among("followup", notes)).values_list("followup", "user")
    held: dict[int, set[int]] = {pk: set() for pk in notes}
    for pk, user in links:
        held[pk].add(user)
    return sum(some == set(users) for some in held.values())


def due_days(actor: Actor, customers: Sequence[int]) -> dict[int, date]:
    """The next follow-up of each of these customers, for the column of a list; one query."""
    found = FollowUp.objects.filter(Among("note__customer", customers), state__in=DUE)
    days = found.order_by().values_list("note__customer").annotate(day=Min("due_on"))
    return {customer: day for customer, day in days if day}


def newly_due(actor: Actor, first: date, last: date) -> list[int]:
    """Notes whose day is one of these and that are not done, for the daily news."""
    found = FollowUp.objects.filter(state__in=DUE, due_on__gte=first, due_on__lte=last)
    return list(found.order_by("pk").values_list("pk", flat=True))
