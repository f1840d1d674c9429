"""Reading own fields and what stands in them (CUS-23)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden
from stammkunde.people import own
from stammkunde.people.models import CustomField
from stammkunde.people.queries.customers import SEE
from stammkunde.people.queries.statuses import SETTINGS

_OF = {"customer": own.OF_CUSTOMERS, "participant": own.OF_PARTICIPANTS}


def own_values(actor: Actor, of: str, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What these customers or participants have in own fields, by id and key; at most one query.

    Needs `people.see`; the caller has fetched them for this actor.
    """
    if not actor.may(SEE):
        raise Forbidden(SEE)
    return _OF[of].read(ids)


def own_values_of(actor: Actor, of: str, pk: int) -> dict[str, Any]:
    """The same for one customer or participant; a field without a value is not in it."""
    return own_values(actor, of, [pk]).get(pk, {})


def own_field_rows(actor: Actor) -> list[CustomField]:
    """All own fields, the archive included, with `used`, how many have a value. `people.settings`."""
    if not actor.may(SETTINGS):
        raise Forbidden(SETTINGS)
    rows = CustomField.objects.annotate(used=Count("people_customvalue"))
    return list(rows.order_by("of", "position", "pk"))
