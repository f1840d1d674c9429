"""The room's nightly work."""

from __future__ import annotations

from contextlib import suppress

from stammkunde.foundation import actors, batches, takeback
from stammkunde.foundation.jobs import every, job
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.people import operations, queries

AT_ONCE = 100


@every("people.empty_bin", at="02:30")
@job(lease=3600, tries=3)
def empty_bin() -> None:
    """Erase customers whose time in the bin is over.

    Who has something open that blocks waits for the next night, and so does who is objected to by
    a room above; the others do not wait for them.
    """
    actor = actors.system(door="job")
    due = queries.due_in_bin(actor)
    for start in range(0, len(due), AT_ONCE):
        some = due[start : start + AT_ONCE]
        if not _erased(actor, some):
            for pk in some:
                _erased(actor, [pk])


@job(lease=7200, tries=3)
def undo_import(*, batch: int, label: str) -> None:
    """Undo an import that somebody, `label`, has undone in the settings (R13).

    Who stops it does not end it: the next try goes on where it was.
    """
    actor = actors.system(door="job", label=label)
    with batches.exclusive(), suppress(Refused, Missing):
        takeback.undo(actor, batch)


def _erased(actor: actors.Actor, ids: list[int]) -> bool:
    try:
        operations.erase_customers(actor=actor, customers=ids)
    except (Refused, Missing):
        return False
    return True
