"""What all words of the office have in common when they are written: names are taken once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.writes import add
from stammkunde.people import rules


def added(model: type[Any], names: Sequence[str]) -> list[Any]:
    """Add words of this model, behind those that are there.

    Refuses a name that is empty or too long (`invalid`) or taken (`name_taken`).
    """
    cleaned = [rules.label_name(name) for name in names]
    free(model, cleaned)
    last = model._default_manager.order_by("-order").values_list("order", flat=True).first() or 0
    rows = [model(name=name, order=last + 1 + place) for place, name in enumerate(cleaned)]
    try:
        with transaction.atomic():
            return add(rows)
    except IntegrityError as late:
        raise taken(", ".join(cleaned)) from late


def free(model: type[Any], names: Sequence[str], besides: int = 0) -> None:
    """Refuse (`name_taken`) names that are there, however they are spelled, or come twice."""
    keys = [rules.label_key(name) for name in names]
    there = set(
        model._default_manager.filter(name_folded__in=keys)
        .exclude(pk=besides)
        .values_list("name_folded", flat=True)
    )
    for place, key in enumerate(keys):
        if key in there or key in keys[:place]:
            raise taken(names[place])


def taken(name: str) -> Refused:
    """The refusal of a name that is there."""
    text = _("“%(name)s” is there already, perhaps in the archive.") % {"name": name}
    return Refused("name_taken", text, "name")
