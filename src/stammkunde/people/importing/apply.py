"""Bringing a list in: a plan for every row, then chunks through the operations of the form."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy

from stammkunde.foundation import batches, planning, sheets, takeback
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.longwork import long_work
from stammkunde.foundation.models import ImportBatch
from stammkunde.foundation.operations import operation
from stammkunde.foundation.pacing import Pace
from stammkunde.foundation.refusals import Forbidden, Refusal, Stale
from stammkunde.foundation.remember import remembering
from stammkunde.people import lifecycle, operations, rules
from stammkunde.people.fields import KIND_HINT
from stammkunde.people.importing import words
from stammkunde.people.importing.columns import Columns, columns_of, knows
from stammkunde.people.importing.item import Item
from stammkunde.people.importing.labels import with_labels
from stammkunde.people.importing.names import KIND, WORD
from stammkunde.people.importing.overlay import Overlay
from stammkunde.people.importing.plan import Course, Deed, Earlier, Mode, RowPlan, plan
from stammkunde.people.importing.report import Problem, Progress, Report
from stammkunde.people.importing.rows import Reading, heading_of, read_row, reading
from stammkunde.people.importing.snapshot import snapshot
from stammkunde.people.models import NumberMode, UniqueEmail
from stammkunde.people.operations import PUBLIC_ID, CustomerChange
from stammkunde.people.operations.alike import queue_up
from stammkunde.people.queries.bank import BANK

CHUNK = 1_000
REPEATS = 5


class Faulty(Exception):
    """A row was refused only while it was written, in an import of all or nothing."""


@dataclass
class Brought:
    """What came of one chunk."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    skipped: int = 0
    made: list[int] = field(default_factory=list)
    refused: list[tuple[Item, Refusal]] = field(default_factory=list)
    doubts: list[tuple[Item, Refusal]] = field(default_factory=list)
    faulty: set[int] = field(default_factory=set)


@operation("people.bring_in", needs=WORD)
def bring_in(
    *,
    actor: Actor,
    items: Sequence[Item],
    course: Course,
    earlier: Earlier,
    batch: ImportBatch,
    done: int,
) -> Brought:
    """Bring one chunk of a list in (IMP-04). Needs `people.edit`, too.

    Who is meant is decided here and now, in the transaction that writes: nobody adds the same
    customer meanwhile, and a field that moved since it was read is a conflict (`Stale`, nothing is
    written). done: the rows of the list that are through with this chunk, for the batch. Refused
    rows are reported; in an import of all or nothing they end it (`Faulty`). `batches.Lost` when
    somebody has taken the batch back.
    """
    queue_up()
    plans = plan(items, snapshot(actor, items, course), course, earlier)
    brought = counted(plans)
    batches.progress(batch, done)
    _update(actor, [one for one in plans if one.deed is Deed.UPDATE], brought)
    _create(actor, [one for one in plans if one.deed is Deed.CREATE], brought)
    return brought


def counted(plans: Sequence[RowPlan]) -> Brought:
    """What these plans would come to."""
    brought = Brought(len(plans))
    for one in plans:
        brought.created += one.deed is Deed.CREATE
        brought.updated += one.deed is Deed.UPDATE
        brought.skipped += one.deed is Deed.SKIP
        brought.refused += [(one.item, no) for no in one.refused]
        brought.doubts += [(one.item, doubt) for doubt in one.doubts]
        if one.deed is Deed.ERROR:
            brought.faulty.add(one.item.number)
    return brought


def _update(actor: Actor, plans: Sequence[RowPlan], brought: Brought) -> None:
    by_id = {one.customer.pk: one for one in plans if one.customer is not None}
    changes = [
        CustomerChange(pk, one.values, one.expected) for pk, one in by_id.items() if one.values
    ]
    refused = operations.change_customers(actor=actor, changes=changes).refused if changes else []
    _refuse(brought, [(by_id[no.row or 0].item, no) for no in refused], "updated")
    stay = {no.row for no in refused}
    further = {pk: one for pk, one in by_id.items() if one.beside and pk not in stay}
    if further:
        items = with_labels(actor, [{"customer": pk, **one.beside} for pk, one in further.items()])
        outcome = operations.complete_customers(actor=actor, items=items)
        told = [one.item for one in further.values()]
        _refuse(brought, [(told[no.row or 0], no) for no in outcome.refused], "updated")


