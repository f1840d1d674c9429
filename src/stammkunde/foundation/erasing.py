"""Erasing people: what belongs to them goes, what points to them stays (features 2.18, C-08).

One walk over the declarations of the models, from some rows of a room down to all of its rows that
hang on them. A table with the column `erased_at` keeps its rows, and one in which a column
`outlives` the person does; in both everything else that is personal is emptied. All other rows
go. Personal is what nobody declared harmless (`harmless`). The journal forgets the same values.
Tables of other rooms are their own business: they hear of it by an event.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models

from stammkunde.foundation import files, operations, triggers, writes
from stammkunde.foundation.models import (
    ImportBatch,
    JournalChange,
    JournalEntry,
    JournalSubject,
    StoredFile,
)
from stammkunde.foundation.operations import Line

ERASED, ARCHIVED = "erased_at", "archived_at"
_HOUSE = frozenset({ERASED, ARCHIVED, "version"})
_BATCH = 500

Spots = dict[type[models.Model], set[int]]


def erase(rows: Sequence[models.Model], at: datetime) -> None:
    """Erase locked rows of one model, for ever; inside an operation, at most some hundred at once.

    Nothing of it can be undone. Bytes of stored files go when the transaction is through.
    """
    spots: Spots = defaultdict(set)
    keys: set[str] = set()
    with triggers.maintenance("erase"):
        _erase(rows, at, spots, keys)
        _find_removed(type(rows[0]), spots)
        _forget_reports(type(rows[0]), spots)
        _forget(spots)
    files.remove(keys)


def hanging(model: type[models.Model]) -> Iterator[tuple[type[models.Model], Any]]:
    """The tables of the same room that point to `model`, each with the key that does."""
    for other in apps.get_app_config(model._meta.app_label).get_models():
        for column in other._meta.concrete_fields:
            if column.is_relation and column.related_model is model and other is not model:
                yield other, column


def harmless(column: Any) -> bool:
    """Whether the value may stay: declared so, a key, or a time that the house itself writes."""
    if column.primary_key or column.name in _HOUSE or isinstance(column, models.UUIDField):
        return True
    if column.is_relation:
        return column.related_model is not StoredFile
    if isinstance(column, models.CharField | models.TextField):
        return getattr(column, "outlives", False) or not getattr(column, "personal", None)
    return isinstance(column, models.DateTimeField) and not column.null


def stays(model: type[models.Model]) -> bool:
    """Whether rows of `model` stay, emptied: something must still be able to point to them."""
    columns = model._meta.concrete_fields
    return any(column.name == ERASED or getattr(column, "outlives", False) for column in columns)


def emptied(model: type[models.Model], row: Any, at: datetime) -> dict[str, Any]:
    """What the columns of a row become that stays."""
    derived = writes.keeper_of(model).derived
    values: dict[str, Any] = {
        column.attname: None if column.null else column.get_default()
        for column in model._meta.concrete_fields
        if not harmless(column) and column.name not in derived
    }
    names = {column.name for column in model._meta.concrete_fields}
    if ERASED in names:
        values |= {ERASED: at} | ({ARCHIVED: row.archived_at or at} if ARCHIVED in names else {})
    return values


def _erase(rows: Sequence[Any], at: datetime, spots: Spots, keys: set[str]) -> None:
    if not rows:
        return
    model, ids = type(rows[0]), [row.pk for row in rows]
    for other, column in hanging(model):
        found = writes.present(other).filter(**{f"{column.name}__in": ids})
        _erase(writes.lock(other, found.values_list("pk", flat=True)), at, spots, keys)
    for many in model._meta.local_many_to_many:
        through: Any = many.remote_field.through
        pairs = through._default_manager.filter(**{f"{many.m2m_field_name()}__in": ids})
        others = pairs.values_list(many.m2m_reverse_field_name(), flat=True)
        linked: Any = many.related_model
        writes.unlink(rows, many.name, list(linked._default_manager.filter(pk__in=others)))
    spots[model].update(ids)
    keys.update(_files(model, rows))
    if stays(model):
        writes.change_each([(row, emptied(model, row, at)) for row in rows])
    else:
        writes.remove(rows)


def _files(model: type[models.Model], rows: Sequence[Any]) -> Iterator[str]:
    for column in model._meta.concrete_fields:
        if column.is_relation and column.related_model is StoredFile:
            key: Any = column
            named = {getattr(row, key.attname) for row in rows}
            found = StoredFile.objects.filter(**{f"{key.target_field.name}__in": named})
            yield from found.values_list("key", flat=True)


def _find_removed(root: type[models.Model], spots: Spots) -> None:
    """Rows that hung there and were removed before: the journal holds a copy of each."""
    about = JournalSubject.objects.filter(kind=writes.keeper_of(root).kind, row__in=spots[root])
    removed = JournalChange.objects.filter(
        entry__in=about.values("entry"), field=writes.REMOVED, old__isnull=False
    )
    copies = [(one.table, one.row, json.loads(one.old or "{}")) for one in removed]
    found = True
    while found:
        found = False
        for model in list(spots):
            for other, column in hanging(model):
                for table, row, copy in copies:
                    if table != other._meta.label_lower or row in spots[other]:
                        continue
                    if copy.get(column.attname) in spots[model]:
                        spots[other].add(row)
                        found = True


def _forget_reports(root: type[models.Model], spots: Spots) -> None:
    """A report names people in sentences: whatever import had to do with somebody keeps counts only."""
    about = JournalSubject.objects.filter(kind=writes.keeper_of(root).kind, row__in=spots[root])
    entries = JournalEntry.objects.filter(pk__in=about.values("entry"), batch__isnull=False)
    ImportBatch.objects.filter(pk__in=entries.values("batch")).update(report="", stayed="")


def _forget(spots: Spots) -> None:
    """The journal keeps that something happened, and no longer what it was."""
    run = operations.current()
    assert run is not None
    for model, ids in spots.items():
        table, safe = model._meta.label_lower, _safe(model)
        for line in run.changes:
            if line.table == table and line.row in ids:
                _clean(line, safe)
        stored = JournalChange.objects.filter(table=table, row__in=ids).exclude(field__in=safe)
        stored = stored.exclude(old__isnull=True, new__isnull=True)
        lines = [line for line in stored if _clean(line, safe)]
        JournalChange.objects.bulk_update(lines, ["old", "new"], batch_size=_BATCH)


def _safe(model: type[models.Model]) -> frozenset[str]:
    columns = [column for column in model._meta.concrete_fields if harmless(column)]
    return frozenset({column.name for column in columns} | {one.attname for one in columns})


def _clean(line: JournalChange | Line, safe: Collection[str]) -> bool:
    """Take out of a journal line what may not stay; whether anything was there."""
    was = (line.old, line.new)
    if line.field == writes.REMOVED:
        copy = json.loads(line.old or "{}")
        line.old = writes.encode({name: copy[name] for name in copy if name in safe})
    elif line.field[:1] not in {writes.ADDED, writes.REMOVED} and line.field not in safe:
        line.old = line.new = None
    return (line.old, line.new) != was
