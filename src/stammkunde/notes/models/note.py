"""A note about a customer or a participant, and the day on which it comes back (2.8)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import Editable, LongText, OnMerge, Text, key

NO_DAY = date(9999, 12, 31)  # stands for "no day" where a column must sort, behind all others


class Origin(models.TextChoices):
    """How the office came to know it (NOT-03: *Ursprung*)."""

    OWN = "own", pgettext_lazy("notes: origin", "Office")
    CALL = "call", pgettext_lazy("notes: origin", "Call")
    VISIT = "visit", pgettext_lazy("notes: origin", "Visit")
    EMAIL = "email", pgettext_lazy("notes: origin", "E-mail")
    LETTER = "letter", pgettext_lazy("notes: origin", "Letter")
    SYSTEM = "system", pgettext_lazy("notes: origin", "System")
    OTHER = "other", pgettext_lazy("notes: origin", "Other")


class State(models.TextChoices):
    """Where a follow-up stands; whether it is due says the calendar (`rules.standing`)."""

    NONE = "none", pgettext_lazy("notes: state", "No follow-up")
    OPEN = "open", pgettext_lazy("notes: state", "Planned")
    SNOOZED = "snoozed", pgettext_lazy("notes: state", "Postponed")
    DONE = "done", pgettext_lazy("notes: state", "Done")


def no_day() -> date:
    """The default of the sort column; a function, so that the migration names it."""
    return NO_DAY


class Note(Editable):
    """What the office writes down for itself (NOT-01, NOT-03); no customer ever reads it.

    customer: whose page shows it, for a note about a participant always the home. person: whom one
    spoke to. author: None for notes of the house itself.
    """

    customer = key(
        "people.Customer", room="notes", noun="note", on_merge=OnMerge.MOVE, db_index=False
    )
    participant = key(
        "people.Participant", room="notes", noun="note", on_merge=OnMerge.MOVE, null=True,
        db_index=False,
    )  # fmt: skip
    origin = Text(max_length=8, choices=Origin.choices, default=Origin.OWN, personal=False)
    person = Text(max_length=200, blank=True, personal=True)
    title = Text(max_length=200, blank=True, personal=True)
    text = LongText(personal=True)
    pinned = models.BooleanField(default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+",
        related_query_name="notes_note",
    )  # fmt: skip
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") | ~Q(text=""), name="notes_note_says_something"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-pinned", "-id"], name="notes_note_of_customer"),
            models.Index(
                fields=["participant", "-id"], condition=Q(participant__isnull=False),
                name="notes_note_of_participant",
            ),
            models.Index(fields=["created_at", "id"], name="notes_note_by_time"),
        ]  # fmt: skip


class FollowUp(Editable):
    """When a note comes back, and for whom (NOT-04, NOT-05); every note has one row.

    due_key: `due_on` as a column to sort by. informed: the colleagues who are told; with nobody
    (who still works here) it is the author's and the account managers' (2.8).
    """

    note = key("notes.Note", room="notes", noun="followup", one=True, primary_key=True)
    state = Text(max_length=8, choices=State.choices, default=State.NONE, personal=False)
    due_on = models.DateField(null=True)
    due_key = models.DateField(default=no_day, editable=False)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+",
        related_query_name="notes_done",
    )  # fmt: skip
    informed: Any = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", related_query_name="notes_informed"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="none", due_on__isnull=True)
                | (~Q(state="none") & Q(due_on__isnull=False)),
                name="notes_followup_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False)
                | (~Q(state="done") & Q(done_at__isnull=True) & Q(done_by__isnull=True)),
                name="notes_followup_done_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on", "note"], name="notes_followup_due"),
            models.Index(fields=["due_key", "note"], name="notes_followup_by_day"),
        ]
