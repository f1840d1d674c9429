"""Who takes part, as a customer's page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext

from stammkunde.foundation.actors import Actor
from stammkunde.people import queries, rules
from stammkunde.people.fields import EDIT, PARTICIPANT, participant_keys
from stammkunde.people.models import Customer, Kind, Participant

NAME_KEYS = frozenset({"first_name", "last_name"})


@dataclass(frozen=True)
class ShownParticipant:
    """Somebody who takes part: the row, the name, and (label, text, small print) per field."""

    row: Participant
    name: str
    values: Sequence[tuple[Any, str, str]]


def shown_participants(actor: Actor, pk: int) -> list[ShownParticipant]:
    """Who takes part for a customer, the archived ones last."""
    return [shown_participant(actor, row) for row in queries.participants_of(actor, pk)]


def shown_participant(actor: Actor, row: Participant) -> ShownParticipant:
    """One participant; the age stands behind the birth date (users.md 2)."""
    values = []
    for key in participant_keys(row.kind):
        small = ""
        if key == "birth_date" and row.birth_date and not row.deceased_on:
            years = rules.age(row.birth_date, actor.today)
            small = ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
        field, stored = PARTICIPANT[key], getattr(row, key)
        if key not in NAME_KEYS:
            values.append((field.label, field.show(stored), small))
    return ShownParticipant(row, rules.participant_name(row), values)


def may_take_part(actor: Actor, customer: Customer) -> bool:
    """Whether "the customer takes part" is offered: a person who does not yet, and the word."""
    if customer.kind != Kind.PERSON or not actor.may(EDIT):
        return False
    return not queries.takes_part(actor, customer.pk)
