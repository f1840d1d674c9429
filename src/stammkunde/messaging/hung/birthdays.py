"""Hung in for congratulations: their texts, their gate on the way out, their settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation import clock, mail
from stammkunde.foundation.models import OutgoingMail
from stammkunde.foundation.rooms import Setting, SettingsEntry, slots
from stammkunde.messaging.birthdays import texts
from stammkunde.messaging.models import Reason
from stammkunde.messaging.queries.birthdays import SETTINGS

_HOLDS = (
    Setting(_("Birthday mails"), _("Whether the business congratulates."), "on"),
    Setting(_("At this hour"), _("When greetings go out in the morning."), "hour"),
    Setting(_("The text contains an offer"), _("Only to those who agreed to advertising."), "ad"),
)


def too_late(row: OutgoingMail) -> str | None:
    """A greeting that waited until the next day would be odd: it no longer goes."""
    zone = clock.business_zone()
    written = row.created_at.astimezone(zone).date()
    return Reason.LATE.value if clock.now().astimezone(zone).date() > written else None


def hang() -> None:
    """Called once, from the name plate."""
    mail.gate(texts.OWN, too_late)
    slots.hang(
        "backoffice.settings",
        SettingsEntry(
            "messaging.birthdays",
            pgettext_lazy("messaging", "Birthdays"),
            "messaging:settings_birthdays",
            "gift",
            SETTINGS,
            order=83,
            hint=_("Whether, when and whom the business congratulates, and who is next."),
            holds=_HOLDS,
        ),
    )
