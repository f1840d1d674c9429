"""Customers leave: what was said to them goes with them, or keeps them here (DEL-03)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stammkunde.foundation.events import on
from stammkunde.foundation.operations import consequence
from stammkunde.foundation.refusals import Refused
from stammkunde.messaging import operations
from stammkunde.messaging.queries.forgetting import was_written_to
from stammkunde.people.events import CustomersErased, CustomersWithdrawn


@on(CustomersErased)
def messages_of_erased_customers_are_lost(event: CustomersErased) -> None:
    """The communication history goes, with the mails and text messages that carried it."""
    operations.forget_messages(actor=consequence(), customers=event.ids)


@on(CustomersWithdrawn)
def who_was_written_to_stays(event: CustomersWithdrawn) -> None:
    """Undoing a creation drops messages that never left; who got one was really a customer."""
    if was_written_to(consequence(), event.ids):
        raise Refused("was_written_to", _("Messages were sent to this customer already."))
    operations.forget_messages(actor=consequence(), customers=event.ids)
