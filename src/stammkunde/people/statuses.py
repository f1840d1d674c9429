"""The shipped statuses and the settings row are there after every migrate (CLS-01)."""

from __future__ import annotations

from stammkunde.foundation import setup
from stammkunde.foundation.operations import building
from stammkunde.people.models import (
    CUSTOMER,
    FORMER,
    PROSPECT,
    Customer,
    CustomerSettings,
    CustomerStatus,
)

_SHIPPED = ((PROSPECT, "b", False), (CUSTOMER, "g", True), (FORMER, "n", True))


def start() -> None:
    """Ask to be called after every migrate."""
    setup.after_migrate(CustomerStatus, ship)


def ship() -> None:
    """Put in place what is missing; what the office changed stays. Repeatable."""
    with building():
        CustomerSettings.objects.bulk_create([CustomerSettings(pk=1)], ignore_conflicts=True)
        there = set(CustomerStatus.objects.values_list("code", flat=True))
        has_default = CustomerStatus.objects.filter(is_default=True).exists()
        missing = [
            CustomerStatus(
                code=code,
                tone=tone,
                with_number=with_number,
                position=position,
                is_default=code == PROSPECT and not has_default,
            )
            for position, (code, tone, with_number) in enumerate(_SHIPPED, 1)
            if code not in there
        ]
        CustomerStatus.objects.bulk_create(missing, ignore_conflicts=True)
        without = Customer.objects.filter(status=None)
        if without.exists():
            without.update(status=CustomerStatus.objects.get(is_default=True))
