"""Writing further addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import CREATED, FIELDS, Outcome, operation
from stammkunde.foundation.writes import Keeper, add, change, expect, keep, lock, remove
from stammkunde.people import rules
from stammkunde.people.models import Address, Customer


def _customer(address: Address) -> list[tuple[str, int]]:
    return [("customer", address.customer_id)]


keep(Address, Keeper(kind="address", subjects=_customer, part_of="customer"))


@operation("people.add_address", needs="people.edit", undo=CREATED)
def add_address(*, actor: Actor, customer: int, values: Mapping[str, Any]) -> Outcome[Address]:
    """Add a further address (house.md 6). Values by field key, see `fields.ADDRESS`.

    Refuses what a field cannot take (`invalid`) and an address without street and city
    (`address_empty`).
    """
    cleaned = rules.clean_address(values)
    (row,) = lock(Customer, [customer])
    return Outcome(add([Address(customer=row, **cleaned)]))


@operation("people.change_address", needs="people.edit", undo=FIELDS)
def change_address(
    *,
    actor: Actor,
    customer: int,
    address: int,
    values: Mapping[str, Any],
    expected: Mapping[str, Any] | None = None,
) -> Outcome[Address]:
    """Change a further address. `Stale` where an expected value moved; refuses as `add_address`.

    An address of somebody else stays as it is: `done` is empty.
    """
    rows = [row for row in lock(Address, [address]) if row.customer_id == customer]
    for row in rows:
        cleaned = rules.clean_address(values)
        expect(row, expected=expected or {}, wanted=cleaned)
        change([row], **cleaned)
    return Outcome(rows)


@operation("people.remove_addresses", needs="people.edit")
def remove_addresses(*, actor: Actor, customer: int, addresses: Sequence[int]) -> Outcome[Address]:
    """Remove further addresses of a customer; those of somebody else stay. There is no undo.

    `Missing` for an address that is not there.
    """
    rows = [row for row in lock(Address, addresses) if row.customer_id == customer]
    remove(rows)
    return Outcome(rows)
