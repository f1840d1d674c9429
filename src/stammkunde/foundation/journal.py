"""Reading the journal: the timeline is the journal, read by subject (house.md 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from stammkunde.foundation import prepared, writes
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import JournalChange, JournalEntry, JournalSubject
from stammkunde.foundation.operations import OPERATIONS
from stammkunde.foundation.rooms import model_of


@dataclass(frozen=True)
class Change:
    """One field of the subject's own row, as JSON text (None: nothing there)."""

    table: str
    row: int
    field: str
    old: str | None
    new: str | None
    entry: int = 0


@dataclass
class TimelineEntry:
    """One entry of a timeline."""

    id: int
    at: datetime
    actor_label: str
    actor_kind: str
    door: str
    operation: str
    undoable: bool
    undone: bool
    undoes: int | None
    shared: bool = False  # the entry also concerns others: undoing it here would surprise them
    changes: list[Change] = field(default_factory=list)
    # What happened to rows that are part of the record, each with its name: the room fills it in.
    parts: list[tuple[Any, Change]] = field(default_factory=list)
    # What a room above knows besides, for its own renderers.
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Act:
    """Something that can be done from a line of the timeline: a link, or a POST (`post`)."""

    label: Any
    url: str
    icon: str = ""
    post: bool = False


@dataclass(frozen=True)
class Told:
    """An entry in words. `icon` and `tone` as in the style guide; `lines` are (label, old, new).

    alone: the text says itself who it was ("Note by Emre"). body: what somebody wrote, in a bubble
    below. badge: how it stands, with `label` and `tone`. acts: what can be done with it.
    """

    icon: str
    text: Any
    tone: str = ""
    lines: tuple[tuple[Any, str, str], ...] = ()
    alone: bool = False
    body: Any = ""
    badge: Any = None
    acts: tuple[Act, ...] = ()


RENDERERS: dict[str, Callable[[TimelineEntry], Told]] = {}


def renders(
    *names: str,
) -> Callable[[Callable[[TimelineEntry], Told]], Callable[[TimelineEntry], Told]]:
    """Register how the entries of these operations are told in a timeline."""

    def declare(tell: Callable[[TimelineEntry], Told]) -> Callable[[TimelineEntry], Told]:
        for name in names:
            RENDERERS[name] = tell
        return tell

    return declare


def timeline(
    actor: Actor,
    kind: str,
    row: int,
    *,
    before: int | None = None,
    limit: int = 30,
    only: tuple[str, ...] = (),
) -> list[TimelineEntry]:
    """The newest entries about (kind, row), newest first, at most `limit` older than `before`.

    only: the names of the operations that are asked for, all by default. The caller has already
    fetched the subject for this actor. Three queries, whatever it holds; an entry about thousands
    costs no more than one about this row alone. An undo carries the operation that it took back, so
    that the same words tell it.
    """
    ids = prepared.rows(_about, (row,) if before is None else (row, before), kind, limit, only)
    changes: dict[int, list[Change]] = defaultdict(list)
    tables: dict[str, bool] = {}
    asked = (row, *prepared.filled(ids, limit))
    for found in prepared.rows(_changes, asked) if ids else ():
        if tables.setdefault(found.table, _tells_of(found.table, kind)):
            changes[found.entry].append(
                Change(found.table, found.row, found.field, found.old, found.new)
            )
    own = tuple(table for table, tells in tables.items() if tells)
    parts = tuple(m._meta.label_lower for m, kept in writes.KEEPERS.items() if kept.part_of == kind)
    found = prepared.rows(_entries, asked, kind, own, parts) if ids else []
    entries = {entry.pk: entry for entry in found}
    return [_told(entries[pk], actor, changes[pk]) for pk in ids if pk in entries]


def _about(
    numbers: tuple[int, ...], kind: str, limit: int, only: tuple[str, ...]
) -> models.QuerySet[Any, Any]:
    row, *before = numbers
    about = JournalSubject.objects.filter(kind=kind, row=row)
    if only:
        named = JournalEntry.objects.filter(pk=models.OuterRef("entry"), operation__in=only)
        about = about.filter(models.Exists(named))
    older = about.filter(entry__lt=before[0]) if before else about
    return older.order_by("-entry").values_list("entry", flat=True)[:limit]


def _changes(numbers: tuple[int, ...]) -> models.QuerySet[Any]:
    row, *ids = numbers
    return JournalChange.objects.filter(entry__in=ids, row=row).order_by("pk")


def _entries(
    numbers: tuple[int, ...], kind: str, own: tuple[str, ...], parts: tuple[str, ...]
) -> models.QuerySet[Any]:
    """The entries; of each whether it was taken back, and whether it also concerns others: another
    subject, or rows (of another table than `own`) that are no part of this one."""
    row, *ids = numbers
    here = models.OuterRef("pk")
    beside = JournalSubject.objects.filter(entry=here, kind=kind).exclude(row=row)
    others = JournalChange.objects.filter(entry=here).exclude(row=row, table__in=own)
    others = others.exclude(table__in=parts)
    return JournalEntry.objects.filter(pk__in=ids).annotate(
        undone=models.Exists(JournalEntry.objects.filter(undoes=here)),
        shared=models.Exists(beside) | models.Exists(others),
    )


def changes_of(
    entries: Iterable[int], table: str, rows: Iterable[int] | None = None
) -> list[Change]:
    """What these entries did to rows that belong to a subject, e.g. to a customer's participants.

    rows: which ones; all of the table by default.
    """
    found = JournalChange.objects.filter(entry__in=list(entries), table=table)
    if rows is not None:
        found = found.filter(row__in=list(rows))
    return [
        Change(one.table, one.row, one.field, one.old, one.new, one.entry)
        for one in found.order_by("pk")
    ]


def _tells_of(table: str, kind: str) -> bool:
    """Whether a row of `table` has the number of its subject: its own rows, and 1:1 summaries."""
    try:
        model: type[models.Model] = model_of(table)
    except LookupError:  # the room has moved out
        return False
    key = model._meta.pk
    about = key.related_model if isinstance(key, models.OneToOneField) else model
    return kind in {writes.keeper_of(model).kind, writes.keeper_of(about).kind}


def _told(entry: Any, actor: Actor, changes: list[Change]) -> TimelineEntry:
    info = OPERATIONS.get(entry.operation)
    may = info is not None and info.undo is not None and actor.may(info.needs)
    return TimelineEntry(
        id=entry.pk,
        at=entry.at,
        actor_label=entry.actor_label,
        actor_kind=entry.actor_kind,
        door=entry.door,
        operation=entry.operation,
        undoable=may and not entry.undone,
        undone=entry.undone,
        undoes=entry.undoes,
        shared=entry.shared,
        changes=changes,
    )
