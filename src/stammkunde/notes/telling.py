"""How a customer's history tells of notes and follow-ups (users.md 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.journal import TimelineEntry, Told, renders
from stammkunde.foundation.models import JournalChange
from stammkunde.notes import rules
from stammkunde.notes.models import FollowUp, Note, Origin

EXTRA = "notes"
OURS = "notes."
_TABLES = (Note._meta.label_lower, FollowUp._meta.label_lower)


@dataclass(frozen=True)
class NoteSaid:
    """What an entry's note says now."""

    title: str
    text: str
    origin: str
    person: str
    due_on: date | None
    about: str

    @property
    def headline(self) -> str:
        """The note in one line."""
        return rules.headline(self.title, self.text)


def fill(actor: Actor, customer: int, entries: Sequence[TimelineEntry]) -> None:
    """Put what notes say into the entries that speak of them: one query, none without any."""
    ours = {one.id: one for one in entries if one.operation.startswith(OURS)}
    if not ours:
        return
    note = Note.objects.filter(pk=OuterRef("row"), customer=customer)
    coming = FollowUp.objects.filter(note=OuterRef("row"))
    changes = JournalChange.objects.filter(entry__in=list(ours), table__in=_TABLES)
    rows = changes.annotate(
        title=Subquery(note.values("title")),
        text=Subquery(note.values("text"), output_field=CharField()),
        origin=Subquery(note.values("origin")),
        person=Subquery(note.values("person")),
        first=Subquery(note.values("participant__first_name")),
        due_on=Subquery(coming.values("due_on")),
    ).order_by("-pk")
    for row in rows.values_list("entry", "title", "text", "origin", "person", "due_on", "first"):
        entry, title, *said = row
        if title is not None:
            text, origin, person, due_on, first = said
            ours[entry].extra[EXTRA] = NoteSaid(title, text, origin, person, due_on, first or "")


@renders("notes.write_notes")
def written(entry: TimelineEntry) -> Told:
    """A note, with what it says."""
    said: NoteSaid | None = entry.extra.get(EXTRA)
    call = said is not None and said.origin == Origin.CALL
    what = pgettext("notes: history", "Call") if call else pgettext("notes: history", "Note")
    by = _("by %(name)s") % {"name": entry.actor_label}
    parts: list[Any] = [format_html("<b>{}</b> {}", what, by)]
    if said is None:
        return Told("phone" if call else "note", parts[0], "p", alone=True)
    if said.about:
        parts.append(said.about)
    if said.due_on:
        day = date_format(said.due_on, "SHORT_DATE_FORMAT")
        parts.append(_("follow-up on %(day)s") % {"day": day})
    body = "\n".join(part for part in (said.title, said.text) if part)
    text = _joined(parts)
    return Told("phone" if call else "note", text, "p", alone=True, body=body)


@renders("notes.change_notes")
def changed(entry: TimelineEntry) -> Told:
    """A note was changed, or its day."""
    return Told("note", _quoted(_("changed the note"), entry))


@renders("notes.pin_notes")
def pinned(entry: TimelineEntry) -> Told:
    """A note stands at a glance, or no more."""
    return Told("note", _quoted(_("pinned or unpinned the note"), entry))


@renders("notes.finish_follow_ups")
def finished(entry: TimelineEntry) -> Told:
    """A follow-up is done."""
    return Told("check", _quoted(_("finished the follow-up"), entry), "g")


@renders("notes.reopen_follow_ups")
def reopened(entry: TimelineEntry) -> Told:
    """A follow-up was not done after all."""
    return Told("arrow-back-up", _quoted(_("reopened the follow-up"), entry))


@renders("notes.snooze_follow_ups")
def snoozed(entry: TimelineEntry) -> Told:
    """A follow-up was put off."""
    return Told("clock", _quoted(_("postponed the follow-up"), entry))


@renders("notes.inform_of_notes")
def informed(entry: TimelineEntry) -> Told:
    """Others are told of a follow-up now."""
    return Told("users", _quoted(_("changed who is told of the follow-up"), entry))


@renders("notes.delete_notes")
def deleted(entry: TimelineEntry) -> Told:
    """A note is gone, with all that it said."""
    return Told("trash", _("deleted a note"), "r")


def _quoted(text: str, entry: TimelineEntry) -> Any:
    said: NoteSaid | None = entry.extra.get(EXTRA)
    return format_html("{} „{}“", text, said.headline) if said else text


def _joined(parts: Sequence[Any]) -> Any:
    text = parts[0]
    for part in parts[1:]:
        text = format_html("{} · {}", text, part)
    return text
