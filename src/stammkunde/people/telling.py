"""How a customer's timeline is told: the journal in words (users.md 2)."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stammkunde.foundation.journal import Change, TimelineEntry, Told, renders
from stammkunde.foundation.writes import decode
from stammkunde.people.fields import FIELDS
from stammkunde.people.models import Customer

TABLE = "people.customer"


@renders("people.add_customers")
def added(entry: TimelineEntry) -> Told:
    """A new customer, by hand or from a list."""
    from_list = entry.door in {"import", "command"}
    text = _("added this customer from a list") if from_list else _("added this customer")
    return Told("plus", text, "g")


@renders("people.change_customers")
def changed(entry: TimelineEntry) -> Told:
    """Which fields went from what to what."""
    return Told(
        "pencil", format_html("{} {}", pgettext("people: history", "changed:"), moves(entry))
    )


@renders("people.archive_customers")
def archived(entry: TimelineEntry) -> Told:
    """Into the archive."""
    return Told("archive", _("moved this customer to the archive"), "o")


@renders("people.restore_customers")
def restored(entry: TimelineEntry) -> Told:
    """Out of the archive."""
    return Told("archive-off", _("took this customer out of the archive"), "g")


@renders("foundation.undo")
def undone(entry: TimelineEntry) -> Told:
    """A step taken back: the fields that went back, or the archive."""
    said = moves(entry)
    if said:
        return Told(
            "arrow-back-up", format_html("{} {}", pgettext("people: history", "undid:"), said)
        )
    return Told("arrow-back-up", _("took the last step back"))


def moves(entry: TimelineEntry) -> SafeString:
    """The moved fields of a customer: Phone ~~0171 1~~ → 0172 2."""
    own = [change for change in entry.changes if change.table == TABLE and change.field in FIELDS]
    return format_html_join(
        ", ", "{} <s>{}</s> → {}", ((FIELDS[one.field].label, *_values(one)) for one in own)
    )


def _values(change: Change) -> tuple[Any, Any]:
    field = FIELDS[change.field]
    old, new = (decode(Customer, change.field, said) for said in (change.old, change.new))
    return field.show(old), field.show(new)
