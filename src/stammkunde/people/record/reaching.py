"""Where rooms above let somebody write to a customer, or ask them something.

A room hangs a `rooms.Go` into `people.customer.write` (the button in the head; its address gets
`?to=<id>`) and into `people.customer.consents` (a button of the card; its address takes the id and a
POST).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import slots
from stammkunde.people.models import Customer

WRITE_SLOT, CONSENT_SLOT = "people.customer.write", "people.customer.consents"


def write_url(actor: Actor, customer: Customer) -> str:
    """Where this actor writes to the customer, "" for nowhere."""
    for go in slots.of(WRITE_SLOT, actor):
        return f"{reverse(go.url_name)}?to={customer.pk}"
    return ""


def asking(actor: Actor, customer: Customer) -> Sequence[tuple[Any, str]]:
    """(label, address) of what the customer can be asked about their consent now."""
    out = customer.deceased_on or customer.locked_at or customer.archived_at
    if out or customer.newsletter or not customer.email:
        return ()
    return [
        (go.label, reverse(go.url_name, args=[customer.pk])) for go in slots.of(CONSENT_SLOT, actor)
    ]
