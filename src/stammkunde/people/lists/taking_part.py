"""Who takes part, as the list of customers shows it (PAR-11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from stammkunde.people.models import IN_USE, Customer, Participant


def names(rows: Sequence[Customer]) -> Mapping[int, str]:
    """First names of those who take part, for a page of customers: one query."""
    found: dict[int, list[str]] = defaultdict(list)
    taking = Participant.objects.filter(IN_USE, customer__in=[row.pk for row in rows])
    taking = taking.order_by("sort_name", "pk")
    for home, first, last in taking.values_list("customer", "first_name", "last_name"):
        found[home].append(first or last)
    return {pk: ", ".join(some) for pk, some in found.items()}
