"""What notes say on pages of people: pinned ones at a glance, those about who takes part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.notes import queries
from stammkunde.notes.fields import EDIT


def pinned(known: queries.FileSummary) -> Mapping[str, Any] | None:
    """The pinned notes; None where there are none."""
    return {"pinned": known.pinned} if known.pinned else None


def about_participants(actor: Actor, participants: Sequence[int]) -> Mapping[int, Any]:
    """The notes about each of these participants (PAR-02, PAR-03); one query."""
    found = queries.of_participants(actor, participants)
    may = actor.may(EDIT)
    return {pk: {"notes": found.get(pk, []), "may_write": may} for pk in participants}
