"""What rooms above put beside what people shows: at a glance, and on the cards of participants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import slots

GLANCE, PARTS = "people.customer.glance", "people.participant.parts"

Shown = tuple[str, Any]  # (template, what it shows)


@dataclass(frozen=True)
class Glance:
    """A card of Details above all others; it hangs in `GLANCE`.

    content: what the template finds under `content`, made of the answer of `summary` (the room's
    one question about the record, see `foundation.rooms.Fact`); None for no card.
    """

    key: str
    template: str
    summary: Callable[[Actor, int], Any]
    content: Callable[[Any], Any]
    word: str = ""
    order: int = 100


@dataclass(frozen=True)
class Part:
    """A piece of every participant's card; it hangs in `PARTS`.

    contents(actor, participants) gives what the template finds under `content`, by participant, in
    one query.
    """

    key: str
    template: str
    contents: Callable[[Actor, Sequence[int]], Mapping[int, Any]]
    word: str = ""
    order: int = 100


def glances(actor: Actor, answer: Callable[[Any], Any]) -> list[Shown]:
    """The cards for this actor; `answer` asks each room once."""
    found = [(one.template, one.content(answer(one.summary))) for one in slots.of(GLANCE, actor)]
    return [(template, content) for template, content in found if content is not None]


def parts(actor: Actor, participants: Sequence[int]) -> dict[int, list[Shown]]:
    """The pieces of these participants' cards."""
    found: dict[int, list[Shown]] = {pk: [] for pk in participants}
    for one in slots.of(PARTS, actor) if participants else ():
        for pk, content in one.contents(actor, participants).items():
            found[pk].append((one.template, content))
    return found
