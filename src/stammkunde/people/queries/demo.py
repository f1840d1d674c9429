"""Demo data that came in from the set-up page: one batch that can be undone."""

from __future__ import annotations

import json

from django.db.models import QuerySet

from stammkunde.foundation import takeback
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import BatchState, ImportBatch, JournalChange, JournalEntry
from stammkunde.foundation.refusals import Forbidden
from stammkunde.people.models import Customer, Participant
from stammkunde.people.queries.customers import in_use

DEMO_KIND = "demo"
DEMO_WORD = "foundation.business"
_THERE = (BatchState.RUNNING, BatchState.DONE, BatchState.UNDOING)


def demo_batch(actor: Actor) -> ImportBatch | None:
    """The demo data that are there, come in or go; None without. Needs `foundation.business`."""
    _need(actor)
    return _batches().filter(state__in=_THERE).order_by("-pk").first()


def demo_left(actor: Actor) -> list[takeback.Stayed]:
    """What stayed when the demo data went. Needs `foundation.business`."""
    _need(actor)
    last = _batches().order_by("-pk").first()
    return takeback.stayed_of(last) if last and last.state == BatchState.UNDONE else []


def own_customers(actor: Actor) -> int:
    """How many customers in use did not come in as demo data; those of `actor` to see."""

    row = _batches().filter(state=BatchState.DONE).order_by("-pk").first()
    return max(0, in_use(actor).count() - (row.created if row else 0))


def demo_pictures(actor: Actor, batch: int) -> set[str]:
    """Keys of the picture files that came in with demo data and that nobody shows any more.

    Needs `foundation.business`.
    """
    _need(actor)
    entries = JournalEntry.objects.filter(batch=batch).values("pk")
    lines = JournalChange.objects.filter(entry__in=entries, field="picture_id", new__isnull=False)
    keys = {json.loads(new) for new in lines.values_list("new", flat=True) if new} - {None}
    for rows in (Customer.objects.all(), Participant.objects.all()):
        keys -= set(rows.filter(picture_id__in=keys).values_list("picture_id", flat=True))
    return keys


def _batches() -> QuerySet[ImportBatch]:
    return ImportBatch.objects.filter(kind=DEMO_KIND)


def _need(actor: Actor) -> None:
    if not actor.may(DEMO_WORD):
        raise Forbidden(DEMO_WORD)
