"""Own fields for tests: made and filled in by the product's own operations."""

from __future__ import annotations

from typing import Any

from stammkunde.foundation.operations import Outcome
from stammkunde.people import operations, queries
from stammkunde.people.models import Customer, CustomField
from stammkunde.people.operations import CustomerChange
from tests import cast


def own(label: str = "Versicherungsnummer", kind: str = "text", **more: Any) -> CustomField:
    """An own field, made by the product's own operation."""
    values = {"of": "customer", "choices": ["Gold", "Silber"] if kind == "choice" else []} | more
    return operations.add_own_field(actor=cast.owner(), label=label, kind=kind, **values).done[0]


def key(field: CustomField) -> str:
    """The key of an own field."""
    return f"custom.{field.slug}"


def write(pk: int, expected: dict[str, Any] | None = None, **values: Any) -> Outcome[Customer]:
    """Change own fields of a customer, by slug."""
    said = {f"custom.{slug}": value for slug, value in values.items()}
    was = {f"custom.{slug}": value for slug, value in (expected or {}).items()}
    return operations.change_customers(actor=cast.owner(), changes=[CustomerChange(pk, said, was)])


def values(pk: int, of: str = "customer") -> dict[str, Any]:
    """What somebody has in own fields."""
    return queries.own_values_of(cast.owner(), of, pk)
