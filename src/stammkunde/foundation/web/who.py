"""Who stands at a door."""

from __future__ import annotations

from django.http import HttpRequest

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden


def who(request: HttpRequest, word: str) -> Actor:
    """The actor, who holds `word`: a door says no before it shows a form."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(word):
        raise Forbidden(word)
    return actor
