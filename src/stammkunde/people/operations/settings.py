"""Changing the room's settings (C-03, C-04, C-07, C-21, PAR-13)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import FIELDS, Outcome, operation
from stammkunde.foundation.remember import forget
from stammkunde.foundation.writes import Keeper, change, keep, lock
from stammkunde.people import lifecycle, profiles, queries, rules
from stammkunde.people.models import CustomerSettings

keep(CustomerSettings, Keeper(kind="customer_settings"))


@operation("people.change_settings", needs=queries.SETTINGS, undo=FIELDS)
def change_settings(*, actor: Actor, values: Mapping[str, Any]) -> Outcome[CustomerSettings]:
    """Change the room's settings: any of `rules.SETTINGS_KEYS`.

    A new prefix concerns new numbers only (2.1 b); a first number holds from the next one that is
    given. Refuses what `rules.clean_settings` refuses, and a first number that was counted past
    already (`start_too_low`): numbers only go up.
    """
    wanted = rules.clean_settings(values)
    (row,) = lock(CustomerSettings, [1])
    if "number_start" in wanted:
        rules.check_start(wanted["number_start"], row.number_start, lifecycle.counted())
    forget(lifecycle.REMEMBERED)
    profiles.changed()
    return Outcome(change([row], **wanted))
