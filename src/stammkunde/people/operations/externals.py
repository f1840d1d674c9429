"""How the numbers of other programs are kept (2.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stammkunde.foundation.refusals import Refusal, Refused
from stammkunde.foundation.writes import Keeper, keep
from stammkunde.people import rules
from stammkunde.people.models import Customer, ExternalId
from stammkunde.people.search import EXTERNALS

EXTERNAL_IDS = "external_ids"

keep(
    ExternalId,
    Keeper(
        kind="external_id",
        search=EXTERNALS,
        subjects=lambda row: [("customer", row.customer_id)],
        part_of="customer",
    ),
)

Pair = tuple[str, str]


def pairs_of(item: Mapping[str, Any]) -> list[Pair]:
    """The (system, value) that an item brings along."""
    return [(str(system), str(value)) for system, value in item.get(EXTERNAL_IDS) or ()]


def taken_externals(items: Sequence[Mapping[str, Any]]) -> dict[Pair, int]:
    """Whose (customer id) those are that items bring along; one query, none where nobody brings any."""
    wanted = {pair for item in items for pair in pairs_of(item)}
    if not wanted:
        return {}
    rows = ExternalId.objects.filter(value__in={value for _system, value in wanted})
    found = rows.values_list("system", "value", "customer")
    return {
        (system, value): customer for system, value, customer in found if (system, value) in wanted
    }


def externals_of(
    home: Customer, item: Mapping[str, Any], taken: dict[Pair, int]
) -> tuple[list[ExternalId], list[Refusal]]:
    """The numbers that `item` brings for `home`, what speaks against them; those there already not.

    `taken` gets to know them, so that no two customers of one operation take the same.
    """
    rows: list[ExternalId] = []
    try:
        for said in pairs_of(item):
            pair = rules.clean_external(*said)
            owner = taken.get(pair)
            if owner is None:
                taken[pair] = home.pk or 0
                rows.append(ExternalId(customer=home, system=pair[0], value=pair[1]))
            elif not home.pk or owner != home.pk:
                raise rules.external_taken(pair[1])
    except Refused as no:
        return [], [Refusal(None, no.code, no.message, EXTERNAL_IDS)]
    return rows, []
