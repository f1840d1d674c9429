"""The only writers of the house. They feed the journal, count versions and keep derived columns.

Everything is plural: what can concern many rows takes many (house.md 4).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from stammkunde.foundation import bulk, once, operations
from stammkunde.foundation.events import Event
from stammkunde.foundation.operations import Line, Run
from stammkunde.foundation.refusals import Conflict, Missing, Stale

ADDED, REMOVED, JOINED, LEFT = "+", "-", "+{}", "-{}"
_BATCH = 500

M = TypeVar("M", bound=models.Model)


class Searchable(Protocol):
    """A search index that wants to know about written rows; `added` may be quicker for new ones."""

    def write(self, rows: Sequence[Any]) -> None: ...
    def remove(self, ids: Sequence[int]) -> None: ...


class Beside(Protocol):
    """Values of a row that stand in another table, under keys with a dot (`custom.chip`).

    read: the values that are there, by row and key. written: the rows to upsert for values, and the
    condition on those that go because their value is None. of_rows: the condition on all of some rows.
    decode: the Python value of a journalled one. unique, columns: what an upsert goes by and sets.
    """

    @property
    def model(self) -> type[models.Model]: ...
    @property
    def unique(self) -> Sequence[str]: ...
    @property
    def columns(self) -> Sequence[str]: ...
    def read(self, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]: ...
    def written(self, values: Mapping[int, Mapping[str, Any]]) -> tuple[list[Any], models.Q]: ...
    def of_rows(self, ids: Sequence[int]) -> models.Q: ...
    def decode(self, key: str, stored: Any) -> Any: ...


@dataclass(frozen=True)
class Keeper:
    """How the rows of one model are kept; declared once per model with `keep`.

    kind: the word of the timeline, e.g. "customer". derive: sets the derived columns, pure.
    derived: their names. secret: columns whose values the journal never stores.
    changed / removed: the news that an undo of this model's rows spreads; removed comes before
    the rows go, so that rooms above can drop what hangs on them, or object. subjects: whose
    timelines tell of a row, by default its own. part_of: the kind of record that the rows are part
    of, so that what happens to them is that record's own business (its timeline offers the undo).
    beside: values of the rows that stand in another table; the journal tells them as the row's own.
    searched: the columns and many-to-many that the search texts are made of, values beside the row
    always are; none named: any of them. named, renamed: the columns that other rows are found by,
    and what writes the texts of those once one of them moved.
    back: judges what an undo is about to give back to locked rows; `Refused` where it no longer fits.
    gone: the column that is set on a row which is nobody any more and can no longer be written.
    """

    kind: str
    derive: Callable[[Any], None] | None = None
    derived: tuple[str, ...] = ()
    secret: frozenset[str] = frozenset()
    search: Searchable | None = None
    changed: Callable[[tuple[int, ...]], Event] | None = None
    removed: Callable[[tuple[int, ...]], Event] | None = None
    subjects: Callable[[Any], list[tuple[str, int]]] | None = None
    part_of: str = ""
    beside: Beside | None = None
    back: Callable[[Sequence[tuple[Any, Mapping[str, Any]]]], None] | None = None
    gone: str = ""
    searched: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    renamed: Callable[[Sequence[Any]], None] | None = None

    def is_searched(self, moved: Iterable[str]) -> bool:
        """Whether the search texts may be others once these columns moved."""
        return not self.searched or any("." in name or name in self.searched for name in moved)


KEEPERS: dict[type[models.Model], Keeper] = {}


def keep(model: type[models.Model], keeper: Keeper) -> None:
    """Declare how the rows of `model` are kept."""
    KEEPERS[model] = keeper


def keeper_of(model: type[models.Model]) -> Keeper:
    """The declaration for `model`; a model without one has plain rows and its own timeline."""
    return KEEPERS.get(model) or Keeper(kind=model._meta.model_name or "")


def present(model: type[M]) -> models.QuerySet[M]:
    """The rows of `model` that can still be written (`Keeper.gone`)."""
    gone = keeper_of(model).gone
    rows = model._default_manager.all()
    return rows.filter(**{f"{gone}__isnull": True}) if gone else rows


def lock(model: type[M], ids: Iterable[int]) -> list[M]:
    """Fetch rows again, for update, in id order (no deadlocks). Refuses ids that are not there."""
    _run()
    wanted = sorted(set(ids))
    rows = list(present(model).select_for_update().filter(pk__in=wanted).order_by("pk"))
    if len(rows) != len(wanted):
        raise Missing(f"{model._meta.label_lower}: {len(wanted) - len(rows)} missing")
    for row in rows:
        row._locked = True  # type: ignore[attr-defined]
    return rows


def add(rows: Sequence[M]) -> list[M]:
    """Insert rows of one model; one journal line per row, no values (they are the row)."""
    run = _run()
    if not rows:
        return []
    keeper = _derive(rows)
    made = bulk.insert(rows)
    once.made()
    for row in made:
        row._locked = True  # type: ignore[attr-defined]
        _note(run, keeper, row, ADDED)
    _store(keeper, {row.pk: brought for row in made if (brought := vars(row).get("_beside"))})
    if keeper.search:
        getattr(keeper.search, "added", keeper.search.write)(made)
    return made


def change(rows: Sequence[M], **values: Any) -> list[M]:
    """Set the same values on locked rows; rows that already have them stay untouched."""
    return change_each([(row, values) for row in rows])


def change_each(pairs: Sequence[tuple[M, Mapping[str, Any]]]) -> list[M]:
    """Set values per locked row: only columns that differ, version + 1, journal old -> new."""
    run = _run()
    changed: list[M] = []
    columns: set[str] = set()
    moved: set[str] = set()
    beside: dict[int, dict[str, Any]] = {}
    fetch_beside([
        row for row, values in pairs
        if "_beside" not in vars(row) and any("." in name for name in values)
    ])  # fmt: skip
    for row, values in pairs:
        if not getattr(row, "_locked", False):
            raise RuntimeError("lock() rows before you change them")
        differing = {name: new for name, new in values.items() if value_of(row, name) != new}
        if not differing:
            continue
        keeper = keeper_of(type(row))
        moved |= differing.keys()
        for name, new in differing.items():
            _note(run, keeper, row, name, value_of(row, name), new)
            if "." in name:
                beside.setdefault(row.pk, {})[name] = _beside_of(row)[name] = new
            else:
                setattr(row, name, new)
                columns.add(name)
        if hasattr(row, "version"):
            row.version += 1
            columns.add("version")
        changed.append(row)
    if changed:
        _store(keeper_of(type(changed[0])), beside)
        _update(changed, columns, moved)
    return changed


def bring(row: models.Model, values: Mapping[str, Any]) -> None:
    """Give a row that is about to be added its values beside (`Keeper.beside`)."""
    row._beside = {key: value for key, value in values.items() if value is not None}  # type: ignore[attr-defined]


def fetch_beside(rows: Sequence[models.Model]) -> None:
    """Fetch the values beside these rows of one model, in one query; `value_of` reads them."""
    beside = keeper_of(type(rows[0])).beside if rows else None
    found = beside.read([row.pk for row in rows]) if beside else {}
    for row in rows:
        row._beside = dict(found.get(row.pk, {}))  # type: ignore[attr-defined]


def value_of(row: models.Model, name: str) -> Any:
    """The value of a column, or of a value beside the row: None where there is none."""
    return _beside_of(row).get(name) if "." in name else getattr(row, name)


def remove(rows: Sequence[M], *, copied: bool = True, alone: bool = False) -> None:
    """Delete locked rows; the journal keeps a copy of each, so that it can be told what went.

    copied: False where the rows shall leave no trace but that they went (an import taken back).
    alone: nothing that other rooms link to them goes along; while there is any, the database objects.
    """
    run = _run()
    if not rows:
        return
    model = type(rows[0])
    keeper = keeper_of(model)
    fetch_beside(rows)
    for row in rows:
        if not getattr(row, "_locked", False):
            raise RuntimeError("lock() rows before you remove them")
        kept = {
            column.attname: getattr(row, column.attname)
            for column in model._meta.concrete_fields
            if column.name not in keeper.derived and column.name not in keeper.secret
        }
        _note(run, keeper, row, REMOVED, kept | _beside_of(row) if copied else {}, None)
    ids = [row.pk for row in rows]
    if keeper.search:
        keeper.search.remove(ids)
    if keeper.beside:
        keeper.beside.model._default_manager.filter(keeper.beside.of_rows(ids)).delete()
    doomed = model._default_manager.filter(pk__in=ids)
    if alone:
        doomed._raw_delete(doomed.db)
    else:
        doomed.delete()


def link(rows: Sequence[M], name: str, others: Iterable[models.Model]) -> None:
    """Add `others` to the many-to-many `name` of each locked row; what is linked stays."""
    _members(rows, name, others, JOINED)


def unlink(rows: Sequence[M], name: str, others: Iterable[models.Model]) -> None:
    """Take `others` out of the many-to-many `name` of each locked row."""
    _members(rows, name, others, LEFT)


def expect(row: models.Model, *, expected: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Refuse with `Stale` where a field moved since the page was shown (D54).

    Only the same field conflicts; somebody who wrote the same value does not.
    """
    conflicts = [
        Conflict(name, was, value_of(row, name), wanted.get(name))
        for name, was in expected.items()
        if value_of(row, name) != was and value_of(row, name) != wanted.get(name)
    ]
    if conflicts:
        raise Stale(_("Somebody else changed this meanwhile."), conflicts)


