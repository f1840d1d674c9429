"""What the views of this room share."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.web.fragments import undo_tag


def say(request: HttpRequest, outcome: Outcome[Any], text: str, *, undo: bool = True) -> None:
    """A toast about what was done, with the way back; nothing when nothing moved."""
    if outcome.done:
        messages.success(request, text, extra_tags=undo_tag(outcome.entry) if undo else "")
