"""Rules about tables: `models` are model classes, `order` the rooms from the ground floor up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db import models

from stammkunde.foundation.columns import OnMerge
from stammkunde.foundation.money import DecimalAsInteger

Models = Iterable[type[models.Model]]

MERGED = {"people.customer", "people.participant"}
# A column that Django's own base class brings; hashes of passwords are no personal data.
NOT_OURS = {"accounts.User.password"}
GENERATED_NAME = re.compile(r"_[0-9a-f]{6,8}_(idx|uniq)$")


def _columns(model: type[models.Model]) -> list[Any]:
    return [*model._meta.local_fields, *model._meta.local_many_to_many]


def _keys(model: type[models.Model]) -> Iterator[Any]:
    for column in _columns(model):
        if column.is_relation and not column.auto_created:
            yield column


def keys(all_models: Models, order: Sequence[str]) -> list[str]:
    """Keys between rooms: down, PROTECT, no attribute back, `<room>_<noun>` (house.md 2)."""
    found = []
    floors = {room: floor for floor, room in enumerate(order)}
    for model in all_models:
        room = model._meta.app_label
        for column in _keys(model):
            target = column.related_model._meta
            if target.app_label == room or target.app_label not in floors:
                continue
            found += [f"{column}: {what}" for what in _bad_key(column, room, target, floors)]
    return found


def _bad_key(column: Any, room: str, target: Any, floors: dict[str, int]) -> Iterator[str]:
    upstairs = floors[target.app_label] > floors.get(room, len(floors))
    if upstairs and target.label != settings.AUTH_USER_MODEL:
        yield f"points up to {target.app_label}"
    if not column.many_to_many and column.remote_field.on_delete is not models.PROTECT:
        yield "must be PROTECT"
    hidden = column.remote_field.related_name or ""
    # Django gives a hidden many-to-many a name of its own.
    if not (
        hidden == "+" or (column.many_to_many and hidden.startswith("_") and hidden.endswith("_+"))
    ):
        yield 'must have related_name "+"'
    if not re.fullmatch(f"{room}_[a-z_]+", column.remote_field.related_query_name or ""):
        yield f"must have a related_query_name {room}_<noun>"


def merges(all_models: Models) -> list[str]:
    """Keys to a customer or participant that do not say what a merge does to them (house.md 6)."""
    return [
        f"{column}: says nothing about merging (on_merge)"
        for model in all_models
        for column in _keys(model)
        if column.related_model._meta.label_lower in MERGED
        and not isinstance(getattr(column, "on_merge", None), OnMerge)
    ]


def journal_keys(all_models: Models) -> list[str]:
    """The journal outlives everything, so it has no keys at all (house.md 2)."""
    return [
        f"{column}: the journal has no keys"
        for model in all_models
        if model.__name__.startswith("Journal")
        for column in _keys(model)
    ]


def privacy(all_models: Models) -> list[str]:
    """Text columns that do not say whether they are personal; closed choices never are."""
    return [
        f"{column}: says nothing about privacy (personal=)"
        for model in all_models
        for column in model._meta.local_fields
        if isinstance(column, models.CharField | models.TextField)
        and not column.choices
        and str(column) not in NOT_OURS
        and getattr(column, "personal", None) is None
    ]


def floats(all_models: Models) -> list[str]:
    """Columns in which amounts are not exact; DecimalField is REAL on SQLite (ADR 8)."""
    return [
        f"{column}: {type(column).__name__} is not exact"
        for model in all_models
        for column in model._meta.local_fields
        if isinstance(column, models.FloatField | models.DecimalField)
        and not isinstance(column, DecimalAsInteger)
    ]


def names(all_models: Models) -> list[str]:
    """Constraints and indexes are named by people, so that errors can be told (sentence 8)."""
    found = []
    for model in all_models:
        meta = model._meta
        if meta.unique_together or getattr(meta, "index_together", ()):
            found.append(f"{meta.label}: unique_together has no name, use UniqueConstraint")
        for rule in [*meta.constraints, *meta.indexes]:
            if not rule.name or GENERATED_NAME.search(rule.name):
                found.append(f"{meta.label}: {type(rule).__name__} {rule.name} needs a name")
    return found


def primary_keys(all_models: Models) -> list[str]:
    """BigAutoField everywhere, or the key of the row that a summary belongs to (ADR 6)."""
    return [
        f"{model._meta.label}: primary key is {type(model._meta.pk).__name__}"
        for model in all_models
        if not isinstance(model._meta.pk, models.BigAutoField | models.OneToOneField)
    ]


ALL = (keys, merges, journal_keys, privacy, floats, names, primary_keys)
