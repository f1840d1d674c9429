"""Notes that go, and notes that move (NOT-07, DEL-03)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q

from stammkunde.foundation import clock, erasing
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import Outcome, operation
from stammkunde.foundation.writes import change_each, lock
from stammkunde.notes.fields import EDIT
from stammkunde.notes.models import Note

DELETE = "notes.delete"


@operation("notes.delete_notes", needs=DELETE)
def delete_notes(*, actor: Actor, notes: Sequence[int]) -> Outcome[int]:
    """Delete whole notes, not merely their follow-ups (NOT-07, C-10); there is no undo.

    The history keeps that there was a note, and no longer what it said.
    """
    rows = lock(Note, notes)
    return Outcome(_erase(rows))


@operation("notes.drop_notes", needs=DELETE)
def drop_notes(
    *, actor: Actor, customers: Sequence[int], participants: Sequence[int]
) -> Outcome[int]:
    """Notes about customers who are being erased, and about participants who go along (DEL-03)."""
    about = Q(customer__in=customers) | Q(participant__in=participants)
    ids = Note.objects.filter(about).values_list("pk", flat=True)
    return Outcome(_erase(lock(Note, ids)))


@operation("notes.rehome_notes", needs=EDIT)
def rehome_notes(*, actor: Actor, participants: Sequence[int]) -> Outcome[Note]:
    """Notes about participants follow them to their new home, so that its page shows them."""
    astray = Note.objects.filter(participant__in=participants).exclude(
        customer=F("participant__customer")
    )
    homes: dict[int, Any] = dict(astray.values_list("pk", "participant__customer"))
    rows = lock(Note, homes)
    return Outcome(change_each([(row, {"customer_id": homes[row.pk]}) for row in rows]))


def _erase(rows: Sequence[Note]) -> list[int]:
    ids = [row.pk for row in rows]
    if rows:
        erasing.erase(rows, clock.now())
    return ids
