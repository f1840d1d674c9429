"""How messages are kept: whose timeline tells of them, and where they are found."""

from __future__ import annotations

from stammkunde.foundation.writes import Keeper, keep
from stammkunde.messaging.models import Attachment, Message
from stammkunde.messaging.search import MESSAGE_SEARCH


def _customer(row: Message) -> list[tuple[str, int]]:
    return [("customer", row.customer_id)] if row.customer_id else []


def _message(row: Attachment) -> list[tuple[str, int]]:
    return [("message", row.message_id)]


keep(
    Message,
    Keeper(
        kind="message",
        subjects=_customer,
        part_of="customer",
        search=MESSAGE_SEARCH,
        searched=frozenset({"subject", "recipient", "recipient_name", "about_label"}),
    ),
)
keep(Attachment, Keeper(kind="attachment", subjects=_message))
