"""Doing a bulk edit: in the request, or as a job under a batch; and taking it back (ADR 26)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation import actors, batches, clock, once, outlook, takeback, undo, writes
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Among
from stammkunde.foundation.jobs import enqueue, job
from stammkunde.foundation.lists.asks import Params
from stammkunde.foundation.lists.declare import LISTS, Declared
from stammkunde.foundation.lists.deeds import Bulk, kind_of
from stammkunde.foundation.longwork import long_work
from stammkunde.foundation.models import BatchState, ImportBatch
from stammkunde.foundation.operations import operation
from stammkunde.foundation.outlook import Reason
from stammkunde.foundation.pacing import Pace
from stammkunde.foundation.refusals import Forbidden, Missing, Refused

AT_ONCE = 500  # rows that go in the request
CHUNK = 1_000
TRIES = 3
PATIENCE = 3.0  # seconds that a job waits for an import or another bulk edit, then it queues again
AGAIN = timedelta(seconds=4)
LEASE = 120  # seconds; `batches.exclusive` keeps a slow job and the one that takes over apart


@dataclass
class Changed:
    """What came of some rows; `entry` is the journal entry that an undo takes back."""

    rows: int = 0
    changed: int = 0
    reasons: list[Reason] = field(default_factory=list)
    entry: int | None = None

    @property
    def refused(self) -> int:
        """How many were left out."""
        return min(sum(one.count for one in self.reasons), self.rows - self.changed)

    @property
    def same(self) -> int:
        """How many were as wanted already, or are gone."""
        return max(self.rows - self.changed - self.refused, 0)


def deed_of(list_key: str, deed: str) -> tuple[type[Declared], Bulk]:
    """The list and its bulk deed. `Missing` where there is no such thing (any more)."""
    page = LISTS.get(list_key)
    found = next((one for one in page.bulk if one.key == deed), None) if page else None
    if page is None or found is None:
        raise Missing(f"bulk deed {list_key} {deed}")
    return page, found


def may(actor: Actor, page: type[Declared], bulk: Bulk) -> None:
    """`Forbidden` unless the actor may open the list and do this with its rows."""
    for word in (page.word, bulk.word):
        if not actor.may(word):
            raise Forbidden(word)


@operation("foundation.change_many", needs="")
def change_many(
    *,
    actor: Actor,
    list_key: str,
    deed: str,
    ids: Sequence[int],
    params: Params,
    batch: ImportBatch | None = None,
    done: int = 0,
) -> Changed:
    """Do a bulk deed of a list with these rows (LST-12): all of them, or a piece of `batch`.

    Needs the words of the list and of the deed. Rows that are gone by now are left out. Refuses
    what the deed's own operation refuses. Without a batch the edit is noted down as one that is
    through. done: the rows of the batch that are through with this piece; `batches.Lost` when
    somebody has taken the batch back.
    """
    page, bulk = deed_of(list_key, deed)
    may(actor, page, bulk)
    if batch is not None:
        batches.progress(batch, done)
    there = writes.present(page.source(actor).model).filter(Among("pk", ids))
    wanted = sorted(there.values_list("pk", flat=True))
    outcome = bulk.do(actor, wanted, params)
    moved = {row if isinstance(row, int) else row.pk for row in outcome.done}
    changed = Changed(len(ids), len(moved), outlook.grouped(outcome.refused), outcome.entry)
    if batch is None:
        _note_down(actor, kind_of(page.key, bulk.key), changed, params)
    return changed


def _note_down(actor: Actor, kind: str, changed: Changed, params: Params) -> None:
    if not changed.changed:
        return
    batches.note_down(
        actor,
        kind,
        state=BatchState.DONE,
        rows=changed.rows,
        done=changed.rows,
        updated=changed.changed,
        skipped=changed.same,
        faulty=changed.refused,
        report=outlook.kept(changed.reasons),
        params=json.dumps(dict(params), ensure_ascii=False),
        entry=changed.entry,
        ended_at=clock.now(),
    )


def at_once(
    actor: Actor, page: type[Declared], bulk: Bulk, ids: Sequence[int], params: Params
) -> Changed:
    """Do it now, in one step. Refuses as `change_many`."""
    return _patient(
        lambda: change_many(actor=actor, list_key=page.key, deed=bulk.key, ids=ids, params=params)
    )


@operation("foundation.ask_for_many", needs="")
def ask_for_many(
    *, actor: Actor, list_key: str, deed: str, ids: Sequence[int], params: Params
) -> ImportBatch:
    """Have a bulk deed done by a job (LST-12); the rows that are meant are fixed now.

    Needs the words of the list and of the deed; `Missing` for a deed that is not there.
    """
    page, bulk = deed_of(list_key, deed)
    may(actor, page, bulk)
    once.made()
    batch = batches.note_down(
        actor,
        kind_of(list_key, deed),
        state=BatchState.WAITING,
        rows=len(ids),
        params=json.dumps(dict(params), ensure_ascii=False),
        ids=json.dumps(list(ids)),
    )
    enqueue(run, batch=batch.pk)
    return batch


def take_back(actor: Actor, batch: ImportBatch) -> int | None:
    """Undo a bulk edit: one that went in one step now, the others by a job.

    Returns how many rows stayed as they are because somebody has changed them since; None where
    the job will tell. Needs the word of the deed. Refuses one that is not through, or undone
    already (`already_undone`), and what an undo refuses.
    """
    page, bulk = deed_of(*parts_of(batch.kind))
    may(actor, page, bulk)
    if batch.entry:
        outcome = undo.undo(actor=actor, entry=batch.entry)
        return len({one.row for one in outcome.refused})
    if batch.state != BatchState.DONE:
        raise Refused("already_undone", _("This step has already been undone."))
    takeback.begin_undo(actor, batch.pk)
    enqueue(run_undo, batch=batch.pk, who=[actor.kind, actor.id, actor.label])
    return None


def parts_of(kind: str) -> tuple[str, str]:
    """The keys of the list and of the deed in the kind of a batch; ("", "") for an import."""
    head, _dot, rest = kind.partition(".")
    page, _dot, deed = rest.rpartition(".")
    return (page, deed) if head == "bulk" else ("", "")


@job(lease=LEASE, tries=5)
def run(*, batch: int) -> None:
    """Do a bulk edit that waits. One that was killed on the way is taken back and stays so.

    Where an import or a bulk edit is at work, perhaps this one, it queues again and the page says so.
    """
    open_ = (BatchState.WAITING, BatchState.RUNNING)
    row = ImportBatch.objects.filter(pk=batch, state__in=open_).first()
    if row is None:
        return
    try:
        with batches.exclusive(patience=PATIENCE):
            takeback.recover()
            if batches.start(row):
                with takeback.or_back(row), batches.under(row), long_work():
                    _write(row)
    except batches.Busy:
        enqueue(run.using(run_after=clock.now() + AGAIN), batch=batch)
    except (Refused, Forbidden, Missing) as no:
        text = str(no.message) if isinstance(no, Refused) else _("This cannot be done any more.")
        batches.note(row, ids="", report=outlook.kept([Reason(text, row.rows, ())]))


@job(lease=LEASE, tries=5)
def run_undo(*, batch: int, who: tuple[Any, int | None, str]) -> None:
    """Take a bulk edit back that somebody has undone; who stops it does not end it."""
    row = ImportBatch.objects.filter(pk=batch, state=BatchState.UNDOING).first()
    if row is None:
        return
    try:
        with batches.exclusive(patience=PATIENCE), long_work():
            takeback.undo(_as_before(who, row.kind), batch)
    except batches.Busy:
        enqueue(run_undo.using(run_after=clock.now() + AGAIN), batch=batch, who=list(who))
    except Refused:
        return


def _write(row: ImportBatch) -> None:
    """All pieces; a piece is one transaction (`pacing`)."""
    actor = actors.now(_as_before((row.actor_kind, row.actor_id, row.actor_label), row.kind))
    page, deed = parts_of(row.kind)
    ids, params, pace = json.loads(row.ids), json.loads(row.params), Pace(CHUNK)
    told, through = Changed(len(ids)), 0
    while through < len(ids):
        some = ids[through : through + pace.size]
        through += len(some)
        piece = _piece(actor, page, deed, some, params, row, through)
        with pace.piece(len(some)):
            got = _patient(piece)
        told.changed += got.changed
        told.reasons = outlook.added(told.reasons, got.reasons)
    batches.finish(
        row,
        updated=told.changed,
        skipped=told.same,
        faulty=told.refused,
        report=outlook.kept(told.reasons),
        ids="",
    )


def _piece(
    actor: Actor,
    page: str,
    deed: str,
    ids: Sequence[int],
    params: Params,
    row: ImportBatch,
    done: int,
) -> Callable[[], Changed]:
    return lambda: change_many(
        actor=actor, list_key=page, deed=deed, ids=ids, params=params, batch=row, done=done
    )


def _patient(do: Callable[[], Changed]) -> Changed:
    """Once more where a row went between looking and locking."""
    for _attempt in range(TRIES - 1):
        try:
            return do()
        except Missing:
            continue
    return do()


def _as_before(who: tuple[Any, int | None, str], kind: str) -> Actor:
    """Whoever asked, at the door of the jobs, with the words of the deed: those were asked for."""
    page, bulk = deed_of(*parts_of(kind))
    words = frozenset(word for word in (page.word, bulk.word) if word)
    acting, pk, label = who
    return Actor(acting, pk, label, words, door="job")
