"""Further phones and e-mails, as a customer's page shows them under the first ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.people import queries
from stammkunde.people.fields import EDIT, FIELDS, POINT
from stammkunde.people.models import ContactPoint

LABELS = {"phone": "phone_label", "email": "email_label"}


def resting(key: str) -> str:
    """The field that a page shows once `key` is saved: a label stands behind its phone or e-mail."""
    return next((first for first, label in LABELS.items() if label == key), key)


@dataclass(frozen=True)
class ShownPoints:
    """The further phones or e-mails of a customer."""

    kind: str
    label: Any
    points: Sequence[ContactPoint]
    may_edit: bool


def shown_points(actor: Actor, pk: int) -> dict[str, ShownPoints]:
    """Both kinds by key, in one query."""
    rows = queries.points_of(actor, pk)
    return {
        kind: ShownPoints(
            kind, FIELDS[kind].label, [row for row in rows if row.kind == kind], actor.may(EDIT)
        )
        for kind, _label in POINT["kind"].choices
    }
