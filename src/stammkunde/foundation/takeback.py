"""Taking a batch back: every journal entry of it, newest first, each in a transaction of its own.

After an error or a kill everything goes; a batch that counted is undone as far as nobody has
touched its rows since. Either way the same steps, and a killed run goes on where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict

from django.db import DatabaseError, IntegrityError, models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from stammkunde.foundation import actors, batches, operations
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.backup.troubles import german
from stammkunde.foundation.models import (
    BatchState,
    ImportBatch,
    JournalChange,
    JournalEntry,
)
from stammkunde.foundation.operations import OPERATIONS, operation
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.foundation.reversing import Back, Stayed, Step

Model = type[models.Model]
Progress = Callable[[int, int], None]


class NotYet(Exception):
    """A batch could not be taken back now; the next start or the next import does it."""


@operation("foundation.take_back", needs="")
def take_back(*, actor: Actor, entry: int) -> Back:
    """Take one entry of a batch back: fields, members, added rows.

    Needs the word of the batch's kind. A row that somebody else has touched since, or that hangs on
    such a one, stays, and so does what others use; all of that is reported, never refused.
    Refuses what was undone already. `Missing` for an entry that is in no batch.
    """
    found = JournalEntry.objects.filter(pk=entry, batch__isnull=False).first()
    batch = ImportBatch.objects.filter(pk=found.batch or 0).first() if found else None
    info = OPERATIONS.get(found.operation) if found else None
    if found is None or batch is None or info is None:
        raise Missing(f"journal entry {entry} of a batch")
    word = batches.KINDS[batch.kind].word
    if not actor.may(word):
        raise Forbidden(word)
    run = operations.current()
    assert run is not None
    run.undoes, run.room = entry, info.room
    try:
        run.enter()
    except IntegrityError as late:
        raise Refused("already_undone", _("This step has already been undone.")) from late
    back = Back()
    Step(found, back, batches.KINDS[batch.kind].invented).go()
    if back.stayed:
        _note(batch, actor, back.stayed)
    return back


def undo(
    actor: Actor, batch: int, *, progress: Progress = lambda done, total: None
) -> tuple[ImportBatch, list[Stayed]]:
    """Undo a batch that counted; inside `batches.exclusive`. What stays is listed.

    Needs the word of the batch's kind. Refuses one that is undone or was taken back
    (`already_undone`); `Missing` for one that is not there.
    """
    row = begin_undo(actor, batch)
    _all_back(actor, row, progress)
    batches.undone(row)
    return row, stayed_of(row)


def begin_undo(actor: Actor, batch: int) -> ImportBatch:
    """Say that a batch shall be undone: `undo` does it, or else the next start. Refuses as `undo`."""
    row = ImportBatch.objects.filter(pk=batch).first()
    if row is None:
        raise Missing(f"batch {batch}")
    word = batches.KINDS[row.kind].word
    if not actor.may(word):
        raise Forbidden(word)
    if row.state in {BatchState.UNDONE, BatchState.TAKEN_BACK, BatchState.WAITING}:
        raise Refused("already_undone", _("This import has already been undone."))
    if ImportBatch.objects.filter(pk=batch, state=BatchState.DONE).update(
        state=BatchState.UNDOING, done=0
    ):
        ImportBatch.objects.filter(pk=batch).update(steps=_entries(batch).count())
    row.refresh_from_db()
    return row


def recover(told: Callable[[ImportBatch], None] = lambda batch: None) -> list[ImportBatch]:
    """Bring every batch to its end whose process is gone; nothing when somebody is at work.

    told: before each. Called before every import and undo, and when the house starts.
    """
    ended = []
    try:
        with batches.exclusive(patience=0):
            for batch in batches.left_open():
                told(batch)
                ended.append(batch)
                _end(batch)
    except (batches.Busy, FileNotFoundError):  # without a data directory there is nothing to end
        return []
    return ended


def at_start(say: Callable[[str], None]) -> None:
    """`recover` for processes that start: says in German what it does, and never keeps them."""
    try:
        recover(lambda batch: say(f"{_called(batch)} wurde unterbrochen und wird zurückgenommen."))
    except (DatabaseError, OSError) as problem:
        say(f"Ein unterbrochener Import ließ sich nicht zurücknehmen: {german(problem)}.")


def _called(batch: ImportBatch) -> str:
    word = "Sammeländerung" if batch.kind.startswith("bulk.") else "Import"
    return f"{word} {batch.pk}"


@contextmanager
def or_back(batch: ImportBatch) -> Iterator[None]:
    """Whatever ends this block but its own end takes the batch back.

    Where even that fails (disk full, database gone), it is `NotYet`, from what ended the block:
    the batch stays `running`, and the next start takes it back.
    """
    try:
        yield
    except batches.Lost:
        raise  # whoever found the lock free has taken it back
    except BaseException as why:
        try:
            if batch.state == BatchState.RUNNING:
                _end(batch)
        except (DatabaseError, OSError):
            raise NotYet(f"batch {batch.pk}") from why
        raise


def stayed_of(batch: ImportBatch) -> list[Stayed]:
    """What an undo of the batch could not take back."""
    return [Stayed(**one) for one in json.loads(batch.stayed or "[]")]


def _end(batch: ImportBatch) -> None:
    house = actors.system(label="Import")
    _all_back(house, batch, lambda done, total: None)
    settle = batches.undone if batch.state == BatchState.UNDOING else batches.taken_back
    settle(batch, **({} if settle is batches.undone else {"created": 0, "updated": 0}))


def _all_back(actor: Actor, batch: ImportBatch, progress: Progress) -> None:
    entries = list(_entries(batch.pk).order_by("-pk").values_list("pk", flat=True))
    total = max(batch.steps, len(entries))
    for left, entry in zip(range(len(entries) - 1, -1, -1), entries, strict=True):
        with suppress(Refused):  # somebody undid this entry by hand at this instant
            take_back(actor=actor, entry=entry)
        if batch.state == BatchState.UNDOING:
            ImportBatch.objects.filter(pk=batch.pk).update(done=total - left)
        progress(total - left, total)
    batch.refresh_from_db()


def _entries(batch: int) -> models.QuerySet[JournalEntry]:
    """The entries of a batch that wrote something and that nobody has taken back.

    Not what other rooms did in answer to its events (door "system"): they hear that rows go. Not
    what has no undo of its own, where the kind of batch says so.
    """
    row = ImportBatch.objects.filter(pk=batch, state=BatchState.UNDOING).first()
    final = [
        name
        for name, info in OPERATIONS.items()
        if info.undo is None and row is not None and batches.KINDS[row.kind].declared
    ]
    return (
        JournalEntry.objects.exclude(door="system")
        .exclude(operation__in=final)
        .filter(
            Exists(JournalChange.objects.filter(entry=OuterRef("pk"))),
            ~Exists(JournalEntry.objects.filter(undoes=OuterRef("pk"))),
            batch=batch,
            undoes__isnull=True,
        )
    )


def _note(batch: ImportBatch, actor: Actor, stayed: Sequence[Stayed]) -> None:
    """Keep what stays with the batch, named, each once."""
    known = {(one.kind, one.row): one for one in stayed_of(batch)}
    fresh = [one for one in stayed if (one.kind, one.row) not in known]
    if not fresh:
        return
    named = batches.KINDS[batch.kind].told(actor, [(one.kind, one.row) for one in fresh])
    for one in fresh:
        name = named.get((one.kind, one.row)) or f"{one.kind} {one.row}"
        known[one.kind, one.row] = Stayed(one.kind, one.row, name, one.why)
    text = json.dumps([asdict(one) for one in known.values()], ensure_ascii=False)
    ImportBatch.objects.filter(pk=batch.pk).update(stayed=text)
