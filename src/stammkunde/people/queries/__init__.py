"""Reading people, by noun."""

from stammkunde.people.queries.customers import (
    SEE,
    best_matching,
    by_public_id,
    customer,
    customers,
    customers_matching,
    in_use,
    is_new_this_month,
    known_identities,
    new_this_month,
)

__all__ = [
    "SEE",
    "best_matching",
    "by_public_id",
    "customer",
    "customers",
    "customers_matching",
    "in_use",
    "is_new_this_month",
    "known_identities",
    "new_this_month",
]
