"""How a customer's timeline tells who is responsible for whom (N-06)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _

from stammkunde.foundation import journal
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.journal import Change, TimelineEntry, Told, renders
from stammkunde.people import queries, rules
from stammkunde.people.telling.participants import about, part_moves

TABLE, PARTICIPANTS = "people.guardianship", "people.participant"
_OURS = frozenset({"people.add_guardians", "people.change_guardians", "people.remove_guardians",
                   "foundation.undo"})  # fmt: skip


@renders("people.add_guardians")
def added(entry: TimelineEntry) -> Told:
    """Somebody became responsible."""
    return Told("users", about(_("made %(names)s responsible"), entry), "g")


@renders("people.change_guardians")
def changed(entry: TimelineEntry) -> Told:
    """Rights and shares that went from what to what."""
    return Told("users", format_html("{} {}", _("changed responsibilities:"), part_moves(entry)))


@renders("people.remove_guardians")
def removed(entry: TimelineEntry) -> Told:
    """Somebody is no longer responsible."""
    return Told("users", about(_("ended the responsibility of %(names)s"), entry), "o")


@renders("people.move_participants")
def moved(entry: TimelineEntry) -> Told:
    """A participant belongs to another of those who are responsible."""
    return Told("home", about(_("changed to whom %(names)s belongs"), entry))


def with_guardians(actor: Actor, entries: Sequence[TimelineEntry]) -> None:
    """Put names for the responsibilities that entries speak of: four queries, if any."""
    _with_moved(actor, [one for one in entries if one.operation == "people.move_participants"])
    ours = {entry.id: entry for entry in entries if entry.operation in _OURS}
    changes = journal.changes_of(ours, TABLE) if ours else []
    if not changes:
        return
    names = queries.guardian_names(actor, {one.row for one in changes}, _gone(changes))
    for change in changes:
        ours[change.entry].parts.append((names.get(change.row, "…"), change))


def _with_moved(actor: Actor, entries: Sequence[TimelineEntry]) -> None:
    """Names of participants who moved, wherever they are by now: two queries, if any."""
    if not entries:
        return
    changes = journal.changes_of([one.id for one in entries], PARTICIPANTS)
    found = queries.participants(actor).in_bulk({one.row for one in changes})
    for entry in entries:
        entry.parts = [
            (rules.participant_name(found[one.row]), one)
            for one in changes
            if one.entry == entry.id and one.row in found
        ]


def _gone(changes: Iterable[Change]) -> dict[int, tuple[int, int]]:
    """(participant, customer) of responsibilities that were removed, as the journal keeps them."""
    kept = {one.row: json.loads(one.old) for one in changes if one.field == "-" and one.old}
    return {row: (old["participant_id"], old["customer_id"]) for row, old in kept.items()}
