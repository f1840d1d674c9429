"""What somebody reads right after logging in; rooms above hang it into `GREETINGS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import slots

GREETINGS = "accounts.greetings"


@dataclass(frozen=True)
class Greeting:
    """One sentence; `said(actor)` returns "" where there is nothing to say."""

    key: str
    said: Callable[[Actor], str]
    word: str = ""
    order: int = 100


def greet(request: HttpRequest, actor: Actor) -> None:
    """Put the sentences that concern this actor on the next page."""
    for one in slots.of(GREETINGS, actor):
        if text := one.said(actor):
            messages.info(request, text)
