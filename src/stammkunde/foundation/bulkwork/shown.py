"""Bulk edits as pages show them: what was done, how far one is, what was left out, its undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stammkunde.foundation import outlook, takeback
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.bulkwork import dialog, work
from stammkunde.foundation.lists.declare import LISTS, Declared
from stammkunde.foundation.lists.deeds import Bulk, kind_of
from stammkunde.foundation.models import BatchState, ImportBatch, JournalEntry
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.foundation.remember import once

MOST = 100
_TONES = {
    BatchState.WAITING: "o",
    BatchState.RUNNING: "b",
    BatchState.DONE: "g",
    BatchState.TAKEN_BACK: "r",
    BatchState.UNDOING: "o",
    BatchState.UNDONE: "n",
}


@dataclass(frozen=True)
class ShownBulk:
    """One bulk edit as people read it. `undone`: one that went in one step and was taken back."""

    actor: Actor
    row: ImportBatch
    page: type[Declared]
    bulk: Bulk
    undone: bool = False

    @cached_property
    def name(self) -> str:
        """What was done."""
        return self.bulk.title(self.actor, self.params)

    @cached_property
    def params(self) -> dict[str, Any]:
        """What was chosen; empty after some weeks."""
        return dict(outlook.answers(self.row.params))

    @property
    def stands(self) -> BatchState:
        """Where it stands."""
        return BatchState.UNDONE if self.undone else BatchState(self.row.state)

    @property
    def state(self) -> str:
        """The same in words."""
        return {
            BatchState.WAITING: pgettext("bulk", "waits"),
            BatchState.RUNNING: pgettext("bulk", "running"),
            BatchState.DONE: pgettext("bulk", "done"),
            BatchState.TAKEN_BACK: pgettext("bulk", "not done"),
            BatchState.UNDOING: pgettext("bulk", "being undone"),
            BatchState.UNDONE: pgettext("bulk", "undone"),
        }[self.stands]

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return _TONES[self.stands]

    @property
    def at_work(self) -> bool:
        """Whether something happens to it, or will."""
        return self.stands in {BatchState.WAITING, BatchState.RUNNING, BatchState.UNDOING}

    @property
    def waiting(self) -> bool:
        """Whether it has not begun."""
        return self.stands == BatchState.WAITING

    @property
    def undoable(self) -> bool:
        """Whether it can be undone."""
        return self.stands == BatchState.DONE and bool(self.row.updated)

    @property
    def counts(self) -> list[tuple[Any, str, str]]:
        """(label, number, tone) of what became of its rows."""
        row = self.row
        if self.stands == BatchState.TAKEN_BACK:
            return [(pgettext("bulk", "unchanged"), dialog.number(row.rows), "")]
        return dialog.counts(row.updated, row.skipped, row.faulty, done=True)

    @property
    def most(self) -> int:
        """What its progress runs up to."""
        undoing = self.stands == BatchState.UNDOING
        return max(self.row.steps if undoing else self.row.rows, 1)

    @property
    def progress(self) -> str:
        """How far it is, in words."""
        said = {"done": dialog.number(self.row.done), "all": dialog.number(self.most)}
        if self.stands == BatchState.UNDOING:
            return _("%(done)s of %(all)s steps undone") % said
        return pgettext("bulk", "%(done)s of %(all)s through") % said

    @cached_property
    def held_up(self) -> str:
        """What a waiting one waits for."""
        if not self.waiting:
            return ""
        kind = once("foundation.batch_at_work", _open_kind)
        if not kind:
            return _("It begins in a moment.")
        if work.parts_of(kind)[0]:
            return _("Another bulk edit is at work; this one begins when that is through.")
        return _("An import is at work; this begins when that is through.")

    @cached_property
    def reasons(self) -> list[tuple[str, str, list[tuple[str, str]], int]]:
        """(sentence, how many, the first ones as (name, address), how many more)."""
        found = outlook.read(self.row.report)
        names = self._names([pk for one in found for pk in one.rows])
        told = []
        for one in found:
            said = [names[pk] for pk in one.rows if pk in names]
            told.append(
                (one.text, dialog.number(one.count), said, one.count - len(said) if said else 0)
            )
        return told

    @cached_property
    def stayed(self) -> list[tuple[str, str, str]]:
        """(name, address, why) of what an undo left as it is."""
        found = takeback.stayed_of(self.row)
        return [(one.name, self._address(one.row), one.why) for one in found]

    @property
    def list_url(self) -> str:
        """The list that it was done in."""
        return reverse(self.page.home) if self.page.home else ""

    def _names(self, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
        found = self.page.named(self.actor, ids) if ids else {}
        return {pk: (name, self._address(pk)) for pk, name in found.items()}

    def _address(self, pk: int) -> str:
        try:
            return reverse(self.page.record, args=[pk]) if self.page.record else ""
        except NoReverseMatch:
            return ""


def shown(actor: Actor, pk: int) -> ShownBulk:
    """One bulk edit. `Missing` where there is none; needs the words of its list and its deed."""
    row = ImportBatch.objects.filter(pk=pk, kind__startswith="bulk.").first()
    if row is None:
        raise Missing(f"bulk edit {pk}")
    page, bulk = work.deed_of(*work.parts_of(row.kind))
    work.may(actor, page, bulk)
    return ShownBulk(actor, row, page, bulk, row.entry in _undone([row]))


def recent(actor: Actor) -> list[ShownBulk]:
    """The last bulk edits of everybody, newest first, as far as the actor could do the same.

    `Forbidden` for who could do nothing of the kind.
    """
    known = deeds(actor)
    if not known:
        raise Forbidden("bulk")
    rows = list(
        ImportBatch.objects.filter(kind__in=known).defer("ids", "stayed").order_by("-pk")[:MOST]
    )
    gone = _undone(rows)
    return [ShownBulk(actor, row, *known[row.kind], row.entry in gone) for row in rows]


def at_work(actor: Actor) -> list[ShownBulk] | None:
    """Those that wait or run right now, for the start page; None when nothing does."""
    known = deeds(actor)
    states = (BatchState.WAITING, BatchState.RUNNING, BatchState.UNDOING)
    rows = ImportBatch.objects.filter(kind__in=known, state__in=states).defer("ids", "stayed")
    found = [ShownBulk(actor, row, *known[row.kind]) for row in rows.order_by("pk")[:3]]
    return found or None


def deeds(actor: Actor) -> dict[str, tuple[type[Declared], Bulk]]:
    """What the actor can do with many rows, by kind of batch."""
    return {
        kind_of(page.key, bulk.key): (page, bulk)
        for page in LISTS.values()
        if actor.may(page.word)
        for bulk in page.bulk
        if actor.may(bulk.word)
    }


def _open_kind() -> str:
    open_ = ImportBatch.objects.filter(state__in=(BatchState.RUNNING, BatchState.UNDOING))
    return open_.values_list("kind", flat=True).first() or ""


def _undone(rows: Sequence[ImportBatch]) -> set[int | None]:
    entries = [row.entry for row in rows if row.entry]
    if not entries:
        return set()
    return set(JournalEntry.objects.filter(undoes__in=entries).values_list("undoes", flat=True))
