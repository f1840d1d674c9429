"""Builders for notes."""

from __future__ import annotations

from typing import Any

from stammkunde.notes import operations
from stammkunde.notes.models import FollowUp, Note
from stammkunde.notes.operations import NewNote
from stammkunde.people.models import Customer
from tests import cast


def note(about: Customer | None = None, *, by: Any = None, **values: Any) -> Note:
    """One note, made by the product's own operation; `about` by default a new customer."""
    values.setdefault("text", "Möchte im Frühjahr wechseln.")
    if "participant" not in values:
        values["customer"] = (about or cast.customer()).pk
    return operations.write_notes(actor=by or cast.system(), notes=[NewNote(**values)]).done[0]


def follow_up(made: Note) -> FollowUp:
    """Its follow-up, as the database has it now."""
    return FollowUp.objects.get(pk=made.pk)
