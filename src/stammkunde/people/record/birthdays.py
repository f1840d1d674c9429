"""Birthdays, as the start page shows them (PAR-08; C-22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stammkunde.foundation.actors import Actor
from stammkunde.people import queries, rules

MOST = 8


@dataclass(frozen=True)
class ShownBirthday:
    """A birthday in words: whose, what they are to the business (`of`), on which customer's page."""

    name: str
    of: str
    customer: int
    on: date
    years: int
    today: bool


@dataclass(frozen=True)
class Birthdays:
    """The next birthdays, and whether there are more."""

    shown: list[ShownBirthday]
    more: bool


def birthdays(actor: Actor) -> Birthdays | None:
    """Birthdays of today and the next seven days, the next first; None when nobody has one."""
    found = queries.birthdays(actor, limit=MOST + 1)
    if not found:
        return None
    return Birthdays([_told(actor, one) for one in found[:MOST]], len(found) > MOST)


def _told(actor: Actor, one: queries.Birthday) -> ShownBirthday:
    today = one.on == actor.today
    if one.whose == "customer":
        name = rules.record_name(one.row)
        return ShownBirthday(name, "", one.row.pk, one.on, one.years, today)
    contact = one.whose == "contact"
    name = rules.contact_name(one.row) if contact else rules.participant_name(one.row)
    home = rules.record_name(one.row.customer)
    of = "" if name == home else home
    return ShownBirthday(name, of, one.row.customer_id, one.on, one.years, today)
