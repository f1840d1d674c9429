"""Reading imports of customers (IMP-01, N-07)."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, Max, OuterRef

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import (
    BatchState,
    ImportBatch,
    JournalChange,
    JournalEntry,
    JournalSubject,
)
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.foundation.writes import ADDED
from stammkunde.people.models import Customer

IMPORT = "people.import"
MOST_IMPORTS = 100
_KIND = "customers"


def import_batches(actor: Actor) -> list[ImportBatch]:
    """The last imports, newest first, without their reports. Needs `people.import`."""
    _need(actor)
    rows = ImportBatch.objects.filter(kind=_KIND).defer("report", "stayed")
    return list(rows.order_by("-pk")[:MOST_IMPORTS])


def import_batch(actor: Actor, pk: int) -> ImportBatch:
    """One import; `Missing` when there is none. Needs `people.import`."""
    _need(actor)
    found = ImportBatch.objects.filter(kind=_KIND, pk=pk).first()
    if found is None:
        raise Missing(f"import {pk}")
    return found


def running_import(actor: Actor) -> ImportBatch | None:
    """The import that is at work, or being undone, right now. Needs `people.import`."""
    _need(actor)
    open_ = (BatchState.RUNNING, BatchState.UNDOING)
    rows = ImportBatch.objects.filter(kind=_KIND, state__in=open_)
    return rows.defer("report", "stayed").order_by("-pk").first()


def touched_since(actor: Actor, batch: ImportBatch) -> list[int]:
    """Customers of an import that somebody has changed since: an undo leaves those as they are."""
    _need(actor)
    mine = JournalEntry.objects.filter(batch=batch.pk, undoes__isnull=True)
    last = mine.aggregate(last=Max("pk"))["last"]
    if last is None:
        return []
    of_import = JournalSubject.objects.filter(
        kind="customer", row=OuterRef("row"), entry__in=mine.values("pk")
    )
    later = JournalEntry.objects.filter(pk__gt=last, undoes__isnull=True).exclude(batch=batch.pk)
    undone = JournalEntry.objects.filter(undoes=OuterRef("pk"))
    rows = JournalSubject.objects.filter(
        Exists(of_import), kind="customer", entry__in=later.filter(~Exists(undone)).values("pk")
    )
    return sorted(set(rows.values_list("row", flat=True)))


def added_by(actor: Actor, batch: ImportBatch, customers: Collection[int]) -> int:
    """How many of these customers an import added; it knew the others before."""
    _need(actor)
    entries = JournalEntry.objects.filter(batch=batch.pk).values("pk")
    lines = JournalChange.objects.filter(entry__in=entries, table=Customer._meta.label_lower)
    return lines.filter(field=ADDED, row__in=set(customers)).values("row").distinct().count()


def _need(actor: Actor) -> None:
    if not actor.may(IMPORT):
        raise Forbidden(IMPORT)
