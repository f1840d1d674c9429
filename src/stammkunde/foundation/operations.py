"""One shape for every write (house.md 4).

The wrapper of `@operation` asks for the permission word, opens the transaction, writes the journal,
delivers events and repeats the outermost operation when the database asks for it. What is read
once per request is read once per operation where there is no request (`foundation.remember`).
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum
from functools import wraps
from typing import Any, Generic, TypeVar

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from stammkunde.foundation import actors, bulk, clock, events, once
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.events import Event
from stammkunde.foundation.models import JournalChange, JournalEntry, JournalSubject
from stammkunde.foundation.refusals import Forbidden, Refusal
from stammkunde.foundation.remember import remembering

REPEATS = 3
_PASSING_SQLSTATES = {"40001", "40P01", "55P03"}
_UNIQUE = "23505"

T = TypeVar("T")


class Undo(Enum):
    """How an operation can be taken back; declared with the operation, done by foundation.undo.

    FIELDS: each field by itself, and the members beside; WHOLE: all or none, because they belong
    together.
    """

    FIELDS = "fields"
    WHOLE = "whole"
    CREATED = "created"
    MEMBERS = "members"


FIELDS, WHOLE, CREATED, MEMBERS = Undo.FIELDS, Undo.WHOLE, Undo.CREATED, Undo.MEMBERS


@dataclass
class Outcome(Generic[T]):
    """What came of an operation for many: rows done, rows refused, the journal entry (for undo)."""

    done: list[T] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    entry: int | None = None


@dataclass(frozen=True)
class OperationInfo:
    """An operation's declaration; `./dev map` and the house tests read it."""

    name: str
    needs: str
    undo: Undo | None
    func: Callable[..., Any]

    @property
    def room(self) -> str:
        """The room whose tables it may write."""
        return self.name.partition(".")[0]


OPERATIONS: dict[str, OperationInfo] = {}


@dataclass(slots=True)
class Line:
    """A journal line that is not written yet: the columns of a `JournalChange`, at half its cost."""

    table: str
    row: int
    field: str
    old: str | None = None
    new: str | None = None


@dataclass
class Run:
    """One running operation and what it has written so far."""

    info: OperationInfo
    actor: Actor
    room: str
    cause: int | None = None
    undoes: int | None = None
    entry: int | None = None
    changes: list[Line] = field(default_factory=list)
    subjects: dict[tuple[str, int], None] = field(default_factory=dict)

    def enter(self) -> int:
        """Write the journal entry now, if it is not there yet; returns its id."""
        if self.entry is None:
            entry = JournalEntry.objects.create(
                at=clock.now(),
                actor_kind=self.actor.kind,
                actor_id=self.actor.id,
                actor_label=self.actor.label,
                door=self.actor.door,
                operation=self.info.name,
                cause=self.cause,
                undoes=self.undoes,
                request_id=self.actor.request_id,
                batch=_batch.get(),
            )
            self.entry = entry.pk
        return self.entry

    def close(self) -> None:
        """Write the changes and subjects collected by the write helpers."""
        if not (self.changes or self.subjects):
            return
        if any(one.row for one in self.changes):
            once.touched()
        entry = self.enter()
        bulk.put(
            JournalChange._meta.db_table,
            ("entry", "table", "row", "field", "old", "new"),
            ((entry, one.table, one.row, one.field, one.old, one.new) for one in self.changes),
        )
        bulk.put(
            JournalSubject._meta.db_table,
            ("entry", "kind", "row"),
            ((entry, kind, row) for kind, row in self.subjects),
        )
        self.changes, self.subjects = [], {}


_current: ContextVar[Run | None] = ContextVar("operation", default=None)
_building: ContextVar[bool] = ContextVar("building", default=False)
_batch: ContextVar[int | None] = ContextVar("batch", default=None)


def current() -> Run | None:
    """The innermost running operation."""
    return _current.get()


@contextmanager
def building() -> Iterator[None]:
    """Test builders and migrations write rows without an operation (and without a journal)."""
    token = _building.set(True)
    try:
        yield
    finally:
        _building.reset(token)


@contextmanager
def in_batch(batch: int) -> Iterator[None]:
    """The journal entries written in here carry the id of this batch (`foundation.batches`)."""
    token = _batch.set(batch)
    try:
        yield
    finally:
        _batch.reset(token)


