"""What rooms above add to the demo data; they hang it into `SLOT`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import slots

SLOT = "people.demo"


@dataclass(frozen=True)
class Besides:
    """load(actor, business) invents what belongs to the room, about customers who are there."""

    key: str
    load: Callable[[Actor, str], None]
    word: str = ""
    order: int = 100


def load_besides(actor: Actor, business: str) -> None:
    """Let every room above add its own, in order."""
    for one in slots.of(SLOT, actor):
        one.load(actor, business)