def _create(actor: Actor, plans: Sequence[RowPlan], brought: Brought) -> None:
    if not plans:
        return
    new = [{**one.values, PUBLIC_ID: one.item.public_id, **one.beside} for one in plans]
    outcome = operations.add_customers(
        actor=actor, customers=[rules.Parsed(one) for one in with_labels(actor, new)]
    )
    brought.made += [row.pk for row in outcome.done]
    _refuse(brought, [(plans[no.row or 0].item, no) for no in outcome.refused], "created")


def _refuse(brought: Brought, refused: Sequence[tuple[Item, Refusal]], count: str) -> None:
    rows = {item.number for item, _no in refused} - brought.faulty
    setattr(brought, count, getattr(brought, count) - len(rows))
    brought.faulty |= rows
    brought.refused += refused


@dataclass
class Import:
    """One list on its way in; `over`: what somebody has settled about its cells."""

    actor: Actor
    sheet: sheets.Sheet
    columns: Columns
    course: Course
    progress: Progress
    report: Report = field(default_factory=Report)
    earlier: Earlier = field(default_factory=Earlier)
    over: Overlay | None = None

    def look(self) -> None:
        """Plan the whole list and write nothing: what an import would come to."""
        self._start()
        for items, through in self._chunks():
            self._read(items)
            plans = plan(items, snapshot(self.actor, items, self.course), self.course, self.earlier)
            self.earlier.keep()
            self._tell(counted(plans))
            self.progress(through, 0)

    def write(self, batch: ImportBatch) -> None:
        """Bring the list in, chunk by chunk."""
        self._start()
        total, pace = self.sheet.count, Pace(CHUNK)
        for items, through in self._chunks(pace):
            self._read(items)
            with pace.piece(len(items)):
                brought = self._one(items, batch, through)
            self.earlier.keep(brought.made)
            self._tell(brought)
            if self.course.mode is Mode.ALL_OR_NOTHING and self.report.faulty:
                self.report.errors.sort(key=lambda problem: problem.row)
                raise Faulty
            self.progress(through, total)

    def _one(self, items: Sequence[Item], batch: ImportBatch, through: int) -> Brought:
        """One chunk; who was edited just now is looked at again."""
        for attempt in range(REPEATS):
            try:
                return bring_in(
                    actor=self.actor,
                    items=items,
                    course=self.course,
                    earlier=self.earlier,
                    batch=batch,
                    done=through,
                )
            except Stale:
                if attempt == REPEATS - 1:
                    raise
        raise AssertionError("unreachable")

    def _start(self) -> None:
        self.earlier = Earlier()
        self.report = Report(format=self.sheet.format)
        self.report.errors.extend(self.columns.problems)
        self.report.notes.extend(self.columns.notes)

    def _chunks(self, pace: Pace | None = None) -> Iterator[tuple[list[Item], int]]:
        """The rows as items, and how many rows are through with them."""
        how: Reading = reading(self.columns, self.over)
        rows, through = iter(self.sheet.rows), 0
        while chunk := [read_row(how, row) for row in islice(rows, pace.size if pace else CHUNK)]:
            through += len(chunk)
            yield chunk, through

    def _read(self, items: Sequence[Item]) -> None:
        for item in items:
            if words.BANK in item.beside and not self.actor.may(BANK):
                raise Forbidden(BANK)
            self.report.errors += item.problems
            self.report.notes += item.notes

    def _tell(self, brought: Brought) -> None:
        report = self.report
        for name in ("rows", "created", "updated", "skipped"):
            setattr(report, name, getattr(report, name) + getattr(brought, name))
        report.faulty += len(brought.faulty)
        report.errors += [self._problem(item, no) for item, no in brought.refused]
        report.notes += [self._problem(item, doubt) for item, doubt in brought.doubts]

    def _problem(self, item: Item, refusal: Refusal) -> Problem:
        key = refusal.field or PUBLIC_ID
        column = heading_of(self.columns, item, key)
        hint = _HINTS.get(refusal.code)
        return Problem(item.number, column, str(refusal.message), str(hint) if hint else "")


