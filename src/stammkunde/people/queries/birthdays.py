"""Whose birthday comes next (PAR-08; C-22): one query per table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.db.models import Case, Q, QuerySet, Value, When

from stammkunde.foundation.actors import Actor
from stammkunde.people import profiles, rules
from stammkunde.people.models import IN_USE, Kind, ParticipantKind
from stammkunde.people.queries.contacts import contacts
from stammkunde.people.queries.customers import customers
from stammkunde.people.queries.participants import TAKES_PART, participants

AHEAD = timedelta(days=7)
ALIVE = Q(deceased_on__isnull=True)

Whose = Literal["customer", "participant", "contact"]


@dataclass(frozen=True)
class Birthday:
    """One birthday: whose (the row), on which day, and how old they become."""

    whose: Whose
    row: Any
    on: date
    years: int


def birthdays(actor: Actor, *, limit: int) -> list[Birthday]:
    """Birthdays from today to seven days ahead, the next first, at most `limit`.

    Nobody who died or is in the archive; animals only where animals take part. Who takes part in
    person stands there once. Needs `people.see`.
    """
    first, last = actor.today, actor.today + AHEAD
    of_people = Q(kind=ParticipantKind.PERSON.value)
    taking_part = participants(actor).filter(TAKES_PART, ALIVE, customer__deceased_on=None)
    taking_part = taking_part.exclude(is_self=True, customer__birthday_key__gt=0)
    if not profiles.current().animals:
        taking_part = taking_part.filter(of_people)
    tables: dict[Whose, QuerySet[Any]] = {
        "customer": customers(actor).filter(IN_USE, ALIVE, kind=Kind.PERSON.value),
        "participant": taking_part,
        "contact": contacts(actor).filter(IN_USE, ALIVE, customer__archived_at=None),
    }
    found = [
        Birthday(whose, row, on, on.year - row.birth_date.year)
        for whose, rows in tables.items()
        for row in _between(rows, first, last, "sort_name" if whose == "customer" else "pk")[:limit]
        for on in [rules.next_birthday(row.birth_date, first)]
    ]
    return sorted(found, key=_order)[:limit]


def _between(rows: QuerySet[Any], first: date, last: date, then: str) -> QuerySet[Any]:
    """The rows whose birthday lies between these days, in the order of the days."""
    low, high = rules.birthday_span(first, last)
    rows = rows.filter(birthday_key__gt=0)  # the index of customers holds no others
    if low <= high:
        within = rows.filter(birthday_key__gte=low, birthday_key__lte=high)
        return within.order_by("birthday_key", then, "pk")
    within = rows.filter(Q(birthday_key__gte=low) | Q(birthday_key__range=(101, high)))
    this_year = Case(When(birthday_key__gte=low, then=Value(0)), default=Value(1))
    return within.order_by(this_year, "birthday_key", then, "pk")


def _order(one: Birthday) -> tuple[date, str, int]:
    return (one.on, one.whose, one.row.pk)
