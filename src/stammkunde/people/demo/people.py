"""Invented customers, and what stands in their file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from stammkunde.foundation.folding import fold
from stammkunde.people.demo.businesses import BUSINESSES, Business
from stammkunde.people.demo.families import family
from stammkunde.people.demo.kin import kin
from stammkunde.people.demo.names import FIRST, LAST, MAILS, PHONES, PLACES, STREETS
from stammkunde.people.demo.reach import reach
from stammkunde.people.models import CUSTOMER, FORMER, PROSPECT, Kind

LOCKS = ("Unbezahlte Rechnung", "Hausordnung nicht beachtet", "Anschrift ungeklärt")
LOCK_MESSAGES = {"Unbezahlte Rechnung": "Es ist noch eine Rechnung offen. Bitte bei uns melden."}


@dataclass(frozen=True)
class Invented:
    """An invented customer: values for `people.add_customers`, and what comes afterwards.

    status: its code. tags, group: names. newsletter: what they said, None for nothing. lock: the
    reason, "" for none. died: some weeks ago.
    """

    values: dict[str, Any]
    status: str
    tags: tuple[str, ...]
    group: str
    newsletter: bool | None
    lock: str
    archived: bool
    died: bool


def customers(business: str, count: int, today: date) -> Iterator[Invented]:
    """`count` invented customers of a business; the same ones for the same business and day."""
    chance = Random(f"stammkunde {business}")  # noqa: S311 - repeatable on purpose
    other = Random(f"stammkunde reach {business}")  # noqa: S311 - likewise
    third = Random(f"stammkunde kin {business}")  # noqa: S311 - likewise
    kind = BUSINESSES[business]
    for _number in range(count):
        if chance.randrange(100) < kind.organisations:
            values = _organisation(chance, kind)
        else:
            values = _person(chance)
            members = family(chance, business, values["last_name"], today)
            values |= {"participants": members}
        values |= reach(other, business, values)
        yield _standing(chance, kind, values | kin(third, business, values), today)


def _standing(chance: Random, business: Business, values: dict[str, Any], today: date) -> Invented:
    status = chance.choices((CUSTOMER, PROSPECT, FORMER), (80, 14, 6))[0]
    if status != PROSPECT:
        values["relation_start"] = today - timedelta(days=chance.randrange(400, 3_000))
    if status == FORMER:
        values["relation_end"] = today - timedelta(days=chance.randrange(20, 400))
    values["marker"] = chance.choice(business.markers) if chance.randrange(20) == 0 else ""
    values["note"] = chance.choice(business.notes) if chance.randrange(10) == 0 else ""
    newsletter = chance.randrange(10) != 0 if chance.randrange(5) == 0 else None
    return Invented(
        values,
        status,
        _tags(chance, business),
        _group(chance, business, values["kind"]),
        newsletter if values["email"] else None,
        chance.choice(LOCKS) if chance.randrange(80) == 0 else "",
        chance.randrange(10) < 3 if status == FORMER else chance.randrange(100) == 0,
        status == FORMER and values["kind"] == Kind.PERSON and chance.randrange(15) == 0,
    )


def _tags(chance: Random, business: Business) -> tuple[str, ...]:
    """Half carry none, few carry two; the first words are the usual ones."""
    if chance.randrange(2):
        return ()
    usual = business.tags[min(chance.randrange(len(business.tags)) for _throw in "ab")]
    if chance.randrange(5):
        return (usual,)
    return tuple(sorted({usual, business.tags[0]}))


def _group(chance: Random, business: Business, kind: str) -> str:
    first, second, third = business.groups
    if kind == Kind.ORGANISATION:
        return third if business.organisations < 50 else chance.choice((first, first, second))
    if business.organisations > 50:
        return third if chance.randrange(10) else ""
    return chance.choices((first, second, ""), (5, 2, 3))[0]


def _person(chance: Random) -> dict[str, Any]:
    first, last = chance.choice(FIRST), chance.choice(LAST)
    return {
        "kind": Kind.PERSON.value,
        "first_name": first,
        "last_name": last,
        **_reached(chance, f"{first}.{last}"),
    }


def _organisation(chance: Random, business: Business) -> dict[str, Any]:
    last = chance.choice(LAST)
    contact = chance.randrange(3) == 0
    return {
        "kind": Kind.ORGANISATION.value,
        "first_name": chance.choice(FIRST) if contact else "",
        "last_name": chance.choice(LAST) if contact else "",
        "organisation": chance.choice(business.names).format(last),
        **_reached(chance, f"info.{last}"),
    }


def _reached(chance: Random, name: str) -> dict[str, str]:
    postcode, _, city = chance.choice(PLACES).partition(" ")
    local = "".join(
        letter for letter in fold(name) if (letter.isascii() and letter.isalnum()) or letter == "."
    )
    number = chance.randrange(1, 1_000)
    phone = chance.choice(PHONES)
    limit = 100 if ":02" in phone else 1_000
    street = f"{chance.choice(STREETS)} {chance.randrange(1, 120)}"
    return {
        "street": street if chance.randrange(15) else "",
        "email": f"{local}{number}@{chance.choice(MAILS)}" if chance.randrange(8) else "",
        "phone": phone.format(chance.randrange(limit)) if chance.randrange(10) else "",
        "postcode": postcode,
        "city": city,
    }
