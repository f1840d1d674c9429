"""The name plate of the back office."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from stammkunde.foundation.rooms import MenuEntry, Room

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
