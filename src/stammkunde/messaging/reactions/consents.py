"""Customers leave: that they were asked for their consent goes with them (DEL-01)."""

from __future__ import annotations

from stammkunde.foundation.events import on
from stammkunde.foundation.operations import consequence
from stammkunde.messaging import operations
from stammkunde.people.events import CustomersErased, CustomersWithdrawn


@on(CustomersErased)
def questions_to_erased_customers_are_forgotten(event: CustomersErased) -> None:
    """Their address stands in it."""
    operations.forget_questions(actor=consequence(), customers=event.ids)


@on(CustomersWithdrawn)
def questions_to_withdrawn_customers_are_forgotten(event: CustomersWithdrawn) -> None:
    """Whoever was never there was never asked."""
    operations.forget_questions(actor=consequence(), customers=event.ids)