def encode(value: Any) -> str:
    """A value as the journal stores it; an instant to the microsecond, so that undo knows it."""
    if isinstance(value, datetime):
        return json.dumps(value.isoformat())
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def decode(model: type[models.Model], name: str, stored: str | None) -> Any:
    """The Python value of a journalled one, by the column's own rules."""
    value = None if stored is None else json.loads(stored)
    beside = keeper_of(model).beside if "." in name else None
    if beside:
        return beside.decode(name, value)
    column: Any = model._meta.get_field(name)
    return column.to_python(value)


def _members(rows: Sequence[M], name: str, others: Iterable[Any], sign: str) -> None:
    run = _run()
    wanted = {other.pk for other in others}
    if not rows or not wanted:
        return
    through = getattr(type(rows[0]), name).through
    source = type(rows[0])._meta.get_field(name).m2m_column_name()  # type: ignore[union-attr]
    target = type(rows[0])._meta.get_field(name).m2m_reverse_name()  # type: ignore[union-attr]
    found = through._default_manager.filter(
        **{f"{source}__in": [row.pk for row in rows], f"{target}__in": wanted}
    )
    linked = {(getattr(pair, source), getattr(pair, target)) for pair in found}
    asked = [(row, pk) for row in rows for pk in sorted(wanted)]
    if sign == JOINED:
        moved = [(row, pk) for row, pk in asked if (row.pk, pk) not in linked]
        through._default_manager.bulk_create(
            [through(**{source: row.pk, target: pk}) for row, pk in moved], batch_size=_BATCH
        )
    else:
        moved = [(row, pk) for row, pk in asked if (row.pk, pk) in linked]
        found.delete()
    for row, pk in moved:
        _note(run, keeper_of(type(row)), row, sign.format(name), None, pk)
    touched = list(dict.fromkeys(row for row, _pk in moved))
    keeper = keeper_of(type(rows[0]))
    if touched and keeper.search and keeper.is_searched([name]):
        keeper.search.write(touched)


