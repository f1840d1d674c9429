"""What the toy room tells."""

from __future__ import annotations

from dataclasses import dataclass

from stammkunde.foundation.events import Event


@dataclass(frozen=True)
class ThingsAdded(Event):
    """New things."""

    ids: tuple[int, ...]


@dataclass(frozen=True)
class ThingsChanged(Event):
    """Things are not what they were."""

    ids: tuple[int, ...]


@dataclass(frozen=True)
class ThingsWithdrawn(Event):
    """Things are about to go."""

    ids: tuple[int, ...]
