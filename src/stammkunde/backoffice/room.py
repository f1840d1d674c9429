"""The name plate of the back office."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from stammkunde.backoffice import guide, palette, starting
from stammkunde.foundation import business
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.backup import nightly
from stammkunde.foundation.rooms import Hit, MenuEntry, Panel, Provider, Room, slots

room = Room(
    key="backoffice",
    label=pgettext_lazy("backoffice", "Office"),
    menu=[
        MenuEntry(
            label=pgettext_lazy("backoffice", "Today"),
            url_name="backoffice:today",
            icon="home",
            order=10,
        ),
        MenuEntry(
            label=pgettext_lazy("backoffice", "Help"),
            url_name="backoffice:guide",
            icon="help",
            order=80,
            group="end",
        ),
        MenuEntry(
            label=pgettext_lazy("backoffice", "Settings"),
            url_name="backoffice:settings",
            icon="adjustments-horizontal",
            word="people.settings",
            order=90,
            group="end",
        ),
    ],
)


def _backup(actor: Actor) -> dict[str, Any]:
    return {"age": nightly.age(), "may_now": actor.may(business.WORD)}


slots.hang(
    "backoffice.dashboard.panels",
    Panel(
        "backoffice.backup",
        "backoffice/_backup.html",
        _backup,
        "people.settings",
        order=90,
        beside=True,
    ),
)
starting.hang()


def _guide(actor: Actor, query: str, limit: int) -> list[Hit]:
    asked = actor.kind == "staff" and len(query) >= guide.SHORTEST_QUERY
    found = guide.search(query, limit) if asked else []
    return [Hit(one.label, one.url, sub=one.page.title, icon="help") for one in found]


slots.hang(
    palette.SLOT + ".guide",
    Provider("backoffice.guide", pgettext_lazy("backoffice", "Help"), _guide),
)
