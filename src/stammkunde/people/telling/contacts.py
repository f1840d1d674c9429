"""How a customer's timeline tells of the contacts, by name."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _

from stammkunde.foundation import journal
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.journal import TimelineEntry, Told, renders
from stammkunde.people import queries, rules
from stammkunde.people.telling.participants import about, part_moves

TABLE = "people.contact"
_OURS = frozenset({"people.add_contacts", "people.change_contacts", "people.order_contacts",
                   "people.archive_contacts", "people.restore_contacts", "foundation.undo",
                   "people.mark_contacts_deceased"})  # fmt: skip


@renders("people.add_contacts")
def added(entry: TimelineEntry) -> Told:
    """A contact was added."""
    return Told("plus", about(_("added contact %(names)s"), entry), "g")


@renders("people.change_contacts")
def changed(entry: TimelineEntry) -> Told:
    """Which fields went from what to what."""
    return Told("pencil", format_html("{} {}", _("changed a contact:"), part_moves(entry)))


@renders("people.order_contacts")
def ordered(entry: TimelineEntry) -> Told:
    """Another order of the contacts."""
    return Told("users", _("changed the order of the contacts"))


@renders("people.archive_contacts")
def archived(entry: TimelineEntry) -> Told:
    """Into the archive."""
    return Told("archive", about(_("moved %(names)s to the archive"), entry), "o")


@renders("people.restore_contacts")
def restored(entry: TimelineEntry) -> Told:
    """Out of the archive."""
    return Told("archive-off", about(_("took %(names)s out of the archive"), entry), "g")


@renders("people.mark_contacts_deceased", "people.mark_participants_deceased")
def died(entry: TimelineEntry) -> Told:
    """Somebody died, or that was a mistake."""
    last = [change for _name, change in entry.parts if change.field == "deceased_on"]
    text = (
        _("took back that %(names)s died")
        if last and last[-1].new is None
        else _("noted that %(names)s died")
    )
    return Told("user", about(text, entry))


def with_contacts(actor: Actor, customer: int, entries: Sequence[TimelineEntry]) -> None:
    """Put into entries what they did to this customer's contacts: two queries, if any."""
    ours = {entry.id: entry for entry in entries if entry.operation in _OURS}
    if not ours:
        return
    names = {row.pk: rules.contact_name(row) for row in queries.contacts_of(actor, customer)}
    if names:
        for change in journal.changes_of(ours, TABLE, names):
            ours[change.entry].parts.append((names[change.row], change))
