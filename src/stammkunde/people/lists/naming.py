""" "Nachname, Vorname" or "Vorname Nachname": the person's choice, else the business's (users.md 2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists import Col, Variant
from stammkunde.foundation.lists.arranging import layout_of
from stammkunde.foundation.lists.declare import Declared
from stammkunde.people import lifecycle, rules
from stammkunde.people.models import NameOrder

VARIANTS = tuple(Variant(one.value, one.label) for one in NameOrder)


def order(page: type[Declared], actor: Actor) -> str:
    """The order of names that holds for the actor in this list."""
    return layout_of(page, actor).variant or lifecycle.business().name_order


def named(
    page: type[Declared],
    actor: Actor,
    columns: list[Col],
    values: Mapping[str, Callable[[Any], str]],
) -> list[Col]:
    """The columns with `values` for those that hold names, where first names come first."""
    if order(page, actor) == NameOrder.LAST_FIRST:
        return columns
    return [replace(one, value=values.get(one.key, one.value)) for one in columns]


def customer(row: Any) -> str:
    """A customer's name in lists, first name first."""
    return rules.list_name(row, NameOrder.FIRST_LAST)


def home(row: Any) -> str:
    """The name of a participant's customer, first name first."""
    return customer(row.customer)
