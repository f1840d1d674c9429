"""How a customer's timeline tells of phones, pictures and a death."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stammkunde.foundation.journal import TimelineEntry, Told, renders
from stammkunde.foundation.writes import decode
from stammkunde.people.fields import FIELDS
from stammkunde.people.models import Customer
from stammkunde.people.telling.customers import moves


@renders("people.add_points", "people.change_point", "people.remove_points")
def reached(entry: TimelineEntry) -> Told:
    """A further phone or e-mail came, changed or went."""
    said = {
        "people.add_points": _("added a phone number or e-mail address"),
        "people.change_point": _("changed a further phone number or e-mail address"),
        "people.remove_points": _("removed a phone number or e-mail address"),
    }
    return Told("phone", said[entry.operation])


@renders("people.make_first_point", "people.move_point_up")
def first(entry: TimelineEntry) -> Told:
    """Another one comes first."""
    return Told(
        "phone", format_html("{} {}", pgettext("people: history", "changed:"), moves(entry))
    )


@renders("people.mark_deceased")
def died(entry: TimelineEntry) -> Told:
    """The day of death was noted."""
    day = next((one.new for one in entry.changes if one.field == "deceased_on"), None)
    said = FIELDS["relation_end"].show(decode(Customer, "deceased_on", day))
    return Told("calendar", format_html(_("noted the death on {}"), said))


@renders("people.unmark_deceased")
def lives(entry: TimelineEntry) -> Told:
    """The day of death was a mistake."""
    return Told("calendar", _("took back that this customer has died"))


@renders("people.set_picture")
def pictured(entry: TimelineEntry) -> Told:
    """A picture or logo came."""
    return Told("upload", _("put in a picture"))


@renders("people.remove_pictures")
def unpictured(entry: TimelineEntry) -> Told:
    """The picture went."""
    return Told("trash", _("deleted the picture"))
