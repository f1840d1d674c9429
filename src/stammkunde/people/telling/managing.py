"""How a customer's timeline tells who looks after them, and their own settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.journal import TimelineEntry, Told, renders
from stammkunde.foundation.writes import decode
from stammkunde.people import queries, rules
from stammkunde.people.models import CustomerPrefs
from stammkunde.people.rules import PREF_LABELS

MANAGERS = {"+managers", "-managers"}
PREFS_TABLE = "people.customerprefs"


@renders("people.set_managers")
def looked_after(entry: TimelineEntry) -> Told:
    """Who joined and who left, by name."""
    said = manager_moves(entry)
    if not said:
        return Told("user", _("changed the account managers"))
    return Told("user", format_html("{} {}", pgettext("people: history", "account manager:"), said))


@renders("people.change_prefs")
def preferred(entry: TimelineEntry) -> Told:
    """Which settings became the customer's own, or the house's again."""
    said = pref_moves(entry)
    words = pgettext("people: history", "customer settings:")
    return Told("adjustments-horizontal", format_html("{} {}", words, said))


def manager_moves(entry: TimelineEntry) -> SafeString:
    """+ Emre Koç, − Jana Roth."""
    own = [(one.field[0], one.new) for one in entry.changes if one.field in MANAGERS]
    return format_html_join(
        ", ", "{} <b>{}</b>", (("+" if sign == "+" else "−", name) for sign, name in own)
    )


def pref_moves(entry: TimelineEntry) -> SafeString:
    """Form of address ~~standard~~ → Du."""
    return format_html_join(
        ", ",
        "{} <s>{}</s> → {}",
        (
            (PREF_LABELS[one.field], _said(one.field, one.old), _said(one.field, one.new))
            for one in entry.changes
            if one.table == PREFS_TABLE and one.field in PREF_LABELS
        ),
    )


def with_managers(actor: Actor, entries: Sequence[TimelineEntry]) -> None:
    """Put names for the ids of managers that entries speak of: a query, if any."""
    ids = {int(one.new or 0) for e in entries for one in e.changes if one.field in MANAGERS}
    names = queries.manager_names(actor, ids) if ids else {}
    for entry in entries if ids else ():
        entry.changes = [
            replace(one, new=names.get(int(one.new or 0), "?")) if one.field in MANAGERS else one
            for one in entry.changes
        ]


def _said(key: str, stored: str | None) -> Any:
    value = decode(CustomerPrefs, key, stored)
    standard = pgettext("people: setting", "standard")
    return dict(rules.PREFS[key]).get(value, standard) if value else standard
