"""What came of an import."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Problem:
    """One cell that did not come in: spreadsheet row, heading, what is wrong, what to do.

    code: what kind of question it is, "" where there is nothing to ask; proposals: what may be meant;
    at: the position of the column, -1 where the heading says it.
    """

    row: int
    column: str
    message: str
    hint: str = ""
    code: str = field(default="", compare=False)
    proposals: tuple[str, ...] = field(default=(), compare=False)
    at: int = field(default=-1, compare=False)

    def told(self) -> dict[str, Any]:
        """What a report says of it."""
        return {one: getattr(self, one) for one in ("row", "column", "message", "hint")}


@dataclass
class Report:
    """What came of an import: created + updated + skipped + faulty = rows.

    `notes` are doubts about rows that did come in. `format` tells how the file was read. Of the
    `skipped` rows `held_back` ones were fine and stayed out because of others (C-05); `stayed_out`
    says that for this reason nothing of the list was written.
    `batch` is the number under which all of it can be undone, 0 where nothing was written.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    skipped: int = 0
    errors: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    format: str = ""
    batch: int = 0
    faulty: int = 0
    held_back: int = 0
    stayed_out: bool = False
    dry_run: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing came in, and not because everything was there already."""
        return self.stayed_out or not (self.created or self.updated or self.skipped)

    def hold_back(self) -> None:
        """Nothing of it was written: what would have come in stayed out."""
        self.stayed_out = True
        self.held_back = self.created + self.updated
        self.skipped += self.held_back
        self.created = self.updated = 0

    def as_json(self) -> str:
        """The report for machines."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        for name in ("errors", "notes"):
            said[name] = [one.told() for one in said[name]]
        return json.dumps(said, ensure_ascii=False, indent=2, default=str)
