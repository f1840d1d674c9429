"""Who takes part, as a customer's page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import ngettext

from stammkunde.foundation.actors import Actor
from stammkunde.people import queries, rules
from stammkunde.people.fields import EDIT, PARTICIPANT, own_fields, participant_keys
from stammkunde.people.models import Customer, Kind, Participant
from stammkunde.people.record.beside import Shown, parts
from stammkunde.people.record.pictures import picture_url

NAME_KEYS = frozenset({"first_name", "last_name"})


@dataclass(frozen=True)
class ShownParticipant:
    """Somebody who takes part: the row, the name, and (label, text, small print) per field."""

    row: Participant
    name: str
    values: Sequence[tuple[Any, str, str]]
    responsible: int = 1
    parts: Sequence[Shown] = ()

    @property
    def picture(self) -> str:
        """Where the picture is read, "" without one."""
        return picture_url(self.row)


def shown_participants(actor: Actor, pk: int) -> list[ShownParticipant]:
    """Who takes part for a customer, the archived ones last."""
    rows = queries.participants_of(actor, pk)
    own = queries.own_values(actor, "participant", [row.pk for row in rows])
    many = queries.guardian_counts(actor, [row.pk for row in rows])
    beside = parts(actor, [row.pk for row in rows])
    return [
        replace(
            shown_participant(actor, row, own.get(row.pk, {})),
            responsible=many.get(row.pk, 0),
            parts=beside[row.pk],
        )
        for row in rows
    ]


def shown_participant(
    actor: Actor, row: Participant, own: Mapping[str, Any] | None = None
) -> ShownParticipant:
    """One participant; the age stands behind the birth date (users.md 2). own: if known already."""
    many = 1
    beside: Sequence[Shown] = ()
    if own is None:
        own = queries.own_values_of(actor, "participant", row.pk)
        many = queries.guardian_counts(actor, [row.pk]).get(row.pk, 0)
        beside = parts(actor, [row.pk])[row.pk]
    values = []
    for key in participant_keys(row.kind):
        small = ""
        if key == "birth_date" and row.birth_date and not row.deceased_on:
            years = rules.age(row.birth_date, actor.today)
            small = ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
        field, stored = PARTICIPANT[key], getattr(row, key)
        if key not in NAME_KEYS and (key != "title" or stored):
            values.append((field.label, field.show(stored), small))
    values += [(one.label, one.show(own.get(one.key)), "") for one in own_fields("participant")]
    return ShownParticipant(row, rules.participant_name(row), values, many, beside)


def may_take_part(actor: Actor, customer: Customer) -> bool:
    """Whether "the customer takes part" is offered: a person who does not yet, and the word."""
    if customer.kind != Kind.PERSON or not actor.may(EDIT):
        return False
    return not queries.takes_part(actor, customer.pk)
