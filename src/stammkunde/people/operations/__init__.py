"""Writing people, by noun. Every door comes here."""

from stammkunde.people.operations.customers import (
    PUBLIC_ID,
    CustomerChange,
    add_customers,
    archive_customers,
    change_customers,
    restore_customers,
)

__all__ = [
    "PUBLIC_ID",
    "CustomerChange",
    "add_customers",
    "archive_customers",
    "change_customers",
    "restore_customers",
]
