"""The name plate of the back office."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.backup import nightly
from stammkunde.foundation.rooms import MenuEntry, Panel, Room, slots

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
            label=pgettext_lazy("backoffice", "Settings"),
            url_name="backoffice:settings",
            icon="adjustments-horizontal",
            word="people.settings",
            order=90,
            group="end",
        ),
    ],
)


def _backup(_actor: Actor) -> nightly.Age:
    return nightly.age()


slots.hang(
    "backoffice.dashboard.panels",
    Panel("backoffice.backup", "backoffice/_backup.html", _backup, "people.settings", order=90),
)
