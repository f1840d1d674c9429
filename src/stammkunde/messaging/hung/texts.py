"""Hung in for texts: the sub page *Vorlagen*, the settings *Ansprache* and *Signatur*."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.rooms import Go, SettingsEntry, slots
from stammkunde.messaging import queries
from stammkunde.messaging.demo import templates as demo
from stammkunde.messaging.frame import SLOT, SubPage
from stammkunde.people import demo as people_demo


def hang() -> None:
    """Called once, from the name plate."""
    slots.hang(people_demo.SLOT, people_demo.Besides("texts", demo.load, order=5))
    label = pgettext_lazy("messaging", "Templates")
    slots.hang(
        SLOT, SubPage("templates", label, "messaging:templates", queries.TEMPLATES, order=60)
    )
    slots.hang(
        "backoffice.settings",
        SettingsEntry(
            "messaging.address",
            pgettext_lazy("messaging", "Form of address"),
            "messaging:settings_address",
            "message",
            word="people.settings",
            order=51,
            hint=_("Sie or Du in everything that customers read, with one click."),
        ),
    )
    slots.hang(
        "backoffice.settings",
        SettingsEntry(
            "messaging.signature",
            pgettext_lazy("messaging", "Signature"),
            "messaging:settings_signature",
            "pencil",
            word=queries.TEMPLATES,
            order=53,
            hint=_("What stands under every mail to customers."),
        ),
    )
    slots.hang(
        "accounts.me",
        Go(
            "messaging.own_signature",
            pgettext_lazy("messaging", "Signature"),
            "messaging:own_signature",
            words=_("under the mails that you write yourself"),
        ),
    )
    slots.hang(
        "backoffice.palette.actions",
        Go(
            "messaging.own_signature",
            _("My signature"),
            "messaging:own_signature",
            "pencil",
            order=81,
            words=pgettext_lazy("messaging: words that find it", "signature mail account"),
        ),
    )
