"""What somebody has settled about single cells, laid over the rows of the file (D22)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from stammkunde.foundation import sheets
from stammkunde.people.importing import damage
from stammkunde.people.operations import NUMBER

if TYPE_CHECKING:
    from stammkunde.people.importing.columns import Columns
    from stammkunde.people.importing.item import Item
from stammkunde.people.importing.report import Problem

VALUE, AS_IS, SKIP = "value", "as_is", "skip"
ROW = -1  # the column of what is said about a whole row
_RECOGNISED = (NUMBER, "email")


class Settled(Protocol):
    """One thing that somebody settled, as `foundation.drafts` keeps it."""

    row: int
    column: int
    deed: str
    value: str


@dataclass
class Overlay:
    """What was settled, by row: values by column, columns that are right as they are, rows that stay
    out. A list that is read with it asks: a doubt that nobody has settled keeps its row out."""

    values: dict[int, dict[int, str]] = field(default_factory=dict)
    as_is: dict[int, set[int]] = field(default_factory=dict)
    skipped: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, settled: Iterable[Settled]) -> Overlay:
        """What these corrections come to."""
        made = cls()
        for one in settled:
            if one.deed == SKIP:
                made.skipped.add(one.row)
            elif one.deed == AS_IS:
                made.as_is.setdefault(one.row, set()).add(one.column)
            else:
                made.values.setdefault(one.row, {})[one.column] = one.value
        return made

    def laid_over(self, row: sheets.Row) -> sheets.Row:
        """The row as it comes in now. What somebody typed is text, whatever the spreadsheet meant."""
        typed = self.values.get(row.number)
        if not typed:
            return row
        cells = [*row.cells, *[""] * (max(typed) + 1 - len(row.cells))]
        for at, value in typed.items():
            cells[at] = value
        marks = {at: mark for at, mark in row.marks.items() if at not in typed}
        return sheets.Row(row.number, cells, marks)

    def ask(self, item: Item, columns: Columns) -> None:
        """Turn the doubts of a row into questions, but for those that somebody says are right."""
        fine = self.as_is.get(item.number, set())
        told = []
        for note in item.notes:
            if not note.code:
                told.append(note)
            elif place_of(note, columns) not in fine:
                item.problems.append(note)
        item.notes = told
        if fine:
            paths = {one.path for at in fine if at >= 0 and (one := columns.at[at]) is not None}
            item.same = ROW in fine or not paths.isdisjoint(_RECOGNISED)


def place_of(problem: Problem, columns: Columns) -> int:
    """The position of the column that a problem is about; `ROW` where it is about the row."""
    if problem.at >= 0:
        return problem.at
    heading = problem.column
    return columns.named.index(heading) if heading and heading in columns.named else ROW


def is_question(problem: Problem) -> bool:
    """Whether somebody only has to say what is meant; every other problem is a mistake."""
    return problem.code in damage.ASKED
