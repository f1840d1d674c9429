"""News from the keys."""

from __future__ import annotations

from dataclasses import dataclass

from stammkunde.foundation.events import Event


@dataclass(frozen=True)
class AccessEnded(Event):
    """These users may no longer come in."""

    ids: tuple[int, ...]