def batch() -> int | None:
    """The id of the batch that is being written, None outside of one."""
    return _batch.get()


def is_building() -> bool:
    """Whether a builder or a migration is at work."""
    return _building.get()


def operation(
    name: str, *, needs: str, undo: Undo | None = None
) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Declare a write. `name` is "<room>.<verb>_<noun>", `needs` the permission word ("" = any)."""

    def declare(func: Callable[..., T]) -> Callable[..., T]:
        info = OperationInfo(name, needs, undo, func)
        if name in OPERATIONS and OPERATIONS[name].func.__module__ != func.__module__:
            raise ValueError(f"operation {name} is declared twice")
        OPERATIONS[name] = info

        @wraps(func)
        def run(*, actor: Actor, **kwargs: Any) -> T:
            if not actor.may(needs):
                raise Forbidden(needs)
            if events.running() is not None:
                return _nested(info, actor, kwargs)
            return _outermost(info, actor, kwargs)

        run.operation = info  # type: ignore[attr-defined]
        return run

    return declare


def emit(event: Event, *, now: bool = False) -> None:
    """Tell the rooms above. `now`: before going on, because the answer may be an objection."""
    run = _running()
    if now:
        events.put_now(event, run.enter())
    else:
        events.put(event, run.enter())


def note(what: str, said: Mapping[str, Any]) -> None:
    """A line in the journal about something that is no row, such as a list that leaves as a file.

    said: nothing about a person, for no erasure finds it.
    """
    new = json.dumps(said, ensure_ascii=False)
    _running().changes.append(Line(what, 0, "said", new=new))


def consequence() -> Actor:
    """The actor of a reaction: the house itself, with the entry that caused it."""
    delivery = events.running()
    if delivery is None:
        raise RuntimeError("consequence() is for reactions to events")
    return actors.system(cause=delivery.cause)


def _outermost(info: OperationInfo, actor: Actor, kwargs: dict[str, Any]) -> Any:
    # Inside somebody's transaction (a test, a job) a repeat would run on a dead transaction.
    tries = 1 if connection.in_atomic_block else 1 + REPEATS
    for attempt in range(1, tries + 1):
        try:
            with remembering(), transaction.atomic(), events.delivering():
                once.begin(info.name)
                result = _run(info, actor, kwargs, outermost=True)
                events.deliver_all()
                once.end(info.name)
            return result
        except (OperationalError, IntegrityError) as problem:
            if attempt == tries or not is_passing(problem):
                raise
            once.lost()
            time.sleep(random.uniform(0.01, 0.06) * attempt)  # noqa: S311
    raise AssertionError("unreachable")


def _nested(info: OperationInfo, actor: Actor, kwargs: dict[str, Any]) -> Any:
    delivery = events.running()
    assert delivery is not None
    in_line = len(delivery.waiting)
    if (parent := _current.get()) is not None:
        parent.enter()  # before the savepoint, or a refused inner operation takes the entry along
    try:
        with transaction.atomic():
            return _run(info, actor, kwargs)
    except BaseException:
        while len(delivery.waiting) > in_line:
            delivery.waiting.pop()
        raise


def _run(
    info: OperationInfo, actor: Actor, kwargs: dict[str, Any], *, outermost: bool = False
) -> Any:
    parent = _current.get()
    cause = actor.cause if parent is None else parent.enter()
    run = Run(info, actor, info.room, cause)
    token = _current.set(run)
    try:
        result = info.func(actor=actor, **kwargs)
        run.close()
    finally:
        _current.reset(token)
    if outermost:
        once.wrote(run.entry, undoes=run.undoes is not None)
    if isinstance(result, Outcome):
        result.entry = run.entry
    return result


def _running() -> Run:
    run = _current.get()
    if run is None:
        raise RuntimeError("this belongs inside an operation")
    return run


def is_passing(problem: DatabaseError) -> bool:
    """Deadlock, serialisation failure, lock timeout or a busy SQLite: worth another try.

    So is a unique value that somebody else took between our look and our write, which PostgreSQL
    lets happen: on the next try the operation sees it and says so in its own words.
    """
    state = getattr(problem.__cause__, "sqlstate", None)
    return state in {*_PASSING_SQLSTATES, _UNIQUE} or "database is locked" in str(problem)
