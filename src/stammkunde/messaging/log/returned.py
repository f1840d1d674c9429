"""What came back, in a customer's timeline (COM-07)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stammkunde.foundation.journal import TimelineEntry, Told, renders


@renders("messaging.record_deliveries")
def came_back(entry: TimelineEntry) -> Told:
    """An address did not take mail, or takes it again."""
    return Told(
        "alert-triangle", _("The mail server reports on the e-mail address"), "o", alone=True
    )


@renders("messaging.clear_address")
def cleared(entry: TimelineEntry) -> Told:
    """Somebody knew better."""
    return Told("mail", _("said that the e-mail address is right again"), "g")
