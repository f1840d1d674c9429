"""The life of a follow-up: none, planned, postponed, done (2.8). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.refusals import Refusal
from stammkunde.notes.models import NO_DAY, FollowUp, State

DERIVED = ("due_key",)
DUE = (State.OPEN.value, State.SNOOZED.value)  # what may come back

Judged = tuple[list[FollowUp], list[Refusal]]


@dataclass(frozen=True)
class Standing:
    """How a follow-up stands today, in the words of the office (users.md 4)."""

    key: str
    label: Any
    tone: str


NOTHING = Standing("none", "", "n")
PLANNED = Standing("planned", pgettext_lazy("notes: standing", "Planned"), "n")
TODAY = Standing("today", pgettext_lazy("notes: standing", "Today"), "o")
OVERDUE = Standing("overdue", pgettext_lazy("notes: standing", "Overdue"), "r")
POSTPONED = Standing("postponed", pgettext_lazy("notes: standing", "Postponed"), "b")
DONE = Standing("done", pgettext_lazy("notes: standing", "Done"), "g")


def derive_due(row: FollowUp) -> None:
    """Keep the sort column in step with the day."""
    row.due_key = row.due_on or NO_DAY


def standing(state: str, due: date | None, today: date) -> Standing:
    """Planned, today, overdue, postponed or done; nothing without a day."""
    if state == State.DONE:
        return DONE
    if due is None:
        return NOTHING
    if due <= today:
        return TODAY if due == today else OVERDUE
    return POSTPONED if state == State.SNOOZED else PLANNED


def planned(row: FollowUp, due: date | None) -> dict[str, Any]:
    """The values of a follow-up that gets another day: what was done is open again."""
    if due == row.due_on and row.state != State.DONE:
        return {}
    state = State.NONE if due is None else State.OPEN
    return {"due_on": due, "state": state.value, "done_at": None, "done_by_id": None}


def finishable(rows: Iterable[FollowUp]) -> Judged:
    """Follow-ups that can be done. Refused: none there (`no_follow_up`), done (`already_done`)."""
    return _judged(rows, DUE)


def snoozable(rows: Iterable[FollowUp]) -> Judged:
    """Follow-ups that can be put off. Refused as `finishable` refuses."""
    return _judged(rows, DUE)


def reopenable(rows: Iterable[FollowUp]) -> Judged:
    """Follow-ups that are done. Refused: the others (`not_done`)."""
    done, refused = [], []
    for row in rows:
        if row.state == State.DONE:
            done.append(row)
        else:
            refused.append(Refusal(row.pk, "not_done", _("This follow-up is not done yet.")))
    return done, refused


def _judged(rows: Iterable[FollowUp], allowed: Iterable[str]) -> Judged:
    fit, refused = [], []
    for row in rows:
        if row.state in allowed:
            fit.append(row)
        elif row.state == State.DONE:
            text = _("This follow-up is done already.")
            refused.append(Refusal(row.pk, "already_done", text))
        else:
            refused.append(Refusal(row.pk, "no_follow_up", _("This note has no follow-up.")))
    return fit, refused
