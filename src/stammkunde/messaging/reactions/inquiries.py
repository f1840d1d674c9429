"""Enquiries arrive, and their customers leave."""

from __future__ import annotations

from stammkunde.foundation import actors
from stammkunde.foundation.events import later, on
from stammkunde.foundation.operations import consequence
from stammkunde.messaging import operations
from stammkunde.messaging.events import InquiryArrived
from stammkunde.messaging.reactions import arrived as inquiry_mail
from stammkunde.people.events import CustomersErased, CustomersWithdrawn


@later(InquiryArrived)
def whoever_asks_is_asked_and_the_office_told(event: InquiryArrived) -> None:
    """The question whether the address is theirs, a word to the office, a new prospect if wanted."""
    for pk in event.ids:
        inquiry_mail.arrived(actors.system(door="job"), pk)


@on(CustomersErased)
def enquiries_of_erased_customers_are_lost(event: CustomersErased) -> None:
    """What they asked goes with them (DEL-01)."""
    operations.erase_inquiries_of(actor=consequence(), customers=event.ids)


@on(CustomersWithdrawn)
def an_enquiry_stays_when_its_customer_is_undone(event: CustomersWithdrawn) -> None:
    """Undoing *take over* gives the enquiry back, with what was written about it."""
    operations.release_inquiries_of(actor=consequence(), customers=event.ids)
