"""Children and dogs of invented customers, as values for `people.add_customers`."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from stammkunde.people.demo.names import BREEDS, CHILDREN, DOGS
from stammkunde.people.models import Business, ParticipantKind, Sex


def family(chance: Random, business: str, last_name: str, today: date) -> list[dict[str, Any]]:
    """Who takes part: one or two children or dogs; nobody where nobody ever does."""
    if business == Business.COURSE:
        first = chance.sample(CHILDREN, 2 if chance.randrange(3) == 0 else 1)
        return [_child(chance, name, last_name, today) for name in first]
    if business == Business.DOGS:
        called = chance.sample(DOGS, 2 if chance.randrange(5) == 0 else 1)
        return [_dog(chance, name, today) for name in called]
    return []


def _child(chance: Random, name: str, last_name: str, today: date) -> dict[str, Any]:
    return {
        "kind": ParticipantKind.PERSON.value,
        "first_name": name,
        "last_name": last_name,
        "birth_date": _back(chance, today, 2 * 365, 13 * 365),
    }


def _dog(chance: Random, name: str, today: date) -> dict[str, Any]:
    return {
        "kind": ParticipantKind.ANIMAL.value,
        "first_name": name,
        "breed": chance.choice(BREEDS),
        "sex": chance.choice(Sex.values),
        "neutered": chance.randrange(2) == 0,
        "chip": f"2760981{chance.randrange(10**8):08}" if chance.randrange(4) else "",
        "birth_date": _back(chance, today, 90, 12 * 365),
        "vaccinated_until": _until(chance, today),
        "liability_until": _until(chance, today),
    }


def _back(chance: Random, today: date, least: int, most: int) -> date:
    return today - timedelta(days=chance.randrange(least, most))


def _until(chance: Random, today: date) -> date | None:
    """Mostly good for long; some run out within 30 days, some have run out, some nobody asked."""
    throw = chance.randrange(100)
    if throw < 8:
        return None
    if throw < 20:
        return _back(chance, today, 1, 200)
    days = chance.randrange(31) if throw < 34 else chance.randrange(31, 700)
    return today + timedelta(days=days)
