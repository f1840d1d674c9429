"""What the pages about colleagues and roles share: who asks, the toast, the way on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from stammkunde.accounts import queries
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.refusals import Forbidden
from stammkunde.foundation.web.fragments import undo_tag


def manager(request: HttpRequest) -> Actor:
    """The actor, who may manage accounts: a door says no before it shows anything."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(queries.MANAGE):
        raise Forbidden(queries.MANAGE)
    return actor


def say(request: HttpRequest, outcome: Outcome[Any], text: str, *, undo: bool = False) -> None:
    """A toast for what was done, the reason for what was refused.

    undo: the toast offers it. What gives somebody power has none: it asks who is there first, and
    an undo would go round that (ADR 29).
    """
    if outcome.done:
        tag = undo_tag(outcome.entry) if undo else ""
        messages.success(request, text, extra_tags=tag)
    for one in outcome.refused:
        messages.error(request, str(one.message))
