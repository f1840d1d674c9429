"""The life of a draft: begun, changed by its owner, worked on by its job, ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from stammkunde.foundation import clock, files
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.drafts import rows as kept
from stammkunde.foundation.models import (
    BatchState,
    DraftState,
    ImportBatch,
    ImportDraft,
    StoredFile,
)
from stammkunde.foundation.refusals import Missing, Stale

KEEP_DAYS = 7
ALIVE = timedelta(seconds=45)  # a job that gave no sign for so long has lost its process
MOST_SHOWN = 20
FILES: set[str] = set()  # kinds of files that nobody but drafts holds
LOOSE = timedelta(days=1)  # how old a file is that no draft holds, and no job will want any more
AT_WORK = (DraftState.CHECKING, DraftState.COMMITTING)


class Superseded(Exception):
    """A later run, its owner or the sweep has taken the draft over: this job has nothing to do."""


def begin(actor: Actor, kind: str, file: StoredFile, **said: Any) -> ImportDraft:
    """A new draft for a stored file. said: columns of `ImportDraft`."""
    now = clock.now()
    return ImportDraft.objects.create(
        kind=kind,
        owner=actor.id,
        owner_label=actor.label,
        file=file.key,
        name=file.name,
        sha256=file.sha256,
        size=file.size,
        begun_at=now,
        changed_at=now,
        **said,
    )


def of(actor: Actor, kind: str, pk: int) -> ImportDraft:
    """A draft of this actor; `Missing` for anybody else's, abandoned ones included."""
    rows = ImportDraft.objects.exclude(state=DraftState.ABANDONED)
    found = rows.filter(pk=pk, kind=kind, **_owned(actor)).first()
    if found is None:
        raise Missing(f"draft {pk}")
    return found


def mine(actor: Actor, kind: str) -> list[ImportDraft]:
    """The actor's drafts that are not through, newest first."""
    ended = (DraftState.DONE, DraftState.ABANDONED)
    rows = ImportDraft.objects.filter(kind=kind, **_owned(actor)).exclude(state__in=ended)
    return list(rows.order_by("-pk")[:MOST_SHOWN])


def keeps(owner: str) -> None:
    """Declare a kind of stored file that only drafts hold; called once by the room that has it."""
    FILES.add(owner)


def belongs(actor: Actor, file: StoredFile) -> bool:
    """Whether a stored file is the list of one of the actor's drafts."""
    return ImportDraft.objects.filter(file=file.key, **_owned(actor)).exists()


def _owned(actor: Actor) -> dict[str, Any]:
    return {"owner": actor.id} if actor.id is not None else {"owner__isnull": True}


@contextmanager
def change(
    draft: ImportDraft, version: int, states: Sequence[str], **said: Any
) -> Iterator[ImportDraft]:
    """Change a draft inside this block's transaction, if it still is as the page showed it.

    states: those in which this may happen at all. `Stale` otherwise; nothing was written then.
    """
    with transaction.atomic():
        moved = _of_version(draft, version, states).update(
            version=F("version") + 1, changed_at=clock.now(), **said
        )
        if not moved:
            raise stale()
        draft.refresh_from_db()
        yield draft


def start(
    draft: ImportDraft,
    version: int,
    states: Sequence[str],
    state: str,
    enqueue: Callable[[int], UUID],
    **said: Any,
) -> ImportDraft:
    """Begin a job for a draft, in one transaction: `enqueue` gets the number of the run.

    Of two at once only one gets through, the other is `Stale`. A job whose process is gone may be
    begun again from the state in which it left the draft.
    """
    if draft.state in AT_WORK and not lost(draft):
        raise stale()
    allowed = [*states, draft.state] if draft.state in AT_WORK else states
    fresh = {"beat_at": None, "waiting": False, "done": 0, "trouble": "", "hint": ""}
    with change(draft, version, allowed, state=state, run=F("run") + 1, **{**fresh, **said}):
        job = enqueue(draft.run)
        ImportDraft.objects.filter(pk=draft.pk).update(job=job)
        draft.job = job
    return draft


def stale() -> Stale:
    """The refusal of what somebody does to a draft that has moved on."""
    return Stale(_("This import has moved on meanwhile, perhaps in another window."), [])


def _of_version(draft: ImportDraft, version: int, states: Sequence[str]) -> Any:
    return ImportDraft.objects.filter(pk=draft.pk, version=version, state__in=states)


def _of_run(pk: int, run: int, state: str) -> Any:
    return ImportDraft.objects.filter(pk=pk, run=run, state=state)


