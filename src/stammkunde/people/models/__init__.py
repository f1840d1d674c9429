"""The tables of people, by noun."""

from stammkunde.people.models.customer import (
    IN_USE,
    Customer,
    Kind,
)

__all__ = [
    "IN_USE",
    "Customer",
    "Kind",
]
