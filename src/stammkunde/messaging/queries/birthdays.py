"""The settings of birthday mails, and what the next days bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden
from stammkunde.messaging.birthdays import days
from stammkunde.messaging.birthdays.drafts import plan
from stammkunde.messaging.marks import address_states
from stammkunde.messaging.models import BirthdaySettings, Reason
from stammkunde.messaging.rules.gate import may_get

SETTINGS = "messaging.settings"
AHEAD = 14
MOST = 60


@dataclass(frozen=True)
class Coming:
    """One greeting to come: the day, whose, to whom; `no` is why it will not go."""

    on: date
    name: str
    reader: str
    customer: int
    address: str
    no: str = ""


def birthday_settings(actor: Actor) -> BirthdaySettings:
    """How the business congratulates. Needs `messaging.settings`."""
    if not actor.may(SETTINGS):
        raise Forbidden(SETTINGS)
    return BirthdaySettings.objects.get(pk=1)


def due_days(actor: Actor) -> list[tuple[date, bool]]:
    """The days whose greetings are due now, each with whether it is late; none while switched off."""
    row = birthday_settings(actor)
    if not row.on:
        return []
    zone = clock.business_zone()
    return days.days(clock.now(), hour=row.hour, zone=zone, done_on=row.done_on, late=row.late)


def coming(actor: Actor) -> list[Coming]:
    """The greetings of today and the next two weeks, with what stands against each;
    a constant number of queries, at most 60 greetings."""
    row = birthday_settings(actor)
    ahead = [actor.today + timedelta(days=many) for many in range(AHEAD + 1)]
    planned = plan(actor, ahead, row)[:MOST]
    states = address_states({one.addressee.folded for one in planned})
    found = []
    for one in planned:
        who, draft = one.addressee, one.draft
        state = states.get(who.folded, "")
        no = draft.reason or may_get(
            who, category=draft.category, automatic=True, address_state=state
        )
        text = str(Reason(no).label) if no else ""
        found.append(Coming(one.greeting.on, one.greeting.name, who.name, who.id, who.email, text))
    return found
