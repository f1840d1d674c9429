"""How a customer's timeline tells of those who take part, by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stammkunde.foundation import journal
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.fields import FieldSet
from stammkunde.foundation.journal import Change, TimelineEntry, Told, renders
from stammkunde.foundation.writes import decode
from stammkunde.people import queries
from stammkunde.people.fields import CONTACT, GUARDIAN, PARTICIPANT, known_fields
from stammkunde.people.models import Contact, Guardianship, Participant

TABLE = "people.participant"
# What is part of a customer: the model and its declared fields, by table.
PARTS: dict[str, tuple[type[Model], FieldSet]] = {
    TABLE: (Participant, PARTICIPANT),
    "people.contact": (Contact, CONTACT),
    "people.guardianship": (Guardianship, GUARDIAN),
}


@renders("people.add_participants")
def added(entry: TimelineEntry) -> Told:
    """Somebody who takes part was added."""
    return Told("plus", about(_("added participant %(names)s"), entry), "g")


@renders("people.change_participants")
def changed(entry: TimelineEntry) -> Told:
    """Which fields went from what to what."""
    return Told(
        "pencil", format_html("{} {}", pgettext("people: history", "changed:"), part_moves(entry))
    )


@renders("people.archive_participants")
def archived(entry: TimelineEntry) -> Told:
    """Into the archive."""
    return Told("archive", about(_("moved %(names)s to the archive"), entry), "o")


@renders("people.restore_participants")
def restored(entry: TimelineEntry) -> Told:
    """Out of the archive."""
    return Told("archive-off", about(_("took %(names)s out of the archive"), entry), "g")


def with_participants(
    actor: Actor,
    customer: int,
    entries: Sequence[TimelineEntry],
    family: Sequence[queries.Brief] | None = None,
) -> None:
    """Put into entries what they did to this customer's participants: two queries, if any."""
    if family is None:
        family = queries.participants_in_brief(actor, customer)
    names = {one.id: one.full_name for one in family}
    if not (names and entries):
        return
    by_entry: dict[int, list[tuple[Any, Change]]] = defaultdict(list)
    for change in journal.changes_of([entry.id for entry in entries], TABLE, names):
        by_entry[change.entry].append((names[change.row], change))
    for entry in entries:
        entry.parts += by_entry[entry.id]


def part_moves(entry: TimelineEntry) -> SafeString:
    """The moved fields of parts: Lea Blume: Birth date ~~–~~ → 04.05.2019."""
    return format_html_join(
        ", ",
        "{}: {} <s>{}</s> → {}",
        (
            (name, _fields(one.table)[one.field].label, *_values(one))
            for name, one in entry.parts
            if one.table in PARTS and one.field in _fields(one.table)
        ),
    )


def about(text: str, entry: TimelineEntry) -> str:
    """The text with the names of the parts that the entry is about."""
    names = dict.fromkeys(str(name) for name, _change in entry.parts)
    return text % {"names": ", ".join(names) or "…"}


def _fields(table: str) -> FieldSet:
    """The fields of a part; those that the business made itself included."""
    return known_fields("participant", archived=True) if table == TABLE else PARTS[table][1]


def _values(change: Change) -> tuple[Any, Any]:
    model, field = PARTS[change.table][0], _fields(change.table)[change.field]
    old, new = (decode(model, change.field, said) for said in (change.old, change.new))
    return field.show(old), field.show(new)
