"""Notes as pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.notes import queries, rules
from stammkunde.notes.fields import EDIT
from stammkunde.notes.operations.leaving import DELETE
from stammkunde.people import rules as people

PANEL = 6


@dataclass(frozen=True)
class ShownNote:
    """One note: the row, how its follow-up stands, whose it is, and what may be done."""

    row: Any
    standing: rules.Standing
    receivers: Sequence[str] = ()
    may_edit: bool = False
    may_delete: bool = False

    @property
    def headline(self) -> str:
        """The note in one line."""
        return rules.headline(self.row.title, self.row.text)

    @property
    def about(self) -> str:
        """The participant whom it is about, "" for the customer."""
        return people.participant_name(self.row.participant) if self.row.participant else ""

    @property
    def author(self) -> str:
        """Who wrote it, "" for the house itself."""
        return self.row.author.name if self.row.author else ""

    @property
    def comes_back(self) -> bool:
        """Whether there is a follow-up to be done."""
        return self.row.state in rules.DUE

    @property
    def done(self) -> bool:
        """Whether its follow-up is done."""
        return self.standing.key == "done"

    @property
    def customer(self) -> str:
        """Whom it is about, as lists write it."""
        return people.list_name(self.row.customer)


def shown(actor: Actor, rows: Sequence[Any]) -> list[ShownNote]:
    """Notes for a page; at most two queries."""
    told: Mapping[int, Sequence[str]] = (
        queries.receivers(actor, rows) if any(row.due_on for row in rows) else {}
    )
    may_edit, may_delete = actor.may(EDIT), actor.may(DELETE)
    return [
        ShownNote(
            row,
            rules.standing(row.state, row.due_on, actor.today),
            told.get(row.pk, ()),
            may_edit,
            may_delete,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Panel:
    """What is due for me: the card of the start page."""

    shown: Sequence[ShownNote]
    today: int
    overdue: int
    snoozes: Sequence[Any]

    @property
    def more(self) -> int:
        """How many there are besides."""
        return self.today + self.overdue - len(self.shown)


def panel(actor: Actor) -> Panel | None:
    """The follow-ups that are due for this colleague; None when there are none."""
    found = queries.due_panel(actor, PANEL)
    if found is None:
        return None
    return Panel(shown(actor, found.rows), found.today, found.overdue, rules.snoozes(actor.today))
