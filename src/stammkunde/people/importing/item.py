"""One row of a list on its way (IMP-02): from the cells to the plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from stammkunde.people.importing.headings import Target
from stammkunde.people.importing.report import Problem


@dataclass
class Item:
    """One row on its way: what it says, and what is wrong (`problems`) or doubtful (`notes`) in it.

    `values` are cleaned, by field key; "kind" is missing where the row does not say it. `beside` is
    what `add_customers` takes beside fields, labels by name; only what is really there.
    `external_ids`: (system, value). `promoted`: of phone and e-mail, those that are a labelled one
    because no plain one was there. `spots`: by noun the columns that the entries of `beside` began.
    """

    number: int
    values: dict[str, Any]
    public_id: UUID | None = None
    external_ids: tuple[tuple[str, str], ...] = ()
    status: int = 0
    wish: str = ""  # the customer number that the file says
    beside: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    promoted: frozenset[str] = frozenset()
    left_out: bool = False
    same: bool = False
    spots: dict[str, list[Target]] = field(default_factory=dict)
