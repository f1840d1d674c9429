"""Further addresses of customers; the main one stands on the customer (house.md 6)."""

from __future__ import annotations

from stammkunde.foundation.columns import Editable, OnMerge, Text, key


class Address(Editable):
    """Where else: pick-up, invoices, holiday flat."""

    customer = key("people.Customer", room="people", noun="address", on_merge=OnMerge.MOVE)
    label = Text(max_length=60, personal=True)
    street = Text(max_length=120, blank=True, personal=True)
    postcode = Text(max_length=10, blank=True, personal=True)
    city = Text(max_length=120, blank=True, personal=True)
    country = Text(max_length=60, blank=True, personal=True)

    class Meta:
        ordering = ["customer", "id"]
