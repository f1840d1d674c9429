"""Builders for rows of the toy room."""

from __future__ import annotations

import itertools
from typing import Any

from stammkunde.foundation import actors
from stammkunde.foundation.operations import building
from tests.toyroom import operations
from tests.toyroom.models import ToyTag, ToyThing

_count = itertools.count(1)


def things(*rows: dict[str, Any]) -> list[ToyThing]:
    """Toy things, made by the toy room's operation."""
    wanted = [{"name": f"Ding {next(_count)}"} | row for row in rows]
    return operations.add_things(actor=actors.system(), rows=wanted).done


def thing(**values: Any) -> ToyThing:
    """One toy thing."""
    return things(values)[0]


def tag(name: str = "Blau") -> ToyTag:
    """One toy tag."""
    with building():
        return ToyTag.objects.create(name=name)
