"""Customers leave: what is known of their addresses goes with them (DEL-01)."""

from __future__ import annotations

from stammkunde.foundation.events import on
from stammkunde.foundation.operations import consequence
from stammkunde.messaging import operations
from stammkunde.people.events import CustomersErased


@on(CustomersErased)
def addresses_of_erased_customers_are_forgotten(event: CustomersErased) -> None:
    """Unless somebody else has the same address."""
    operations.forget_addresses(actor=consequence(), customers=event.ids)