def _update(rows: Sequence[M], columns: set[str], moved: set[str]) -> None:
    derived = keeper_of(type(rows[0])).derived
    before = [[getattr(row, name) for name in derived] for row in rows]
    keeper = _derive(rows)
    for was, row in zip(before, rows, strict=True):
        columns.update(
            name for name, old in zip(derived, was, strict=True) if getattr(row, name) != old
        )
    _save(rows, sorted(columns))
    if keeper.search and keeper.is_searched(moved):
        keeper.search.write(rows)
    if keeper.renamed and not keeper.named.isdisjoint(moved):
        keeper.renamed(rows)


def _save(rows: Sequence[M], columns: Sequence[str]) -> None:
    """One plain UPDATE where all rows get the same values: ten times faster than each its own."""
    manager, first = type(rows[0])._default_manager, rows[0]
    values = {name: getattr(first, name) for name in columns if len(rows) == 1 or name != "version"}
    if any(getattr(row, name) != value for row in rows[1:] for name, value in values.items()):
        manager.bulk_update(rows, columns, batch_size=_BATCH)
        return
    if "version" in columns and len(rows) > 1:
        values["version"] = models.F("version") + 1
    for start in range(0, len(rows), _BATCH):
        ids = [row.pk for row in rows[start : start + _BATCH]]
        manager.filter(pk__in=ids).update(**values)


def _beside_of(row: models.Model) -> dict[str, Any]:
    if "_beside" not in vars(row):
        fetch_beside([row])
    beside: dict[str, Any] = vars(row)["_beside"]
    return beside


def _store(keeper: Keeper, values: Mapping[int, Mapping[str, Any]]) -> None:
    if not (keeper.beside and values):
        return
    fresh, gone = keeper.beside.written(values)
    manager = keeper.beside.model._default_manager
    if gone:
        manager.filter(gone).delete()
    manager.bulk_create(
        fresh,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=keeper.beside.unique,
        update_fields=keeper.beside.columns,
    )


def _derive(rows: Sequence[M]) -> Keeper:
    keeper = keeper_of(type(rows[0]))
    if keeper.derive:
        for row in rows:
            keeper.derive(row)
    return keeper


def _note(
    run: Run, keeper: Keeper, row: models.Model, name: str, old: Any = None, new: Any = None
) -> None:
    if name in keeper.secret:
        old, new = None, "changed"
    said = [None if one is None else encode(one) for one in (old, new)]
    run.changes.append(Line(row._meta.label_lower, row.pk, name, *said))
    for subject in keeper.subjects(row) if keeper.subjects else ((keeper.kind, row.pk),):
        run.subjects[subject] = None


def _run() -> Run:
    run = operations.current()
    if run is None:
        raise RuntimeError("rows are written inside operations only")
    return run
