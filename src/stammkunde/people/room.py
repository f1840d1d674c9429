"""The room's name plate: menu, permission words, what it hangs into other pages.

It offers two slots to the rooms above: `people.customer.tabs` and `people.customer.facts`.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import Hit, MenuEntry, Provider, Room, SettingsEntry, Tile, slots
from stammkunde.people import profiles, queries, rules, statuses, telling
from stammkunde.people.models import Kind, ParticipantKind

__all__ = ["room", "telling"]

_CUSTOMERS = pgettext_lazy("people", "Customers")
_PARTICIPANTS = profiles.said(lambda profile: profile.many)

statuses.start()

room = Room(
    key="people",
    label=_CUSTOMERS,
    menu=[
        MenuEntry(_CUSTOMERS, "people:list", "users", queries.SEE, order=20),
        MenuEntry(
            _PARTICIPANTS,
            "people:participant_list",
            profiles.said(lambda profile: profile.icon),
            queries.SEE,
            order=30,
            shown=lambda: profiles.current().shown,
        ),
    ],
    words={
        queries.SEE: _("See customers"),
        "people.edit": _("Create and edit customers"),
        "people.archive": _("Archive customers and restore them"),
        "people.import": _("Import customers"),
        "people.export": _("Export customers"),
        "people.lock": _("Lock customers and unlock them"),
        "people.renumber": _("Give customers another number"),
        "people.bank": _("See and change bank accounts of customers"),
        "people.settings": _("Change the settings for customers"),
    },
)


def _hits(actor: Actor, query: str, limit: int) -> list[Hit]:
    return [
        Hit(
            label=f"{row.marker} {rules.record_name(row)}".strip(),
            url=reverse("people:record", args=[row.pk]),
            sub=" · ".join(
                filter(None, (row.number, row.phone, f"{row.postcode} {row.city}".strip()))
            ),
            icon="building" if row.kind == Kind.ORGANISATION else "user",
        )
        for row in queries.best_matching(actor, query, limit)
    ]


def _participant_hits(actor: Actor, query: str, limit: int) -> list[Hit]:
    return [
        Hit(
            label=rules.participant_name(row),
            url=reverse("people:record", args=[row.customer_id]),
            sub=rules.record_name(row.customer),
            icon="paw" if row.kind == ParticipantKind.ANIMAL else "user",
        )
        for row in queries.best_participants(actor, query, limit)
    ]


slots.hang(
    "backoffice.palette",
    Provider("people.participants", _PARTICIPANTS, _participant_hits, queries.SEE, order=20),
)
slots.hang(
    "backoffice.palette",
    Provider("people.customers", _CUSTOMERS, _hits, queries.SEE, order=10),
)
slots.hang(
    "backoffice.dashboard.tiles",
    Tile(
        "people.customers",
        _CUSTOMERS,
        lambda actor: queries.in_use(actor).count(),
        lambda: reverse("people:list"),
        queries.SEE,
        order=10,
    ),
)
slots.hang(
    "backoffice.dashboard.tiles",
    Tile(
        "people.new",
        _("New this month"),
        lambda actor: queries.new_this_month(actor).count(),
        lambda: reverse("people:list") + "?lens=new",
        queries.SEE,
        order=20,
    ),
)

_MASTER_DATA = [
    (
        "statuses",
        pgettext_lazy("people", "Statuses"),
        _("Steps of a customer's life, with colour and number."),
        10,
    ),
    ("groups", _("Customer groups"), _("For filters, notices and prices."), 20),
    ("recipient_groups", _("Recipient groups"), _("Only for addressing messages."), 30),
    ("tags", pgettext_lazy("people", "Tags"), _("Free words of the office."), 40),
    ("customers", _("Customer settings"), _("Industry, numbers, title."), 50),
]
for _key, _label, _hint, _order in _MASTER_DATA:
    slots.hang(
        "backoffice.settings",
        SettingsEntry(
            f"people.{_key}",
            _label,
            f"people:settings_{_key}",
            word=queries.SETTINGS,
            order=_order,
            hint=_hint,
        ),
    )
