"""Who is responsible for a participant, as pages show it (N-06)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import wholes
from stammkunde.people import queries, rules
from stammkunde.people.fields import GUARDIAN
from stammkunde.people.models import Customer, Guardianship, Participant


@dataclass(frozen=True)
class ShownGuardian:
    """Somebody responsible: the customer, what stands in the form, and what was stored.

    rights: (key, label, is ticked). was: the stored values as the form sends them back (D54).
    """

    customer: Customer
    name: str
    at_home: bool
    rights: list[tuple[str, Any, bool]]
    share: str
    was: str
    may_go: bool


@dataclass(frozen=True)
class ShownWard:
    """A participant who belongs to another customer: the name, and what this one may do."""

    participant: Participant
    name: str
    rights: str


def shown_guardians(
    actor: Actor, participant: int, typed: Mapping[int, Mapping[str, Any]] | None = None
) -> list[ShownGuardian]:
    """Those who are responsible, the home first; `typed` (by customer) stands before the stored."""
    found = queries.guardians_of(actor, participant)
    return [_shown(row, (typed or {}).get(row.customer_id), alone=len(found) == 1) for row in found]


def was_of(values: Mapping[str, Any]) -> str:
    """Stored rights and share as one text: "1 1 0 0" for books, sees, pays not."""
    return " ".join(str(int(values[key])) for key in (*rules.RIGHTS, rules.SHARE))


def read_was(text: str) -> dict[str, Any]:
    """The other way round; nothing for what is no such text."""
    parts = text.split()
    if len(parts) != len(rules.RIGHTS) + 1 or len(wholes(parts)) != len(parts):
        return {}
    rights = {key: part == "1" for key, part in zip(rules.RIGHTS, parts, strict=False)}
    return {**rights, rules.SHARE: int(parts[-1])}


def candidates(actor: Actor, participant: int, query: str, limit: int) -> list[Customer]:
    """Customers whom the words find and who are not responsible yet."""
    there = {row.customer_id for row in queries.guardians_of(actor, participant)}
    found = queries.best_matching(actor, query, limit + len(there))
    return [row for row in found if row.pk not in there][:limit]


def wards_elsewhere(actor: Actor, customer: int) -> list[ShownWard]:
    """Participants of others for whom this customer is responsible; nothing of those others."""
    return [
        ShownWard(row.participant, rules.participant_name(row.participant), _in_words(row))
        for row in queries.wards_elsewhere(actor, customer)
    ]


def _shown(
    row: Guardianship, typed: Mapping[str, Any] | None, *, alone: bool
) -> ShownGuardian:  # fmt: skip
    stored = rules.rights_of(row)
    said = typed or stored
    at_home = row.customer_id == row.participant.customer_id
    return ShownGuardian(
        row.customer,
        rules.record_name(row.customer),
        at_home,
        [(key, GUARDIAN[key].label, bool(said.get(key))) for key in rules.RIGHTS],
        str(said.get(rules.SHARE, "")),
        was_of(stored),
        not at_home and not alone,
    )


def _in_words(row: Guardianship) -> str:
    rights = [str(GUARDIAN[key].label) for key in rules.RIGHTS if getattr(row, key)]
    if row.may_pay:
        rights[-1] += f" {row.pay_share} %"
    return ", ".join(rights)
