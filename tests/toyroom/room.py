"""The toy room's name plate: a tab, a fact, a tile, a palette provider, two words."""

from __future__ import annotations

from django.urls import reverse

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import (
    Fact,
    FactValue,
    Hit,
    Provider,
    Room,
    Tab,
    Tile,
    slots,
)
from tests.toyroom import queries

room = Room(
    key="toyroom",
    label="Spielzimmer",
    words={"toyroom.see": "Punkte sehen", "toyroom.give": "Punkte geben"},
)


def _fact(points: int) -> FactValue | None:
    return FactValue(points, "seit heute") if points else None


def _search(actor: Actor, text: str, limit: int) -> list[Hit]:
    return [Hit("Punkte", reverse("people:list"), "Spielzimmer", "star")] if "punkt" in text else []


slots.hang(
    "people.customer.tabs",
    Tab("toyroom.points", "Punkte", "toyroom:points", "toyroom.see", 900, queries.points_of, int),
)
slots.hang(
    "people.customer.facts",
    Fact("toyroom.points", "Punkte", queries.points_of, _fact, "toyroom.see", 900),
)
slots.hang(
    "backoffice.dashboard.tiles",
    Tile("toyroom.points", "Punkte", lambda actor: 3, lambda: "/customers/", "toyroom.see", 900),
)
slots.hang("backoffice.palette", Provider("toyroom.points", "Punkte", _search, "toyroom.see", 900))
