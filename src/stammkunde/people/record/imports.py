"""Imports as the settings show them: counts, progress, what was wrong (R13, N-07)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from stammkunde.foundation import takeback
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import BatchState, ImportBatch
from stammkunde.people import queries, rules

SHOWN = 200  # problems, and names, on a page; a download has all
_TONES = {
    BatchState.RUNNING: "b",
    BatchState.DONE: "g",
    BatchState.TAKEN_BACK: "r",
    BatchState.UNDOING: "o",
    BatchState.UNDONE: "n",
}


@dataclass(frozen=True)
class ShownImport:
    """One import as people read it."""

    row: ImportBatch

    @property
    def name(self) -> str:
        """The file, or how the import is called without one."""
        return self.row.file or _("Import %(number)s") % {"number": self.row.pk}

    @property
    def state(self) -> Any:
        """Where it stands, in words."""
        return self.row.get_state_display()

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return _TONES[BatchState(self.row.state)]

    @property
    def at_work(self) -> bool:
        """Whether something happens to it right now."""
        return self.row.state in {BatchState.RUNNING, BatchState.UNDOING}

    @property
    def undoable(self) -> bool:
        """Whether it can be undone."""
        return self.row.state == BatchState.DONE and bool(self.row.created or self.row.updated)

    @property
    def counts(self) -> list[tuple[Any, str, str]]:
        """(label, number, tone) of what became of its rows; together they are all rows."""
        row = self.row
        faulty = pgettext("people: import", "faulty"), row.faulty, "bad" if row.faulty else ""
        if row.state == BatchState.TAKEN_BACK:  # nothing of it is there, whatever single rows were
            kept = [(pgettext("people: import", "not brought in"), row.rows - row.faulty, "")]
        else:
            kept = [
                (pgettext("people: import", "added"), row.created, "good" if row.created else ""),
                (pgettext("people: import", "changed"), row.updated, ""),
                (pgettext("people: import", "skipped"), row.skipped, ""),
            ]
        counts = [(pgettext("people: import", "Rows"), row.rows, ""), *kept, faulty]
        return [(label, _number(max(number, 0)), tone) for label, number, tone in counts]

    @property
    def most(self) -> int:
        """What its progress runs up to."""
        undoing = self.row.state == BatchState.UNDOING
        return max(self.row.steps if undoing else self.row.rows, 1)

    @property
    def progress(self) -> str:
        """How far it is, in words."""
        said = {"done": _number(self.row.done), "all": _number(self.most)}
        if self.row.state == BatchState.UNDOING:
            return _("%(done)s of %(all)s steps undone") % said
        return _("%(done)s of %(all)s rows brought in") % said

    @cached_property
    def report(self) -> dict[str, Any]:
        """Its report; empty after some weeks."""
        return dict(json.loads(self.row.report)) if self.row.report else {}

    @property
    def errors(self) -> Sequence[dict[str, Any]]:
        """What did not come in: row, column, message, hint."""
        return self.report.get("errors", [])

    @property
    def notes(self) -> Sequence[dict[str, Any]]:
        """Doubts about rows that did come in."""
        return self.report.get("notes", [])

    @property
    def shown(self) -> Sequence[tuple[Any, Sequence[dict[str, Any]], int]]:
        """(heading, the first ones, how many more) of errors and notes, where there are any."""
        parts = (
            (pgettext("people: import", "Errors"), self.errors),
            (pgettext("people: import", "Hints"), self.notes),
        )
        return [(said, some[:SHOWN], max(len(some) - SHOWN, 0)) for said, some in parts if some]

    @cached_property
    def stayed(self) -> list[takeback.Stayed]:
        """What an undo could not take back."""
        return takeback.stayed_of(self.row)


def shown_imports(actor: Actor) -> list[ShownImport]:
    """The last imports, newest first. Needs `people.import`."""
    return [ShownImport(row) for row in queries.import_batches(actor)]


def running_import(actor: Actor) -> ShownImport | None:
    """The one that is at work, for the start page; None when nothing is."""
    found = queries.running_import(actor)
    return ShownImport(found) if found else None


def touched(actor: Actor, batch: ImportBatch) -> tuple[int, list[tuple[int, str]]]:
    """How many customers of an import were changed since, and the first of them by name."""
    ids = queries.touched_since(actor, batch)
    known = queries.customers_by_id(actor, ids[:SHOWN])
    return len(ids), [(one.pk, rules.record_name(one)) for one in known]


def undone_text(actor: Actor, shown: ShownImport) -> str:
    """What became of an undo: "1.204 entfernt, 6 inzwischen geändert"; both count customers."""
    stayed = [one.row for one in shown.stayed if one.kind == "customer"]
    kept = len(stayed)
    removed = shown.row.created - queries.added_by(actor, shown.row, stayed)
    text = ngettext("%(n)s removed", "%(n)s removed", removed)
    said = text % {"n": _number(removed)}
    if not kept:
        return f"{said}."
    left = ngettext("%(n)s changed meanwhile", "%(n)s changed meanwhile", kept)
    return f"{said}, {left % {'n': _number(kept)}}."


def _number(count: int) -> str:
    return number_format(count, force_grouping=True)
