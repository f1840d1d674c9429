"""How a customer's timeline tells what somebody decided about a message on its way."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from stammkunde.foundation.journal import TimelineEntry, Told, renders

_SAID: dict[str, tuple[Any, str]] = {
    "messaging.send_anyway": (_("sent an unclear message once more"), "o"),
    "messaging.mark_arrived": (_("said that an unclear message has arrived"), "g"),
    "messaging.drop_unclear": (_("dropped an unclear message"), "o"),
    "messaging.cancel_messages": (_("stopped a message that still waited"), "o"),
}


@renders(*_SAID)
def decided(entry: TimelineEntry) -> Told:
    """What became of it is the message's own state."""
    text, tone = _SAID[entry.operation]
    return Told("mail", text, tone)
