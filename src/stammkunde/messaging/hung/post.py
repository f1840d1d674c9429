"""Hung in for the transport: who is asked before a mail goes, the page of its settings.

The room offers `messaging.sending` (`Go`) on that page to the rooms above.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stammkunde.foundation.rooms import Setting, SettingsEntry, slots
from stammkunde.messaging import carrying
from stammkunde.messaging.log import decided
from stammkunde.messaging.queries.sending import SETTINGS

__all__ = ["decided", "hang"]

_HOLDS = (
    Setting(_("Sender name"), _("Who a message is from."), "sender_name"),
    Setting(_("Sender address"), _("The address that messages come from."), "sender_address"),
    Setting(_("Answers go to"), _("Where an answer arrives."), "reply_to"),
    Setting(_("Mails per minute at most"), _("Slower than the server could."), "rate"),
)


def hang() -> None:
    """Called once, from the name plate."""
    carrying.connect()
    slots.hang(
        "backoffice.settings",
        SettingsEntry(
            "messaging.sending",
            _("Sending e-mail"),
            "messaging:settings_sending",
            "mail",
            SETTINGS,
            order=81,
            hint=_("Sender, reply address, speed, and how the mail server stands."),
            holds=_HOLDS,
        ),
    )