def beat(pk: int, run: int, state: str, **said: Any) -> None:
    """A sign of life of the job of this run, with what it has to say; `Superseded` when it is not
    the latest one any longer."""
    if not _of_run(pk, run, state).update(beat_at=clock.now(), **said):
        raise Superseded(f"draft {pk}")


def settle(pk: int, run: int, was: str, state: str, **said: Any) -> None:
    """The job is through. `Superseded` as in `beat`."""
    said |= {"state": state, "waiting": False, "changed_at": clock.now()}
    for name in ("trouble", "hint"):  # they may tell of a cell, and no column takes a NUL
        said |= {name: str(said[name]).replace("\0", "")} if name in said else {}
    if not _of_run(pk, run, was).update(version=F("version") + 1, **said):
        raise Superseded(f"draft {pk}")


def link(pk: int, run: int, batch: ImportBatch) -> None:
    """Say that the rows of a draft come in as this batch, in the transaction that opens it.

    Only for the latest run, and once: `Superseded`.
    """
    free = _of_run(pk, run, DraftState.COMMITTING).filter(batch__isnull=True)
    if not free.update(batch=batch.pk, beat_at=clock.now(), waiting=False):
        raise Superseded(f"draft {pk}")


def _state_of(batch: int) -> str:
    return ImportBatch.objects.values_list("state", flat=True).get(pk=batch)


def corrected(draft: ImportDraft, **said: Any) -> None:
    """Note what became of a draft inside `change`."""
    ImportDraft.objects.filter(pk=draft.pk).update(**said)
    for name, value in said.items():
        setattr(draft, name, value)


def lost(draft: ImportDraft) -> bool:
    """Whether the job of a draft that is being worked on has lost its process."""
    if draft.state not in AT_WORK or is_waiting(draft):
        return False
    if draft.batch and _state_of(draft.batch) == BatchState.TAKEN_BACK:
        return True
    last = draft.beat_at or draft.changed_at
    return bool(clock.now() - last > ALIVE)


def is_waiting(draft: ImportDraft) -> bool:
    """Whether the job of a draft stands in line: behind another job, or another import."""
    if draft.state not in AT_WORK:
        return False
    if draft.beat_at is None and draft.job is not None:
        waiting = DBTaskResult.objects.filter(pk=draft.job, status=TaskResultStatus.READY)
        return waiting.exists()
    return draft.waiting and clock.now() - (draft.beat_at or clock.now()) <= ALIVE


def end(pk: int, run: int) -> None:
    """What a draft still holds of people goes once it is through, but for the rows that stayed out."""
    keys = list(_of_run(pk, run, DraftState.DONE).exclude(file="").values_list("file", flat=True))
    kept.clear(pk, but_open=True)
    with transaction.atomic():
        _of_run(pk, run, DraftState.DONE).update(file="")
        files.remove(keys)


def abandon(draft: ImportDraft) -> None:
    """The draft is gone with all it holds. A job that works on it stops at its next step."""
    with transaction.atomic():
        moved = ImportDraft.objects.filter(pk=draft.pk).exclude(state=DraftState.ABANDONED)
        moved.update(
            state=DraftState.ABANDONED,
            run=F("run") + 1,
            version=F("version") + 1,
            file="",
            name="",
            owner_label="",
            look="",
            trouble="",
            hint="",
            changed_at=clock.now(),
        )
        files.remove([draft.file] if draft.file else [])
    kept.clear(draft.pk)


def sweep() -> int:
    """Remove drafts that nobody has touched for a week, with their lists, and what killed processes
    left: of drafts that are through, and files that none holds. Returns how many drafts are gone."""
    for draft in ImportDraft.objects.filter(state=DraftState.DONE).exclude(file=""):
        end(draft.pk, draft.run)
    old = clock.now() - timedelta(days=KEEP_DAYS)
    due = Q(changed_at__lt=old) | Q(state=DraftState.ABANDONED)
    gone = [one for one in ImportDraft.objects.filter(due) if one.state not in AT_WORK or lost(one)]
    for draft in gone:
        abandon(draft)
        ImportDraft.objects.filter(pk=draft.pk).delete()
    loose = StoredFile.objects.filter(owner__in=FILES, created_at__lt=clock.now() - LOOSE)
    held = ImportDraft.objects.exclude(file="").values("file")
    with transaction.atomic():
        files.remove(list(loose.exclude(key__in=held).values_list("key", flat=True)))
    return len(gone)