_HINTS: dict[str, Any] = {
    "name_missing": KIND_HINT,
    "erased": gettext_lazy("Empty the cell if somebody new is meant."),
    "another": gettext_lazy(
        "The row names somebody else. If it is the same person, use --on-match fill; "
        "if not, leave this column out of --match."
    ),
}


def course_of(columns: Columns, course: Course) -> Course:
    """The course with what the house and the list say."""
    with_number = next((one.pk for one in lifecycle.statuses() if one.with_number), 0)
    business = lifecycle.business()
    numbered = business.number_mode == NumberMode.ON_CREATE
    return replace(
        course,
        with_number=with_number,
        kind_told="kind" in columns.headings,
        forbids_email=business.unique_email == UniqueEmail.FORBID,
        numberless=frozenset(
            one.pk for one in lifecycle.known_statuses() if not (numbered or one.with_number)
        ),
    )


@long_work()
def import_customers(
    actor: Actor,
    source: bytes | Path,
    *,
    course: Course | None = None,
    dry_run: bool = False,
    file: str = "",
    progress: Progress = lambda done, total: None,
    waiting: Callable[[], None] | None = None,
) -> Report:
    """Bring the list in `source` in (IMP-02, IMP-04). Needs `people.import` and `people.edit`;
    `people.bank` where a row holds a bank account.

    Who is meant: our own ID, then as `course.match` says; a row without such a one that equals a
    customer (or an earlier row) in name, address, e-mail and phone is skipped; all others are new.
    All or nothing, unless `course` says otherwise: with one faulty row nothing is written (C-05).
    The rows belong to a batch that can be undone; a killed import is taken back. Refuses
    (`Unreadable`) a file that is no list. Repeating an import adds nothing.
    dry_run: write nothing, say the same. progress: rows that are through, of how many (0: only
    looked at so far). waiting: told when somebody else imports at this moment.
    """
    for word in (WORD, "people.edit"):
        if not actor.may(word):
            raise Forbidden(word)
    with remembering():  # not longer: settings may change while the rows come in
        sheet = sheets.read(source, knows=knows)
        columns = columns_of(sheet)
        running = Import(actor, sheet, columns, course_of(columns, course or Course()), progress)
    if dry_run:
        running.look()
        if running.report.faulty and running.course.mode is Mode.ALL_OR_NOTHING:
            running.report.hold_back()
        return ended(running, dry_run=True)
    with batches.exclusive(waiting):
        takeback.recover()
        batch = batches.begin(
            actor,
            KIND,
            file=file[:255],
            sha256=_sum(source),
            mode=running.course.mode,
            match=",".join(running.course.match),
            on_match=running.course.on_match or "",
            rows=sheet.count,
        )
        try:
            with takeback.or_back(batch):
                _run(running, batch)
        except Faulty:
            running.report.hold_back()
            report = ended(running)
            batches.note(
                batch, skipped=report.skipped, faulty=report.faulty, report=report.as_json()
            )
            return report
    if running.report.created > CHUNK:
        planning.look_again()
    return running.report


def _run(running: Import, batch: ImportBatch) -> None:
    if running.course.mode is Mode.ALL_OR_NOTHING:
        running.look()
        if running.report.faulty:
            raise Faulty
    with batches.under(batch):
        running.write(batch)
    report = ended(running, batch=batch.pk if running.earlier.made or running.report.updated else 0)
    batches.finish(
        batch,
        created=report.created,
        updated=report.updated,
        skipped=report.skipped,
        faulty=report.faulty,
        report=report.as_json(),
    )


def ended(running: Import, *, dry_run: bool = False, batch: int = 0) -> Report:
    """The report of an import that is through, in the order of its rows."""
    report = running.report
    report.dry_run, report.batch = dry_run, batch
    report.errors.sort(key=lambda problem: problem.row)
    report.notes.sort(key=lambda problem: problem.row)
    return report


def _sum(source: bytes | Path) -> str:
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with source.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
