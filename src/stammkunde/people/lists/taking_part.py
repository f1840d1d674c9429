"""Who takes part, as the list of customers shows it (PAR-11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from stammkunde.foundation import prepared
from stammkunde.people.models import IN_USE, Customer, Participant


def names(rows: Sequence[Customer]) -> Mapping[int, str]:
    """First names of those who take part, for a page of customers: one query."""
    found: dict[int, list[str]] = defaultdict(list)
    for home, first, last in prepared.rows(_taking, prepared.filled([row.pk for row in rows])):
        found[home].append(first or last)
    return {pk: ", ".join(some) for pk, some in found.items()}


def _taking(customers: tuple[int, ...]) -> QuerySet[Any, Any]:
    rows = Participant.objects.filter(IN_USE, customer__in=customers).order_by("sort_name", "pk")
    return rows.values_list("customer", "first_name", "last_name")
