"""What would become of rows, and what they ask: the plan of an import, kept instead of written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from stammkunde.foundation import drafts, sheets
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import RowResult
from stammkunde.foundation.refusals import Forbidden, Refusal
from stammkunde.people import rules
from stammkunde.people.fields import KIND_HINT
from stammkunde.people.importing import damage, words
from stammkunde.people.importing.columns import Columns
from stammkunde.people.importing.item import Item
from stammkunde.people.importing.overlay import Overlay, is_question, place_of
from stammkunde.people.importing.plan import Course, Deed, Earlier, RowPlan, identity_of, plan
from stammkunde.people.importing.report import Problem
from stammkunde.people.importing.rows import heading_of, read_row, reading
from stammkunde.people.importing.snapshot import snapshot
from stammkunde.people.operations import PUBLIC_ID
from stammkunde.people.queries.bank import BANK

WRONG = "wrong"  # the kind of a problem that is no question
_HINTS: dict[str, Any] = {
    "name_missing": KIND_HINT,
    "erased": _("Empty the cell if somebody new is meant."),
    damage.ANOTHER: _(
        "Take it as it is if it is the same person; else empty the cell, or mend it."
    ),
    "doubtful": _("Empty the cell, or leave the row out."),
    "twice": _("Leave one of the two rows out."),
}


@dataclass
class Judge:
    """Looks at the rows of one list, in their order."""

    actor: Actor
    columns: Columns
    course: Course
    over: Overlay

    def __post_init__(self) -> None:
        self._reading = reading(self.columns, self.over)
        self._earlier = Earlier()

    def looked(self, rows: Sequence[sheets.Row]) -> list[drafts.Looked]:
        """These rows and what was found in them. Reads only."""
        items = [read_row(self._reading, row) for row in rows]
        if not self.actor.may(BANK) and any(words.BANK in item.beside for item in items):
            raise Forbidden(BANK)
        there = snapshot(self.actor, items, self.course)
        plans = plan(items, there, self.course, self._earlier)
        self._earlier.keep()
        return [self._one(row, made) for row, made in zip(rows, plans, strict=True)]

    def _one(self, row: sheets.Row, made: RowPlan) -> drafts.Looked:
        item = made.item
        problems = [*item.problems, *(self._problem(item, no) for no in made.refused)]
        notes = [*item.notes, *(self._problem(item, doubt) for doubt in made.doubts)]
        result = RowResult(made.deed.value)
        if made.deed is Deed.ERROR:
            only_asks = all(is_question(one) for one in problems)
            result = RowResult.DOUBTFUL if only_asks else RowResult.ERROR
        else:
            problems = []
        places = [place_of(one, self.columns) for one in problems]
        return drafts.Looked(
            row.number,
            result,
            row.cells,
            row.marks,
            [_kept(one, at) for one, at in zip(problems, places, strict=True)],
            [[one.column, str(one.message)] for one in notes],
            [(at, one.code or WRONG) for one, at in zip(problems, places, strict=True)],
            made.customer.pk if made.customer is not None else None,
            set(self._claims(made)),
        )

    def _problem(self, item: Item, refusal: Refusal) -> Problem:
        heading = heading_of(self.columns, item, refusal.field or PUBLIC_ID)
        hint = _HINTS.get(refusal.code, "")
        return Problem(item.number, heading, str(refusal.message), str(hint), refusal.code)

    def _claims(self, made: RowPlan) -> Iterator[int]:
        """What the row lays claim to: who shares one of these with it must be looked at, too."""
        item = made.item
        if item.left_out:
            return
        if item.public_id is not None:
            yield drafts.hashed("id", str(item.public_id))
        for pair in item.external_ids:
            yield drafts.hashed("external", *pair)
        if item.problems:
            return
        if item.wish:
            yield drafts.hashed("number", rules.number_key(item.wish))
        if self.course.forbids_email and item.values.get("email"):
            yield drafts.hashed("email", rules.folded_email(item.values["email"]))
        if made.customer is not None:
            yield drafts.hashed("customer", made.customer.pk)
        else:
            values = identity_of(item, self.course)
            yield drafts.hashed("identity", *map(str, rules.identity(values)))


def open_cells(looked: Iterable[drafts.Looked]) -> Counter[str]:
    """How many open cells there are, by column and kind of question."""
    return Counter(f"{at}:{code}" for one in looked if one.open for at, code in one.asks)


def _kept(one: Problem, at: int) -> dict[str, Any]:
    return {
        "at": at,
        "column": one.column,
        "message": str(one.message),
        "hint": str(one.hint),
        "code": one.code or WRONG,
        "proposals": list(one.proposals),
    }
