"""The fields of a note, declared once (NOT-03)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation import clock
from stammkunde.foundation.fields import CHOICE, DATE, LONGTEXT, Field, FieldSet
from stammkunde.notes import days
from stammkunde.notes.models import Origin

EDIT = "notes.edit"
LONGEST = 10_000  # characters of a text


@dataclass(frozen=True)
class DayField(Field):
    """A day as the office says it: tomorrow, Monday, in 2 weeks, 3.12."""

    def parse(self, text: Any) -> Any:
        """The day that is meant today; raises `FieldProblem`."""
        return days.parse_day(text, clock.today()) if isinstance(text, str) else text


NOTE = FieldSet(
    [
        Field(
            "text",
            pgettext_lazy("notes", "Text"),
            LONGTEXT,
            personal=True,
            needs=EDIT,
            max_length=LONGEST,
        ),
        Field("title", pgettext_lazy("notes", "Title"), personal=True, needs=EDIT),
        Field(
            "origin",
            pgettext_lazy("notes", "Source"),
            CHOICE,
            needs=EDIT,
            choices=tuple((value, label) for value, label in Origin.choices),
            required=True,
        ),
        Field("person", _("Spoken to"), personal=True, needs=EDIT),
        DayField(
            "due_on",
            pgettext_lazy("notes", "Follow-up"),
            DATE,
            needs=EDIT,
            hint=_("E.g. tomorrow, Monday, in 2 weeks, 3.12."),
        ),
    ]
)
