"""Contacts, notes about participants and separated parents of invented customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.people import operations, queries
from stammkunde.people.demo.names import FIRST, LAST
from stammkunde.people.models import Business, Kind
from stammkunde.people.operations import GuardianChange

APART = 12  # separated parents; more would take a step each and look the same
ROLES = {
    Business.COURSE.value: ("Leitung", "Sekretariat", "Kasse"),
    Business.DOGS.value: ("Leitung", "Pflegestelle", "Tierpflege"),
    Business.CARE.value: ("Objektleitung", "Buchhaltung", "Hausmeister", "Empfang", "Einkauf"),
}
OF_PERSONS = {
    Business.COURSE.value: ("Oma, holt ab", "Notfallkontakt"),
    Business.DOGS.value: ("geht auch mit dem Hund", "Notfallkontakt"),
    Business.CARE.value: ("Tochter", "Sohn", "Nachbarin mit Schlüssel", "Pflegedienst"),
}
NOTES = {
    Business.COURSE.value: ("Kann noch nicht tauchen.", "Trägt Hörgerät, bitte von vorn ansprechen.",
                            "Schüchtern, braucht etwas Zeit.", "Nussallergie."),
    Business.DOGS.value: ("Verträgt sich nicht mit Rüden.", "Bekommt Schmerzmittel.",
                          "Angst vor Gewitter.", "Nur Geschirr, kein Halsband."),
}  # fmt: skip


def kin(chance: Random, business: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a customer brings along: contacts, and notes about some of those who take part."""
    organisation = values["kind"] == Kind.ORGANISATION.value
    most = 3 if organisation else int(chance.randrange(4 if business == Business.CARE else 12) == 0)
    roles = list((ROLES if organisation else OF_PERSONS)[business])
    chance.shuffle(roles)
    many = chance.randrange(1, most + 1) if organisation else most
    found: dict[str, Any] = {
        "contacts": [_contact(chance, role, values, organisation) for role in roles[:many]]
    }
    notes = NOTES.get(business)
    if notes and values.get("participants"):
        found["participants"] = [
            one | ({"note": chance.choice(notes)} if chance.randrange(8) == 0 else {})
            for one in values["participants"]
        ]
    return found


def _contact(
    chance: Random, role: str, values: Mapping[str, Any], organisation: bool
) -> dict[str, Any]:
    family = not organisation and chance.randrange(2) == 0
    first = chance.choice(FIRST)
    last = values["last_name"] if family else chance.choice(LAST)
    title = "Dr." if organisation and chance.randrange(12) == 0 else ""
    born = (
        f"{chance.randrange(1, 29):02}.{chance.randrange(1, 13):02}.{chance.randrange(1945, 1999)}"
    )
    return {
        "first_name": first,
        "last_name": last,
        "title": title,
        "role": role,
        "phone": f"0171 3920{chance.randrange(1_000):03}" if chance.randrange(6) else "",
        "email": f"kontakt{chance.randrange(10_000)}@post.example" if chance.randrange(3) else "",
        "birth_date": "" if organisation or chance.randrange(3) == 0 else born,
        "note": "Erst nach 16 Uhr anrufen." if chance.randrange(10) == 0 else "",
    }


def part(actor: Actor, business: str, ids: Sequence[int]) -> None:
    """Some children get a second parent with a household of their own: half the costs, no booking."""
    if business != Business.COURSE.value:
        return
    children = queries.participants(actor).filter(customer__in=ids, is_self=False)
    homes: dict[int, int] = {}
    for row in children.order_by("pk"):
        homes.setdefault(row.customer_id, row.pk)
    chosen = list(homes.items())[: 2 * APART : 2]
    people = queries.customers(actor).filter(pk__in=ids, kind=Kind.PERSON.value)
    free = people.exclude(pk__in=dict(chosen)).order_by("-pk").values_list("pk", flat=True)
    pays = {"may_pay": True, "pay_share": 50}
    for (home, child), other in zip(chosen, free, strict=False):
        operations.add_guardians(actor=actor, participant=child, customers=[other])
        operations.change_guardians(
            actor=actor,
            participant=child,
            changes=[GuardianChange(home, pays), GuardianChange(other, pays)],
        )
