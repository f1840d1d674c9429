"""What notes say on pages of people: pinned ones at a glance, those about who takes part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import pgettext

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import FactValue
from stammkunde.notes import queries
from stammkunde.notes.fields import EDIT


def pinned(known: queries.FileSummary) -> Mapping[str, Any] | None:
    """The pinned notes; None where there are none."""
    return {"pinned": known.pinned} if known.pinned else None


def coming(known: queries.FileSummary) -> FactValue | None:
    """The day of the next follow-up, marked when it is today or was missed; None without one."""
    day = known.next_due
    if day is None:
        return None
    said = date_format(day, "SHORT_DATE_FORMAT")
    if day < known.today:
        return FactValue(said, pgettext("notes", "overdue"), "owe")
    if day == known.today:
        return FactValue(pgettext("notes: fact", "today"), tone="soon")
    return FactValue(said)


def about_participants(actor: Actor, participants: Sequence[int]) -> Mapping[int, Any]:
    """The notes about each of these participants (PAR-02, PAR-03); one query."""
    found = queries.of_participants(actor, participants)
    may = actor.may(EDIT)
    return {pk: {"notes": found.get(pk, []), "may_write": may} for pk in participants}
