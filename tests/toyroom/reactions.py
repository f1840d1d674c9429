"""What the toy room does when people have news; people know nothing of it."""

from __future__ import annotations

from stammkunde.foundation import jobs
from stammkunde.foundation.events import later, on
from stammkunde.foundation.journal import TimelineEntry, Told, renders
from stammkunde.foundation.operations import consequence
from stammkunde.people.events import CustomersAdded, CustomersWithdrawn
from tests.toyroom import operations


@on(CustomersAdded)
def new_customers_get_an_empty_account(event: CustomersAdded) -> None:
    """Every customer has a summary row, so that lists can join inner."""
    operations.open_points(actor=consequence(), customers=event.ids)


@on(CustomersWithdrawn)
def who_has_points_stays(event: CustomersWithdrawn) -> None:
    """Drop empty summary rows; objects while somebody has points."""
    operations.close_points(actor=consequence(), customers=event.ids)


@later(CustomersAdded)
def newcomers_are_greeted(event: CustomersAdded) -> None:
    """A job of its own, after the commit."""
    operations.greet(actor=jobs.actor(), customers=event.ids)


@renders("toyroom.give_points")
def points_in_words(entry: TimelineEntry) -> Told:
    """Told in the customer's timeline."""
    new = next((change.new for change in entry.changes if change.field == "points"), "?")
    return Told(icon="star", text=f"Punktestand {new}", tone="g")
