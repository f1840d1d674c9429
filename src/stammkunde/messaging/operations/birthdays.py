"""Congratulations: how the office wants them, and the mails of a morning (BDY-01, BDY-02)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import FIELDS, Outcome, operation
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.writes import Keeper, change, expect, keep, lock
from stammkunde.messaging.birthdays.days import due_at
from stammkunde.messaging.birthdays.drafts import plan
from stammkunde.messaging.models import BirthdaySettings, Message
from stammkunde.messaging.operations.queueing import queue_messages

SETTINGS = "messaging.settings"
SWITCHES = ("on", "advertising", "former", "animals", "late")
HOUR = "hour"
_AT_ONCE = 200

keep(BirthdaySettings, Keeper(kind="messaging_birthdays"))


@operation("messaging.change_birthdays", needs=SETTINGS, undo=FIELDS)
def change_birthdays(
    *, actor: Actor, values: Mapping[str, Any], expected: Mapping[str, Any] | None = None
) -> Outcome[BirthdaySettings]:
    """Say whether, when and whom the business congratulates.

    values: the switches as booleans, `hour` 0 to 23 in local time. Switched on after the hour has
    passed, it begins tomorrow. Refused: an hour that is none; `Stale` where somebody else moved
    one of the `expected` values.
    """
    (row,) = lock(BirthdaySettings, [1])
    wanted: dict[str, Any] = {name: bool(values[name]) for name in SWITCHES if name in values}
    if HOUR in values:
        wanted[HOUR] = _hour(values[HOUR])
    if expected:
        expect(row, expected=expected, wanted=wanted)
    if wanted.get("on") and not row.on:
        due = due_at(actor.today, wanted.get(HOUR, row.hour), clock.business_zone())
        passed = clock.now() >= due
        wanted["done_on"] = actor.today - timedelta(days=0 if passed else 1)
    return Outcome(change([row], **wanted))


@operation("messaging.congratulate", needs=SETTINGS)
def congratulate(*, actor: Actor, day: date, late: bool = False) -> Outcome[Message]:
    """Write the greetings of a day and note that it is done; the worker sends them.

    Nothing is written twice, however often it runs: each has its dedupe key, and a day that was
    dealt with is refused (`done`). Refused while it is switched off (`off`). No undo: it is mail.
    """
    (row,) = lock(BirthdaySettings, [1])
    if not row.on:
        raise Refused("off", _("Birthday mails are switched off."))
    if row.done_on is not None and row.done_on >= day:
        raise Refused("done", _("The greetings of this day have been written."))
    drafts = [one.draft for one in plan(actor, [day], row, late=late)]
    done: list[Message] = []
    for start in range(0, len(drafts), _AT_ONCE):
        done += queue_messages(actor=actor, drafts=drafts[start : start + _AT_ONCE]).done
    change([row], done_on=day)
    return Outcome(done)


def _hour(value: Any) -> int:
    try:
        hour = int(value)
    except (TypeError, ValueError):
        hour = -1
    if not 0 <= hour <= 23:
        raise Refused("hour", _("An hour is a number from 0 to 23."), HOUR)
    return hour
