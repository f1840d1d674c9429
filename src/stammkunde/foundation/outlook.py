"""What a bulk edit would come to, and what came of one: counts, and refusals by their reason."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from stammkunde.foundation.refusals import Refusal

NAMED = 200  # rows that a reason keeps by id


@dataclass(frozen=True)
class Reason:
    """Why some rows are left out: the sentence, how many, the first of them."""

    text: str
    count: int
    rows: Sequence[int]


@dataclass
class Outlook:
    """What would become of rows, without writing anything.

    change: how many would be changed. same: how many are as wanted already. refused: who is left
    out and why. notes: what else to know before it is done, e.g. that numbers are given out.
    """

    change: int = 0
    same: int = 0
    refused: list[Refusal] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)

    @property
    def reasons(self) -> list[Reason]:
        """The refusals by what is said, the most frequent first."""
        return grouped(self.refused)


def grouped(refused: Iterable[Refusal]) -> list[Reason]:
    """Refusals by their sentence; a row that is refused twice for the same reason counts once."""
    by_text: dict[str, dict[int, None]] = {}
    for one in refused:
        by_text.setdefault(str(one.message), {})[one.row or 0] = None
    found = [Reason(text, len(rows), list(rows)[:NAMED]) for text, rows in by_text.items()]
    return sorted(found, key=lambda one: (-one.count, one.text))


def added(first: Sequence[Reason], more: Sequence[Reason]) -> list[Reason]:
    """The reasons of two pieces of the same work, together."""
    known = {one.text: one for one in first}
    for one in more:
        was = known.get(one.text, Reason(one.text, 0, ()))
        rows = [*was.rows, *one.rows][:NAMED]
        known[one.text] = Reason(one.text, was.count + one.count, rows)
    return sorted(known.values(), key=lambda one: (-one.count, one.text))


def kept(reasons: Sequence[Reason]) -> str:
    """The reasons as a batch keeps them (`ImportBatch.report`), "" for none."""
    said = [[one.text, one.count, list(one.rows)] for one in reasons]
    return json.dumps({"reasons": said}, ensure_ascii=False) if said else ""


def read(report: str) -> list[Reason]:
    """What `kept` has written."""
    said = json.loads(report).get("reasons", []) if report else []
    return [Reason(text, count, rows) for text, count, rows in said]


def answers(params: str) -> dict[str, Any]:
    """What was chosen, as the batch keeps it (`ImportBatch.params`)."""
    return dict(json.loads(params)) if params else {}
