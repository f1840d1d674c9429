"""What notes tells the rooms above: ids only, never rows."""

from __future__ import annotations

from dataclasses import dataclass

from stammkunde.foundation.events import Event


@dataclass(frozen=True)
class FollowUpDue(Event):
    """The day of these follow-ups has come; ids of notes."""

    ids: tuple[int, ...]
