"""How a customer came to be (CUS-20). Pure."""

from __future__ import annotations

from stammkunde.people.models import Origin

_LISTS = frozenset({"import", "command"})


def origin_of(door: str) -> str:
    """What the door says: lists come through import and command, everything else by hand."""
    return Origin.IMPORT.value if door in _LISTS else Origin.HAND.value
