"""Many rows that come in together are there whole or not at all (ADR 18).

    with batches.exclusive(waiting):                    # one at a time in the whole installation
        takeback.recover()                              # what a killed one left
        batch = batches.begin(actor, "customers", file="kunden.csv", rows=10_000)
        with takeback.or_back(actor, batch):            # an error, Ctrl+C: everything back
            with batches.under(batch):
                ...operations, chunk by chunk; each tells `batches.progress(batch, done)`
            batches.finish(batch, created=…, report=…)  # from here on it counts

Every journal entry written `under` the batch carries its id, in the same transaction as the rows.
A batch that is `running` while the lock is free has lost its process.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from fcntl import LOCK_EX, LOCK_NB, flock
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from stammkunde.foundation import clock, operations
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import BatchState, ImportBatch

OPEN = (BatchState.RUNNING, BatchState.UNDOING)
KEEP_REPORTS_DAYS = 60
_LOCK_KEY = 7_202_611_118  # of the session advisory lock on PostgreSQL
_REST = 0.1

Place = tuple[str, int]  # (kind, row) as in the journal's subjects
Told = Callable[[Actor, Sequence[Place]], Mapping[Place, str]]


class Busy(Exception):
    """Another import, undo or recovery is at work, and the caller did not want to wait (any longer)."""


class Lost(Exception):
    """The batch is no longer ours: somebody who found the lock free has taken it back."""


@dataclass(frozen=True)
class BatchKind:
    """What a room says about its batches: the word that undoing needs, and the names of rows.

    declared: only what its operations declare to be undoable goes back, e.g. no given number.
    invented: its rows say nothing that ever happened; even those that are only ever added go back.
    """

    key: str
    word: str
    told: Told
    declared: bool = False
    invented: bool = False


KINDS: dict[str, BatchKind] = {}
_held: ContextVar[bool] = ContextVar("batches_held", default=False)


def kind(
    key: str, *, word: str, told: Told, declared: bool = False, invented: bool = False
) -> None:
    """Declare a kind of batch; called once by the room that brings such rows in."""
    KINDS[key] = BatchKind(key, word, told, declared, invented)


@contextmanager
def exclusive(
    waiting: Callable[[], None] | None = None, *, patience: float | None = None
) -> Iterator[None]:
    """Hold the lock of imports; again inside itself it costs nothing.

    The lock lives with the process (SQLite: `flock` in the data directory) or with its database
    session (PostgreSQL), so a killed holder has let go of it. waiting: told once, when somebody
    else holds it. patience: seconds to wait, without it for ever; then `Busy`.
    """
    if _held.get():
        yield
        return
    lock = _SessionLock() if connection.vendor == "postgresql" else _FolderLock()
    end = None if patience is None else time.monotonic() + patience
    try:
        while not lock.take():
            if end is not None and time.monotonic() >= end:
                raise Busy
            if waiting is not None:
                waiting()
                waiting = None
            time.sleep(_REST)
        token = _held.set(True)
        try:
            yield
        finally:
            _held.reset(token)
    finally:
        lock.release()


def begin(actor: Actor, kind: str, **said: Any) -> ImportBatch:
    """Open a batch; inside `exclusive`. said: columns of `ImportBatch` (file, sha256, mode, rows …)."""
    _need_lock()
    return note_down(actor, kind, **said)


def note_down(actor: Actor, kind: str, **said: Any) -> ImportBatch:
    """A batch that waits for its turn, or was through at once; `state` says which."""
    return ImportBatch.objects.create(
        kind=KINDS[kind].key,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        begun_at=clock.now(),
        **said,
    )


def start(batch: ImportBatch) -> bool:
    """A waiting batch begins; inside `exclusive`. False when it waits no longer."""
    _need_lock()
    return _turn(batch, BatchState.WAITING, BatchState.RUNNING)


def drop(batch: ImportBatch) -> bool:
    """A waiting batch shall not begin any more. False when it waits no longer."""
    return _turn(batch, BatchState.WAITING, BatchState.TAKEN_BACK, ended_at=clock.now(), ids="")


def _turn(batch: ImportBatch, was: str, state: str, **said: Any) -> bool:
    """Compare-and-set of the state."""
    found = ImportBatch.objects.filter(pk=batch.pk, state=was)
    moved = bool(found.update(state=state, **said))
    batch.refresh_from_db()
    return moved


@contextmanager
def under(batch: ImportBatch) -> Iterator[None]:
    """What operations write in here belongs to the batch."""
    with operations.in_batch(batch.pk):
        yield


def progress(batch: ImportBatch, done: int) -> None:
    """Note how many rows are through, inside the operation that wrote them.

    `Lost` when the batch does not run any longer: nothing of this chunk may be written then.
    """
    if not ImportBatch.objects.filter(pk=batch.pk, state=BatchState.RUNNING).update(done=done):
        raise Lost(f"batch {batch.pk}")


def finish(batch: ImportBatch, **said: Any) -> None:
    """The rows of the batch count from now on. said: counts and `report`. `Lost` as in `progress`."""
    _settle(batch, BatchState.RUNNING, BatchState.DONE, **said)


def note(batch: ImportBatch, **said: Any) -> None:
    """Add to what the batch says of itself: counts, `report`."""
    ImportBatch.objects.filter(pk=batch.pk).update(**said)


def taken_back(batch: ImportBatch, **said: Any) -> None:
    """Nothing of a running batch is there any longer."""
    _settle(batch, BatchState.RUNNING, BatchState.TAKEN_BACK, **said)


def undone(batch: ImportBatch, **said: Any) -> None:
    """What nobody touched since is gone again."""
    _settle(batch, BatchState.UNDOING, BatchState.UNDONE, **said)


def left_open() -> list[ImportBatch]:
    """Batches whose process is gone, oldest first; inside `exclusive`."""
    _need_lock()
    return list(ImportBatch.objects.filter(state__in=OPEN).order_by("pk"))


def prune() -> int:
    """Empty what names people in reports of long ago; returns how many."""
    old = clock.now() - timedelta(days=KEEP_REPORTS_DAYS)
    rows = ImportBatch.objects.filter(begun_at__lt=old)
    rows = rows.exclude(state__in=(*OPEN, BatchState.WAITING))
    empty = {"report": "", "stayed": "", "file": "", "params": "", "ids": ""}
    return rows.exclude(**empty).update(**empty)


def _settle(batch: ImportBatch, was: str, state: str, **said: Any) -> None:
    said |= {"state": state, "ended_at": clock.now()}
    if not ImportBatch.objects.filter(pk=batch.pk, state=was).update(**said):
        raise Lost(f"batch {batch.pk}")
    for name, value in said.items():
        setattr(batch, name, value)


def _need_lock() -> None:
    if not _held.get():
        raise RuntimeError("this belongs inside batches.exclusive()")


class _FolderLock:
    """`flock` on the data directory: the system lets go of it when the process ends."""

    def __init__(self) -> None:
        self._folder = os.open(settings.DATA_DIR, os.O_RDONLY)

    def take(self) -> bool:
        try:
            flock(self._folder, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        os.close(self._folder)


class _SessionLock:
    """An advisory lock of this database session: the server lets go of it when the session ends."""

    def take(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK_KEY])
            return bool(cursor.fetchone()[0])

    def release(self) -> None:
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_KEY])
