"""The room's nightly work."""

from __future__ import annotations

from contextlib import suppress

from stammkunde.foundation import actors, batches, files, takeback
from stammkunde.foundation.jobs import every, job
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.people import demo, operations, queries

AT_ONCE = 100
DEMO = 60  # customers: enough to see lists, lenses and records at work
DEMO_CHUNK = 20


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


@every("people.purge_documents", at="02:40")
@job(lease=1800, tries=3)
def purge_documents() -> None:
    """Remove documents whose time in the bin is over."""
    actor = actors.system(door="job")
    due = queries.documents_due(actor)
    for start in range(0, len(due), AT_ONCE):
        operations.purge_documents(actor=actor, documents=due[start : start + AT_ONCE])


@every("people.remind_of_proofs", at="05:30")
@job(lease=1800, tries=3)
def remind_of_proofs() -> None:
    """Tell once of every proof that runs out within four weeks (CLS-15)."""
    actor = actors.system(door="job")
    due = queries.proofs_to_remind(actor)
    for start in range(0, len(due), AT_ONCE):
        operations.remind_of_proofs(actor=actor, proofs=due[start : start + AT_ONCE])


@job(lease=7200, tries=3)
def undo_import(*, batch: int, label: str) -> None:
    """Undo an import that somebody, `label`, has undone in the settings (R13).

    Who stops it does not end it: the next try goes on where it was.
    """
    actor = actors.system(door="job", label=label)
    with batches.exclusive(), suppress(Refused, Missing):
        takeback.undo(actor, batch)


@job(lease=3600, tries=1)
def load_demo(*, business: str, label: str) -> None:
    """Load invented customers of an industry for somebody, `label`, who tries things out.

    Whole or not at all, like an import; a second time only once the first are gone.
    """
    actor = actors.system(door="job", label=label)
    with batches.exclusive():
        takeback.recover()
        if queries.demo_batch(actor) is not None:
            return
        before = queries.in_use(actor).count()
        batch = batches.begin(actor, queries.DEMO_KIND, rows=DEMO, mode="demo")
        with takeback.or_back(batch):
            with batches.under(batch):
                for done in demo.load(actor, business, DEMO, chunk=DEMO_CHUNK):
                    batches.progress(batch, done)
            batches.finish(batch, created=queries.in_use(actor).count() - before)


@job(lease=3600, tries=3)
def remove_demo(*, batch: int, label: str) -> None:
    """Remove the demo data that nobody has touched since, for somebody, `label`."""
    actor = actors.system(door="job", label=label)
    with batches.exclusive(), suppress(Refused, Missing):
        takeback.undo(actor, batch)
        files.remove(queries.demo_pictures(actor, batch))


def _erased(actor: actors.Actor, ids: list[int]) -> bool:
    try:
        operations.erase_customers(actor=actor, customers=ids)
    except (Refused, Missing):
        return False
    return True
