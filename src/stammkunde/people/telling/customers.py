"""How a customer's timeline is told: the journal in words (users.md 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.fields import EMPTY, FieldSet
from stammkunde.foundation.journal import Change, TimelineEntry, Told, renders
from stammkunde.foundation.writes import decode
from stammkunde.people import lifecycle, queries
from stammkunde.people.fields import known_fields
from stammkunde.people.models import MEMBERSHIP, Customer
from stammkunde.people.telling.managing import manager_moves, pref_moves
from stammkunde.people.telling.participants import part_moves

TABLE = "people.customer"
JOINED_SIGN, LEFT_SIGN = "+", "−"


@renders("people.add_customers")
def added(entry: TimelineEntry) -> Told:
    """A new customer, by hand or from a list."""
    from_list = entry.door in {"import", "command"}
    text = _("added this customer from a list") if from_list else _("added this customer")
    return Told("plus", text, "g")


@renders("people.complete_customers")
def completed(entry: TimelineEntry) -> Told:
    """A list knew more: participants, contacts, addresses, numbers."""
    return Told("plus", _("added what a list knew besides"), "g")


@renders("people.change_customers")
def changed(entry: TimelineEntry) -> Told:
    """Which fields went from what to what."""
    return Told(
        "pencil", format_html("{} {}", pgettext("people: history", "changed:"), moves(entry))
    )


@renders("people.number_customers")
def numbered(entry: TimelineEntry) -> Told:
    """The number that the customer got, for ever."""
    number = next((one.new for one in entry.changes if one.field == "number"), None)
    said = decode(Customer, "number", number) or ""
    return Told("ticket", format_html(_("gave the number <b>{}</b>"), said), "g")


@renders("people.renumber_customer")
def renumbered(entry: TimelineEntry) -> Told:
    """Another number."""
    one = next((one for one in entry.changes if one.field == "number"), None)
    old, new = (
        (decode(Customer, "number", said) for said in (one.old, one.new)) if one else ("", "")
    )
    return Told("ticket", format_html(_("changed the number: <s>{}</s> → {}"), old, new), "o")


@renders("people.lock_customers")
def locked(entry: TimelineEntry) -> Told:
    """Locked, and why."""
    reason = next((one.new for one in entry.changes if one.field == "lock_reason"), None)
    said = decode(Customer, "lock_reason", reason) or ""
    return Told("lock", format_html(_("locked this customer: {}"), said), "r")


@renders("people.unlock_customers")
def unlocked(entry: TimelineEntry) -> Told:
    """Unlocked."""
    return Told("lock", _("unlocked this customer"), "g")


@renders("people.archive_customers")
def archived(entry: TimelineEntry) -> Told:
    """Into the archive."""
    return Told("archive", _("moved this customer to the archive"), "o")


@renders("people.bin_customers")
def binned(entry: TimelineEntry) -> Told:
    """Into the bin, and until when."""
    day = next((one.new for one in entry.changes if one.field == "erase_after"), None)
    until = decode(Customer, "erase_after", day)
    said = date_format(until, "SHORT_DATE_FORMAT") if until else EMPTY
    return Told("trash", format_html(_("put this customer into the bin until {}"), said), "r")


@renders("people.erase_customers")
def left_by_another(entry: TimelineEntry) -> Told:
    """Another customer was erased, and who took part for them is at home here now."""
    return Told("home", _("deleted another customer, whose participants belong here now"), "o")


@renders("people.restore_customers")
def restored(entry: TimelineEntry) -> Told:
    """Out of the archive."""
    return Told("archive-off", _("took this customer out of the archive"), "g")


@renders(
    "people.gather_customers",
    "people.tag_customers",
    "people.untag_customers",
    "people.put_into_groups",
    "people.take_out_of_groups",
    "people.merge_tags",
)
def gathered(entry: TimelineEntry) -> Told:
    """Tags and groups that joined or left, by name."""
    said = members(entry)
    if not said:
        return Told("ticket", _("changed tags or groups"))
    return Told("ticket", format_html("{} {}", pgettext("people: history", "tags, groups:"), said))


@renders("people.add_address", "people.change_address", "people.remove_addresses")
def moved(entry: TimelineEntry) -> Told:
    """A further address came, changed or went."""
    said = {
        "people.add_address": _("added an address"),
        "people.change_address": _("changed an address"),
        "people.remove_addresses": _("removed an address"),
    }
    return Told("home", said[entry.operation])


@renders("people.add_bank_account")
def account_added(entry: TimelineEntry) -> Told:
    """A bank account came; which one stays secret."""
    return Told("currency-euro", _("added a bank account"))


@renders("people.remove_bank_accounts")
def account_removed(entry: TimelineEntry) -> Told:
    """A bank account went."""
    return Told("currency-euro", _("removed a bank account"), "o")


@renders("people.record_consents")
def consented(entry: TimelineEntry) -> Told:
    """One more statement about what the customer agrees to."""
    return Told("circle-check", _("wrote down a consent"))


@renders("foundation.undo", "foundation.take_back")
def undone(entry: TimelineEntry) -> Told:
    """A step taken back: the fields that went back, or the archive."""
    said = (
        moves(entry)
        or members(entry)
        or part_moves(entry)
        or manager_moves(entry)
        or pref_moves(entry)
    )
    if said:
        return Told(
            "arrow-back-up", format_html("{} {}", pgettext("people: history", "undid:"), said)
        )
    return Told("arrow-back-up", _("took the last step back"))


def moves(entry: TimelineEntry) -> SafeString:
    """The moved fields of a customer: Phone ~~0171 1~~ → 0172 2."""
    known = known_fields(archived=True)
    own = [
        change
        for change in entry.changes
        if change.table == TABLE and (change.field in known or change.field == "status_id")
    ]
    named = (
        (pgettext("people", "Status"), one.old, one.new)
        if one.field == "status_id"
        else (known[one.field].label, *_values(known, one))
        for one in own
    )
    return format_html_join(", ", "{} <s>{}</s> → {}", named)


def members(entry: TimelineEntry) -> SafeString:
    """Tags and groups that joined or left: + Winter service, − Newsletter."""
    own = [
        (one.field, one.new)
        for one in entry.changes
        if one.table == TABLE and one.field[1:] in MEMBERSHIP.values()
    ]
    named = ((JOINED_SIGN if field[0] == "+" else LEFT_SIGN, name) for field, name in own)
    return format_html_join(", ", "{} <b>{}</b>", named)


def with_names(actor: Actor, entries: Sequence[TimelineEntry]) -> None:
    """Put names for the ids of statuses, tags and groups that entries speak of: a query per kind."""
    steps = [one for e in entries for one in e.changes if one.field == "status_id"]
    known = lifecycle.status_names() if steps else {}
    for entry in entries if steps else ():
        entry.changes = [
            replace(
                one, old=known.get(int(one.old or 0), "–"), new=known.get(int(one.new or 0), "–")
            )
            if one.field == "status_id"
            else one
            for one in entry.changes
        ]
    for kind, column in MEMBERSHIP.items():
        signs = {f"+{column}", f"-{column}"}
        ids = {int(one.new or 0) for e in entries for one in e.changes if one.field in signs}
        names = queries.label_names(actor, kind, ids) if ids else {}
        for entry in entries if ids else ():
            entry.changes = [
                replace(one, new=names.get(int(one.new or 0), "?")) if one.field in signs else one
                for one in entry.changes
            ]


def _values(known: FieldSet, change: Change) -> tuple[Any, Any]:
    field = known[change.field]
    old, new = (decode(Customer, change.field, said) for said in (change.old, change.new))
    return field.show(old), field.show(new)
