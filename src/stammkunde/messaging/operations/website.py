"""Changing how the website's form asks (IMP-11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import FIELDS, Outcome, operation
from stammkunde.foundation.writes import Keeper, change, keep, lock
from stammkunde.messaging import door
from stammkunde.messaging.models import InquirySettings
from stammkunde.messaging.queries import inquiries as queries
from stammkunde.messaging.rules import website_settings as rules

keep(InquirySettings, Keeper(kind="inquiry_settings"))


@operation("messaging.change_website", needs=queries.SETTINGS, undo=FIELDS)
def change_website(*, actor: Actor, values: Mapping[str, Any]) -> Outcome[InquirySettings]:
    """Change the website's form: on or off, from which website, what it asks, who is told, how long
    things stay. Refuses what `rules.clean_website` refuses."""
    wanted = rules.clean_website(values)
    (row,) = lock(InquirySettings, [1])
    door.changed()
    return Outcome(change([row], **wanted))
