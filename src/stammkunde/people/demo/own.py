"""Own fields of invented businesses and what stands in them (CUS-23); birth dates of customers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.people import fields, operations
from stammkunde.people.models import Business, Kind, OwnKind, OwnOf

Value = Callable[[Random], str]
FILLED = 7  # of ten


@dataclass(frozen=True)
class Wanted:
    """An own field that a business would make; `value` invents what stands in it."""

    of: str
    label: str
    kind: str
    value: Value
    choices: tuple[str, ...] = ()


def _one_of(of: OwnOf, label: str, *choices: str) -> Wanted:
    return Wanted(
        of.value, label, OwnKind.CHOICE.value, lambda chance: chance.choice(choices), choices
    )


def _field(of: OwnOf, label: str, kind: OwnKind, value: Value) -> Wanted:
    return Wanted(of.value, label, kind.value, value)


FIELDS = {
    Business.COURSE.value: (
        _one_of(OwnOf.PARTICIPANT, "Schwimmstufe", "Wassergewöhnung", "Seepferdchen", "Bronze",
                "Silber", "Gold"),
        _field(OwnOf.PARTICIPANT, "Fotoerlaubnis", OwnKind.YES_NO,
               lambda chance: chance.choice(("ja", "ja", "nein"))),
        _one_of(OwnOf.CUSTOMER, "Bevorzugtes Bad", "Nordbad", "Südbad", "Lehrbecken Mitte"),
    ),
    Business.DOGS.value: (
        _field(OwnOf.PARTICIPANT, "Versicherungsnummer", OwnKind.TEXT,
               lambda chance: f"HV-{chance.randrange(10**7):07}"),
        _one_of(OwnOf.PARTICIPANT, "Trainingsziel", "Alltag", "Begegnungen", "Rückruf", "Sport"),
        _field(OwnOf.CUSTOMER, "Anfahrt (km)", OwnKind.NUMBER,
               lambda chance: f"{chance.randrange(5, 400) / 10:.1f}".replace(".", ",")),
    ),
    Business.CARE.value: (
        _field(OwnOf.CUSTOMER, "Schlüsselnummer", OwnKind.TEXT,
               lambda chance: f"S-{chance.randrange(1, 900):03}"),
        _one_of(OwnOf.CUSTOMER, "Zugang", "Klingel", "Schlüssel im Büro", "Schlüsselkasten",
                "Hausmeister"),
        _field(OwnOf.CUSTOMER, "Fläche (m²)", OwnKind.NUMBER,
               lambda chance: str(chance.randrange(30, 900))),
    ),
}  # fmt: skip


class OwnFields:
    """The own fields of a business, made where they are not there yet, and their invented values."""

    def __init__(self, actor: Actor, business: str) -> None:
        wanted = FIELDS[business]
        for one in wanted:
            if fields.known_fields(one.of, archived=True).by_heading(one.label) is None:
                operations.add_own_field(
                    actor=actor, of=one.of, kind=one.kind, label=one.label, choices=one.choices
                )
        self.chance = Random(f"own {business}")  # noqa: S311 - repeatable on purpose
        self.today = actor.today
        self.values = {
            of: [
                (field.key, one.value)
                for one in wanted
                if one.of == of and (field := fields.known_fields(of).by_heading(one.label))
            ]
            for of in OwnOf.values
        }

    def filled(self, values: dict[str, Any]) -> dict[str, Any]:
        """A customer's values with those of own fields, participants included, and a birth date."""
        family = [
            {**one, **self._invented(OwnOf.PARTICIPANT)} for one in values.get("participants", ())
        ]
        whole = {**values, **self._invented(OwnOf.CUSTOMER)}
        if "participants" in values:
            whole["participants"] = family
        if values["kind"] == Kind.PERSON and self.chance.randrange(10) < FILLED:
            whole["birth_date"] = self._born()
        return whole

    def _invented(self, of: OwnOf) -> dict[str, str]:
        return {
            key: value(self.chance)
            for key, value in self.values[of.value]
            if self.chance.randrange(10) < FILLED
        }

    def _born(self) -> date:
        years = self.chance.randrange(24, 82) if self.chance.randrange(40) else 17
        return self.today - timedelta(days=years * 365 + self.chance.randrange(365))
