"""The checklist of a new business: the rooms hang steps into `backoffice.setup` (SetupStep)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from stammkunde.foundation import business
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import SetupStep, slots

SLOT = "backoffice.setup"


@dataclass(frozen=True)
class ShownStep:
    """A step as the list shows it; `next` is the first that is still to do."""

    label: Any
    url: str
    done: bool
    next: bool


@dataclass(frozen=True)
class Checklist:
    """All steps for somebody, and how many are done."""

    steps: list[ShownStep]

    @property
    def total(self) -> int:
        """How many steps there are."""
        return len(self.steps)

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(step.done for step in self.steps)

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do."""
        return self.done == self.total


def checklist(actor: Actor) -> Checklist:
    """The steps that this person may do, in order, with their ticks."""
    shown: list[ShownStep] = []
    open_yet = True
    step: SetupStep
    for step in slots.of(SLOT, actor):
        answer = step.done(actor)
        done = bool(answer)
        label = step.said(answer) if done and step.said else step.label
        shown.append(
            ShownStep(label, reverse(step.url_name) + step.query, done, open_yet and not done)
        )
        open_yet = open_yet and done
    return Checklist(shown)


def panel(actor: Actor) -> Checklist | None:
    """The card of the start page; None once somebody put it away."""
    return None if business.business().checklist_hidden else checklist(actor)
