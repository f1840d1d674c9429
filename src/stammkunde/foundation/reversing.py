"""One journal entry of a batch on its way back: fields, members, added rows (ADR 18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from stammkunde.foundation import events, operations, triggers, writes
from stammkunde.foundation.batches import Place
from stammkunde.foundation.models import JournalChange, JournalEntry, JournalSubject
from stammkunde.foundation.operations import Outcome, emit
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.rooms import model_of

Model = type[models.Model]


@dataclass(frozen=True)
class Stayed:
    """Something of a batch that stays: a row (`kind`, `row`), what it is called, and why."""

    kind: str
    row: int
    name: str
    why: str


@dataclass
class Back(Outcome[Place]):
    """What came of taking one entry back."""

    stayed: list[Stayed] = field(default_factory=list)


@dataclass
class Step:
    """One entry on its way back. invented: its rows say nothing that ever happened."""

    entry: JournalEntry
    back: Back
    invented: bool = False
    by_table: dict[Model, list[JournalChange]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[Model, dict[int, Any]] = field(default_factory=dict)
    touched: set[Place] = field(default_factory=set)

    def go(self) -> None:
        """Take it back, inside an operation; what stays stands in `back`."""
        for change in JournalChange.objects.filter(entry=self.entry.pk).order_by("pk"):
            self.by_table[model_of(change.table)].append(change)
        for model, changes in self.by_table.items():
            ids = {change.row for change in changes}
            there = writes.present(model).filter(pk__in=ids).values_list("pk", flat=True)
            self.rows[model] = {row.pk: row for row in writes.lock(model, there)}
        self._acquaint()
        self.touched = self._touched()  # after the locks: nobody touches them any more
        with ExitStack() as unsearched:
            for model, rows in self.rows.items():
                if rows and (leaving := getattr(writes.keeper_of(model).search, "leaving", None)):
                    unsearched.enter_context(leaving(self._going(model)))
            for model in reversed(self.by_table):  # what hangs on a row goes first
                self._one_table(model)
        for model in self.rows:
            search, stays = writes.keeper_of(model).search, self._going(model)
            if search is not None and stays and hasattr(search, "leaving"):
                search.write(stays)  # it stays in spite of all

    def _one_table(self, model: Model) -> None:
        changes = self.by_table[model]
        added = {change.row: 0 for change in changes if change.field == writes.ADDED}
        others = [change for change in changes if change.row not in added]
        self._fields_back(model, others)
        self._members_back(model, others)
        self._rows_away(model, [pk for pk in added if pk in self.rows[model]])

    def _going(self, model: Model) -> list[Any]:
        """Rows that this entry added, that nobody touched and that are still there."""
        kind, gone = writes.keeper_of(model).kind, set(self.back.done)
        added = [one.row for one in self.by_table[model] if one.field == writes.ADDED]
        there = [pk for pk in added if (kind, pk) not in self.touched | gone]
        return [self.rows[model][pk] for pk in there if pk in self.rows[model]]

    def _acquaint(self) -> None:
        """Rows of this entry that point to each other know each other: nobody asks row by row."""
        for model, rows in self.rows.items():
            for column in model._meta.concrete_fields:
                key: Any = column
                others = self.rows.get(key.related_model) if key.is_relation else None
                for row in rows.values() if others else ():
                    other = others.get(getattr(row, key.attname)) if others else None
                    if other is not None:
                        key.set_cached_value(row, other)

    def _touched(self) -> set[Place]:
        """Subjects of this entry that a later entry tells of: none of this batch, none undone."""
        mine = defaultdict(list)
        for kind, row in JournalSubject.objects.filter(entry=self.entry.pk).values_list(
            "kind", "row"
        ):
            mine[kind].append(row)
        found: list[tuple[str, int, int]] = []
        for kind, rows in mine.items():
            later = JournalSubject.objects.filter(kind=kind, row__in=rows, entry__gt=self.entry.pk)
            found += later.values_list("kind", "row", "entry")
        entries = {entry for _kind, _row, entry in found}
        known = JournalEntry.objects.filter(pk__in=entries)
        settled: set[int | None] = {
            *known.filter(batch=self.entry.batch).values_list("pk", flat=True),
            *known.filter(undoes__isnull=False).values_list("pk", flat=True),
            *JournalEntry.objects.filter(undoes__in=entries).values_list("undoes", flat=True),
        }
        return {(kind, row) for kind, row, entry in found if entry not in settled}

    def _rows_away(self, model: Model, ids: Sequence[int]) -> None:
        keeper = writes.keeper_of(model)
        subjects = keeper.subjects or (lambda row: [(keeper.kind, row.pk)])
        used = _used(model, ids)
        free = []
        for pk in ids:
            row = self.rows[model][pk]
            if not self.touched.isdisjoint(subjects(row)):
                self._stay(model, row, _("Somebody has changed this since."))
            elif pk in used:
                self._stay(model, row, _("Others use this by now."))
            else:
                free.append(row)
        self._halved(model, free, self._away)

    def _away(self, rows: Sequence[Any]) -> None:
        keeper = writes.keeper_of(type(rows[0]))
        if keeper.removed:
            emit(keeper.removed(tuple(row.pk for row in rows)), now=True)
        with self._window(type(rows[0])):
            writes.remove(rows, copied=False)
        self.back.done.extend((keeper.kind, row.pk) for row in rows)

    def _window(self, model: Model) -> AbstractContextManager[None]:
        """Rows that are only ever added go with invented records, and with nothing else."""
        if self.invented and model._meta.db_table in triggers.APPEND_ONLY:
            return triggers.maintenance("invented")
        return nullcontext()

    def _fields_back(self, model: Model, changes: Sequence[JournalChange]) -> None:
        """Each field goes back while its value is still the one that this entry set."""
        spans: dict[tuple[int, str], tuple[str | None, str | None]] = {}
        for change in changes:
            if change.field[0] not in {writes.ADDED, writes.REMOVED}:
                place = (change.row, change.field)
                spans[place] = (spans[place][0] if place in spans else change.old, change.new)
        secret, rows = writes.keeper_of(model).secret, self.rows[model]
        if any("." in name for _pk, name in spans):
            writes.fetch_beside(list(rows.values()))
        wanted: dict[int, dict[str, Any]] = defaultdict(dict)
        for (pk, name), (old, new) in spans.items():
            row = rows.get(pk)
            if row is None:
                continue
            if name in secret:
                self._stay(model, row, _("The journal does not keep secret values."))
            elif writes.value_of(row, name) == writes.decode(model, name, new):
                wanted[pk][name] = writes.decode(model, name, old)
            else:
                self._stay(model, row, _("Somebody has changed this since."))

        def put(some: Sequence[Any]) -> None:
            pairs = [(row, wanted[row.pk]) for row in some]
            if fits := writes.keeper_of(model).back:
                fits(pairs)
            writes.change_each(pairs)
            self._spread(some)

        self._halved(model, [rows[pk] for pk in wanted], put)

    def _members_back(self, model: Model, changes: Sequence[JournalChange]) -> None:
        """Members that joined leave, members that left join again."""
        moved: dict[tuple[str, str | None], list[Any]] = defaultdict(list)
        for change in changes:
            if change.field[0] in {writes.ADDED, writes.REMOVED} and change.field[1:]:
                if change.row in self.rows[model]:
                    moved[change.field, change.new].append(self.rows[model][change.row])
        for (name, other), rows in moved.items():
            column: Any = model._meta.get_field(name[1:])
            others = column.related_model._default_manager.filter(pk=int(other or 0))
            turn = writes.unlink if name[0] == writes.ADDED else writes.link
            turn(rows, name[1:], others)
            self._spread(rows)

    def _halved(
        self, model: Model, rows: Sequence[Any], do: Callable[[Sequence[Any]], None]
    ) -> None:
        """Do it for all rows; where something speaks against that, find out against which."""
        if not rows:
            return
        run, delivery = operations.current(), events.running()
        assert run is not None
        assert delivery is not None
        before = list(run.changes), dict(run.subjects), len(self.back.done), len(delivery.waiting)
        values = [dict(vars(row)) for row in rows]
        try:
            with transaction.atomic():
                do(rows)
        except (Refused, IntegrityError) as no:
            run.changes, run.subjects = before[0], before[1]
            del self.back.done[before[2] :]
            while len(delivery.waiting) > before[3]:
                delivery.waiting.pop()
            for row, was in zip(rows, values, strict=True):
                vars(row).clear()
                vars(row).update(was)
            if len(rows) == 1:
                why = no.message if isinstance(no, Refused) else _("Others use this by now.")
                self._stay(model, rows[0], str(why))
                return
            for half in (rows[: len(rows) // 2], rows[len(rows) // 2 :]):
                self._halved(model, half, do)

    def _spread(self, rows: Sequence[Any]) -> None:
        keeper = writes.keeper_of(type(rows[0]))
        if keeper.changed:
            emit(keeper.changed(tuple(row.pk for row in rows)))
        self.back.done.extend((keeper.kind, row.pk) for row in rows)

    def _stay(self, model: Model, row: Any, why: str) -> None:
        """A part is told as the record that it is part of."""
        keeper = writes.keeper_of(model)
        owners = keeper.subjects(row) if keeper.subjects else []
        place = next((one for one in owners if one[0] == keeper.part_of), (keeper.kind, row.pk))
        self.back.stayed.append(Stayed(place[0], place[1], "", why))


def _used(model: Model, ids: Sequence[int]) -> set[int]:
    """Rows that stand in a many-to-many of other rows; keys protect themselves."""
    used: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and relation.many_to_many and ids:
            column: Any = relation.field  # type: ignore[union-attr]
            name = column.m2m_reverse_name()
            through = column.remote_field.through._default_manager
            found = through.filter(**{f"{name}__in": list(ids)})
            used.update(found.values_list(name, flat=True))
    return used
