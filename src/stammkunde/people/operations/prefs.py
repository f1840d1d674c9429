"""What customers have otherwise than the house (*Kundeneinstellungen*, CUS-15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stammkunde.foundation import once
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import FIELDS, Outcome, emit, operation
from stammkunde.foundation.writes import Keeper, add, change_each, expect, keep, lock
from stammkunde.people import rules
from stammkunde.people.events import CustomersChanged
from stammkunde.people.models import Customer, CustomerPrefs

keep(
    CustomerPrefs,
    Keeper(
        kind="customer_prefs",
        subjects=lambda row: [("customer", row.pk)],
        part_of="customer",
        changed=CustomersChanged,
    ),
)
once.states("people.change_prefs")


@operation("people.change_prefs", needs="people.edit", undo=FIELDS)
def change_prefs(
    *,
    actor: Actor,
    customers: Sequence[int],
    values: Mapping[str, Any],
    expected: Mapping[str, Any] | None = None,
) -> Outcome[CustomerPrefs]:
    """Give customers settings of their own, or "" for the house's again (CUS-15, C-24).

    Keys: `address_form`, `language`, `channel`, `tone`. Refuses what is no choice (`unknown`);
    `Stale` where an expected value moved. `done` holds the settings that really moved.
    """
    cleaned = rules.clean_prefs(values)
    locked = [row.pk for row in lock(Customer, customers)]
    there = set(CustomerPrefs.objects.filter(pk__in=locked).values_list("pk", flat=True))
    needed = locked if any(cleaned.values()) else []  # who has nothing of their own needs no row
    fresh = [CustomerPrefs(customer_id=pk) for pk in needed if pk not in there]
    rows = [*add(fresh), *lock(CustomerPrefs, there)]
    for row in rows:
        expect(row, expected=expected or {}, wanted=cleaned)
    done = change_each([(row, cleaned) for row in rows])
    if done:
        emit(CustomersChanged(tuple(row.pk for row in done)))
    return Outcome(done)
