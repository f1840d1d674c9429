"""How a customer's timeline tells of documents and proofs."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stammkunde.foundation.fields import EMPTY
from stammkunde.foundation.journal import TimelineEntry, Told, renders
from stammkunde.foundation.writes import ADDED, decode
from stammkunde.people.models import GroupProof


@renders("people.add_documents")
def filed(entry: TimelineEntry) -> Told:
    """Documents came."""
    many = sum(one.field == ADDED for one in entry.changes) or 1
    text = ngettext("filed %(n)s document", "filed %(n)s documents", many)
    return Told("file-text", text % {"n": many})


@renders("people.change_document")
def changed(entry: TimelineEntry) -> Told:
    """What is said about a document changed."""
    return Told("file-text", _("changed what is said about a document"))


@renders("people.delete_documents")
def deleted(entry: TimelineEntry) -> Told:
    """Documents went into the bin."""
    return Told("trash", _("put a document into the bin"), "o")


@renders("people.restore_documents")
def restored(entry: TimelineEntry) -> Told:
    """Documents came back."""
    return Told("file-text", _("took a document out of the bin"), "g")


@renders("people.purge_documents")
def purged(entry: TimelineEntry) -> Told:
    """Documents are gone for good."""
    return Told("trash", _("deleted a document for good"), "o")


@renders("people.prove_group")
def proved(entry: TimelineEntry) -> Told:
    """A proof came, or was renewed."""
    day = next((one.new for one in entry.changes if one.field == "valid_until"), None)
    if day is None:
        return Told("circle-check", _("filed the proof for a group"), "g")
    until = decode(GroupProof, "valid_until", day)
    said = date_format(until, "SHORT_DATE_FORMAT") if until else EMPTY
    return Told("circle-check", format_html(_("renewed the proof for a group until {}"), said), "g")
