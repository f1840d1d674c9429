"""What the room knows without asking the database, by noun."""

from stammkunde.people.rules.customers import (
    DERIVED,
    archivable,
    clean,
    derive,
    folded_email,
    identity,
    list_name,
    problems,
    record_name,
    restorable,
    sort_name,
    values_of,
)

__all__ = [
    "DERIVED",
    "archivable",
    "clean",
    "derive",
    "folded_email",
    "identity",
    "list_name",
    "problems",
    "record_name",
    "restorable",
    "sort_name",
    "values_of",
]
