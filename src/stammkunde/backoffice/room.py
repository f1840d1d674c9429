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
        )
    ],
)
