"""Whom to congratulate on a day, and who gets to read it (BDY-01)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Q

from stammkunde.foundation.actors import Actor
from stammkunde.people.models import IN_USE, Guardianship, Kind, ParticipantKind
from stammkunde.people.queries.customers import customers
from stammkunde.people.queries.participants import TAKES_PART, participants
from stammkunde.people.rules import birthday_keys, participant_name, record_name

ALIVE = Q(deceased_on__isnull=True)


@dataclass(frozen=True)
class Greeting:
    """Somebody's birthday. `to`: the customers who get to read it, the home first; for who takes
    part that is everybody who is responsible and may see. Nothing in it tells of another customer.
    """

    whose: Literal["customer", "participant"]
    id: int
    on: date
    name: str
    first_name: str
    to: tuple[int, ...]
    animal: bool = False


def greetings(actor: Actor, days: Sequence[date]) -> list[Greeting]:
    """Everybody whose birthday is on one of these days (of less than a year), in the order of days,
    then names; three queries. Needs `people.see`.

    29 February is as in `rules.birthdays`. Nobody who died or is in the archive. Who
    takes part in person stands there once, as the customer.
    """
    keys = {key: day for day in sorted(days) for key in birthday_keys(day)}
    own = customers(actor).filter(
        IN_USE, ALIVE, kind=Kind.PERSON.value, birthday_key__in=list(keys)
    )
    found = [
        Greeting(
            "customer", row.pk, keys[row.birthday_key], record_name(row), row.first_name, (row.pk,)
        )
        for row in own.order_by("sort_name", "pk")
    ]
    rows = participants(actor).filter(TAKES_PART, ALIVE, birthday_key__in=list(keys))
    rows = rows.exclude(is_self=True, customer__birthday_key__gt=0)
    taking_part = list(rows.order_by("sort_name", "pk"))
    responsible = _responsible([row.pk for row in taking_part])
    for row in taking_part:
        on, name = keys[row.birthday_key], participant_name(row)
        first = row.first_name or row.last_name
        if row.is_self:
            if row.customer.deceased_on is None:
                home = row.customer_id
                found.append(Greeting("customer", home, on, name, first, (home,)))
            continue
        to = sorted(responsible.get(row.pk, ()), key=lambda pk: (pk != row.customer_id, pk))
        animal = row.kind == ParticipantKind.ANIMAL
        found.append(Greeting("participant", row.pk, on, name, first, tuple(to), animal))
    return sorted(found, key=lambda one: one.on)


def _responsible(ids: list[int]) -> dict[int, list[int]]:
    """Who may see each of these participants."""
    rows = Guardianship.objects.filter(participant__in=ids, may_see=True).order_by()
    found: dict[int, list[int]] = defaultdict(list)
    for participant, customer in rows.values_list("participant", "customer"):
        found[participant].append(customer)
    return found
