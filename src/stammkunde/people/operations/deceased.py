"""Writing that somebody has died (house.md 6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import FIELDS, Outcome, emit, operation
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.writes import change, expect, lock
from stammkunde.people import rules
from stammkunde.people.events import CustomersChanged
from stammkunde.people.models import Customer, Kind


@operation("people.mark_deceased", needs="people.edit", undo=FIELDS)
def mark_deceased(
    *, actor: Actor, customer: int, on: Any, expected: Mapping[str, Any] | None = None
) -> Outcome[Customer]:
    """Note the day on which a customer died: no birthday, greeting, advertising or survey any more.

    All data, invoices and credit stay. Refuses an organisation (`no_person`) and a day
    that is missing, none, still to come or before the birth date (`day_missing`, `invalid`,
    `in_future`, `before_birth`).
    """
    rows = lock(Customer, [customer])
    day = rules.day_of_death(on, actor.today, [rows[0].birth_date])
    if rows[0].kind != Kind.PERSON:
        raise Refused("no_person", _("An organisation does not die."), "deceased_on")
    expect(rows[0], expected=expected or {}, wanted={"deceased_on": day})
    return _told(change(rows, deceased_on=day))


@operation("people.unmark_deceased", needs="people.edit", undo=FIELDS)
def unmark_deceased(*, actor: Actor, customer: int) -> Outcome[Customer]:
    """Take the day back: it was a mistake. Whoever is not marked stays as they are."""
    return _told(change(lock(Customer, [customer]), deceased_on=None))


def _told(changed: list[Customer]) -> Outcome[Customer]:
    if changed:
        emit(CustomersChanged(tuple(row.pk for row in changed)))
    return Outcome(changed)
