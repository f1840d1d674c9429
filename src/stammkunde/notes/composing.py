"""What notes hang into the composer of the record: note, call, follow-up (R1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import slots
from stammkunde.notes import queries
from stammkunde.notes.fields import EDIT, NOTE
from stammkunde.notes.forms import NewNoteForm
from stammkunde.notes.models import Origin
from stammkunde.people import record as records

NOTE_ENTRY, CALL_ENTRY, FOLLOW_UP_ENTRY = "notes.note", "notes.call", "notes.follow_up"


@dataclass(frozen=True)
class Writing:
    """The open form: what it is for, and who may be informed."""

    form: NewNoteForm
    key: str
    placeholder: str = ""
    colleagues: list[queries.Receiver] = field(default_factory=list)

    @property
    def calls(self) -> bool:
        """Whether a call is being noted."""
        return self.key == CALL_ENTRY

    @property
    def dated(self) -> bool:
        """Whether a day is asked for at once."""
        return self.key != NOTE_ENTRY


def writing(
    actor: Actor,
    frame: records.Frame,
    key: str,
    *,
    data: Any = None,
    asked: Mapping[str, str] | None = None,
) -> Writing:
    """The form of one entry; a plain note costs no query."""
    family = [(one.id, one.full_name) for one in frame.family if not one.archived]
    asked = asked or {}
    colleagues = queries.offered(actor) if key == FOLLOW_UP_ENTRY or data is not None else []
    tomorrow = NOTE["due_on"].typed(actor.today + timedelta(days=1))
    initial = {
        "text": asked.get("text", ""),
        "participant": asked.get("for", ""),
        "due_on": asked.get("day", tomorrow if key != NOTE_ENTRY else ""),
        "person": frame.name if key == CALL_ENTRY and frame.customer.kind == "person" else "",
    }
    if key == CALL_ENTRY and not initial["text"]:
        initial["text"] = _("calls about … ")
    form = NewNoteForm(data, participants=family, colleagues=colleagues, initial=initial)
    return Writing(form, key, _placeholder(frame), colleagues)


def origin_of(key: str) -> str:
    """How the office came to know what this entry notes."""
    return Origin.CALL.value if key == CALL_ENTRY else Origin.OWN.value


def _placeholder(frame: records.Frame) -> str:
    """ "What is new about Nadja, Lea or Tom?" """
    first = frame.customer.first_name or frame.name
    names = [first, *(one.first_name for one in frame.family if not one.archived)]
    names = list(dict.fromkeys(name for name in names if name))[:4]
    if len(names) < 2:
        return _("What is new about %(name)s?") % {"name": first}
    said = {"names": ", ".join(names[:-1]), "last": names[-1]}
    return _("What is new about %(names)s or %(last)s?") % said


def _entry(key: str, label: Any, icon: str, order: int, shortcut: str) -> records.ComposerEntry:
    return records.ComposerEntry(
        key,
        label,
        icon,
        "notes/_compose.html",
        lambda actor, frame, asked: writing(actor, frame, key, asked=asked),
        EDIT,
        order,
        shortcut,
    )


def hang() -> None:
    """Put the three entries where the record looks for them."""
    slots.hang(records.SLOT, _entry(NOTE_ENTRY, pgettext_lazy("notes", "Note"), "note", 10, "n"))
    slots.hang(records.SLOT, _entry(CALL_ENTRY, pgettext_lazy("notes", "Call"), "phone", 30, "t"))
    slots.hang(
        records.SLOT,
        _entry(FOLLOW_UP_ENTRY, pgettext_lazy("notes", "Follow-up"), "clock", 40, "w"),
    )
