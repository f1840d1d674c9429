"""Where letters to customers go (COM-11)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from stammkunde.foundation.actors import Actor
from stammkunde.people import rules
from stammkunde.people.models import Kind
from stammkunde.people.queries.customers import customers


@dataclass(frozen=True)
class Postal:
    """The lines of an address field, the name first; postcode to sort by, number of the customer."""

    lines: tuple[str, ...]
    postcode: str
    number: str = ""


def postal(actor: Actor, ids: Collection[int]) -> dict[int, Postal]:
    """Where the post finds these customers: their main address. Needs `people.see`.

    Whoever has no city or neither street nor postcode is missing: no letter gets there.
    """
    found = {}
    for row in customers(actor).filter(pk__in=ids):
        if not row.city or not (row.street or row.postcode):
            continue
        name = rules.record_name(row)
        if row.kind == Kind.PERSON and row.title:
            name = f"{row.title} {name}"
        place = f"{row.postcode} {row.city}".strip()
        lines = tuple(line for line in (name, row.street, place) if line)
        found[row.pk] = Postal(lines, row.postcode, row.number)
    return found
