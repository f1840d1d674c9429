"""Reading notes: of everybody, of a customer, of participants; internal, for the staff only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Window

from stammkunde.foundation import prepared
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Among
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.notes.models import FollowUp, Note
from stammkunde.notes.rules import DUE
from stammkunde.notes.search import SEARCH

SEE = "notes.see"
PERSON = "staff"  # who has notes of their own
SHOWN = 6  # of a customer, pinned ones first: what the record knows without asking again


def notes(actor: Actor) -> QuerySet[Note]:
    """All notes, with customer, participant, author and the follow-up's values.

    Needs `notes.see`; a customer never holds it (PAR-04).
    """
    if actor.kind == "customer" or not actor.may(SEE):
        raise Forbidden(SEE)
    found = Note.objects.select_related("customer", "participant", "author")
    return found.annotate(
        state=F("notes_followup__state"),
        due_on=F("notes_followup__due_on"),
        done_at=F("notes_followup__done_at"),
        done_by=F("notes_followup__done_by__name"),
    )


def note(actor: Actor, pk: int) -> Any:
    """One note; `Missing` when there is none for this actor."""
    found = notes(actor).filter(pk=pk).first()
    if found is None:
        raise Missing(f"note {pk}")
    return found


def notes_of(
    actor: Actor,
    customer: int,
    *,
    words: str = "",
    only_open: bool = False,
    participant: int | None = None,
) -> QuerySet[Any]:
    """The notes of a customer and of those who take part there, pinned ones first, then the newest.

    words: what they must contain. only_open: those that still come back.
    """
    found = notes(actor).filter(customer=customer)
    if participant is not None:
        found = found.filter(participant=participant)
    if words.strip():
        found = _matching(found, words)
    if only_open:
        found = found.filter(notes_followup__state__in=DUE)
    return found.order_by("-pinned", "-pk")


def _matching(found: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Those that contain all of the words; none for a text without any."""
    terms = SEARCH.terms(words)
    return found.filter(SEARCH.found(terms)) if terms else found.none()


@dataclass(frozen=True)
class FileSummary:
    """What the record knows of a customer's notes: how many, the pinned ones, the next day."""

    count: int = 0
    pinned: Sequence[Any] = field(default_factory=tuple)
    next_due: date | None = None
    today: date = date.min


def summary(actor: Actor, customer: int) -> FileSummary:
    """The room's one question about a record; the caller has fetched the customer."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    found = prepared.rows(_brief, (customer,))
    if not found:
        return FileSummary()
    pinned = tuple(one for one in found if one.pinned)
    return FileSummary(found[0].many, pinned, found[0].next_due, actor.today)


def _brief(numbers: tuple[int, ...]) -> QuerySet[Any]:
    (customer,) = numbers
    coming = FollowUp.objects.filter(note__customer=OuterRef("customer"), state__in=DUE)
    return (
        Note.objects.filter(customer=customer)
        .select_related("participant", "author")
        .annotate(
            many=Window(Count("pk")),
            next_due=Subquery(coming.order_by("due_on").values("due_on")[:1]),
        )
        .order_by("-pinned", "-pk")[:SHOWN]
    )


def of_participants(actor: Actor, participants: Sequence[int]) -> dict[int, list[Any]]:
    """The notes about these participants, pinned and newest first; one query."""
    found: dict[int, list[Any]] = {}
    for row in notes(actor).filter(Among("participant", participants)).order_by("-pinned", "-pk"):
        found.setdefault(row.participant_id or 0, []).append(row)
    return found


def newest_of_participants(actor: Actor, participants: Sequence[int]) -> dict[int, Note]:
    """The newest note about each of these participants, for the column of a list (PAR-04).

    The list has asked for the permission; one query.
    """
    newest = Note.objects.filter(participant=OuterRef("participant")).order_by("-pk")
    rows = Note.objects.filter(
        Among("participant", participants), pk=Subquery(newest.values("pk")[:1])
    )
    return {row.participant_id or 0: row for row in rows}
