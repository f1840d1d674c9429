"""Customers leave: print runs that hold their letters go, too (DEL-03)."""

from __future__ import annotations

from stammkunde.foundation.events import on
from stammkunde.foundation.operations import consequence
from stammkunde.messaging import operations
from stammkunde.messaging.queries.letters import runs_with
from stammkunde.people.events import CustomersErased


@on(CustomersErased)
def files_with_letters_of_erased_customers_go(event: CustomersErased) -> None:
    """Before the messages go (`reactions.log`), which know the letters."""
    actor = consequence()
    if runs := runs_with(actor, event.ids):
        operations.forget_print_runs(actor=actor, runs=runs)
