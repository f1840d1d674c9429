"""How the business sends: its name and address, where answers go, how fast."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import FIELDS, Outcome, operation
from stammkunde.foundation.writes import change, expect, lock
from stammkunde.messaging import house
from stammkunde.messaging.models import MessagingSettings
from stammkunde.messaging.operations.bodies import SETTINGS
from stammkunde.messaging.rules import mail_settings


@operation("messaging.change_sending", needs=SETTINGS, undo=FIELDS)
def change_sending(
    *, actor: Actor, values: Mapping[str, Any], expected: Mapping[str, Any] | None = None
) -> Outcome[MessagingSettings]:
    """Set sender name and address, reply address, mails per minute, for what is written from now on.

    Refuses as `rules.mail_settings.clean`; `Stale` where somebody else moved one of `expected`.
    """
    (row,) = lock(MessagingSettings, [1])
    wanted = mail_settings.clean(values)
    if expected:
        expect(row, expected=expected, wanted=wanted)
    house.changed()
    return Outcome(change([row], **wanted))
