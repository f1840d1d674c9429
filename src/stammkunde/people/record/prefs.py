"""The card *Kundeneinstellungen*: what holds for one customer, inherited or their own (CUS-15)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import slots
from stammkunde.people import lifecycle, profiles, queries, rules
from stammkunde.people.models import Business

SLOT = "people.customer.settings"


@dataclass(frozen=True)
class SettingRow:
    """A line that a room above hangs into the card (slot `people.customer.settings`).

    held(actor, customer): what holds, by `rules.cascade`, already in words; None where the line
    has nothing to do here. url_name: where it is changed, with the customer's id.
    """

    key: str
    label: Any
    held: Callable[[Actor, int], rules.Held[str] | None]
    url_name: str = ""
    word: str = ""
    order: int = 100


@dataclass(frozen=True)
class ShownSetting:
    """One line of the card; `choices` where it is changed on the card's own page."""

    key: str
    label: Any
    text: Any
    own: bool
    value: str = ""
    house: Any = ""
    tone: str = ""
    choices: tuple[tuple[str, Any], ...] = ()
    url: str = ""


def shown_settings(actor: Actor, customer: int) -> list[ShownSetting]:
    """The card's own lines, then those of the rooms above."""
    own, business = queries.own_prefs(actor, customer), lifecycle.business()
    house = rules.held_prefs(business, {})
    lines = []
    for key, held in rules.held_prefs(business, own).items():
        if key == "tone" and profiles.industry() != Business.CARE:
            continue  # only deployments stand in a calendar
        words: dict[str | None, Any] = dict(rules.PREFS[key])
        lines.append(
            ShownSetting(
                key,
                rules.PREF_LABELS[key],
                words[held.value],
                held.own,
                value=own[key],
                house=words[house[key].value],
                tone=str(held.value) if key == "tone" else "",
                choices=rules.PREFS[key],
            )
        )
    for row in slots.of(SLOT, actor):
        said = row.held(actor, customer)
        if said is not None:
            url = reverse(row.url_name, args=[customer]) if row.url_name else ""
            lines.append(ShownSetting(row.key, row.label, said.value, said.own, url=url))
    return lines
