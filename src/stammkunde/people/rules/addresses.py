"""What is right for an address. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation.fields import FieldProblem
from stammkunde.foundation.refusals import Refused
from stammkunde.people.fields import ADDRESS
from stammkunde.people.models import Address


def clean_address(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored; missing ones are empty.

    Refuses what a field cannot take (`invalid`), and street and city both empty (`address_empty`).
    """
    cleaned: dict[str, Any] = {}
    for field in ADDRESS:
        try:
            cleaned[field.key] = field.parse(values.get(field.key, ""))
        except FieldProblem as problem:
            said = f"{field.label}: {problem.message} {problem.hint}".strip()
            raise Refused("invalid", said, field.key) from problem
    if not (cleaned["street"] or cleaned["city"]):
        raise Refused("address_empty", _("An address needs a street or a city."), "street")
    return cleaned


def address_lines(address: Address) -> list[str]:
    """Street, postcode with city, country; empty lines are left out."""
    place = f"{address.postcode} {address.city}".strip()
    return [line for line in (address.street, place, address.country) if line]
