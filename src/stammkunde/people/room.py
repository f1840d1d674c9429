"""The room's name plate: menu, permission words, what it hangs into other pages.

It offers two slots to the rooms above: `people.customer.tabs` and `people.customer.facts`.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import Hit, MenuEntry, Provider, Room, Tile, slots
from stammkunde.people import queries, rules, telling
from stammkunde.people.models import Kind

__all__ = ["room", "telling"]

_CUSTOMERS = pgettext_lazy("people", "Customers")

room = Room(
    key="people",
    label=_CUSTOMERS,
    menu=[MenuEntry(_CUSTOMERS, "people:list", "users", queries.SEE, order=20)],
    words={
        queries.SEE: _("See customers"),
        "people.edit": _("Create and edit customers"),
        "people.archive": _("Archive customers and restore them"),
        "people.import": _("Import customers"),
        "people.export": _("Export customers"),
    },
)


def _hits(actor: Actor, query: str, limit: int) -> list[Hit]:
    return [
        Hit(
            label=rules.record_name(row),
            url=reverse("people:record", args=[row.pk]),
            sub=" · ".join(filter(None, (row.phone, f"{row.postcode} {row.city}".strip()))),
            icon="building" if row.kind == Kind.ORGANISATION else "user",
        )
        for row in queries.best_matching(actor, query, limit)
    ]


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
