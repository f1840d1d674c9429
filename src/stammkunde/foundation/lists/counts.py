"""Counts that stop at 10,000, any number of them in one SQL statement (house.md 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.utils.formats import number_format

CAP = 10_000


def capped(sets: Mapping[Any, QuerySet[Any]]) -> dict[Any, int]:
    """The sizes of all sets in one statement; `CAP + 1` means "more than CAP"."""
    counts = dict.fromkeys(sets, 0)
    asked, parts, params = [], [], []
    using = "default"
    for name, rows in sets.items():
        using = rows.db
        try:
            sql, args = rows.order_by().values("pk")[: CAP + 1].query.sql_with_params()
        except EmptyResultSet:
            continue
        asked.append(name)
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")
        params += args
    if parts:
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(parts), params)
            counts.update(zip(asked, cursor.fetchone(), strict=True))
    return counts


def shown(count: int | None) -> str:
    """The count as people read it: 1.284, 10.000+, or nothing when nobody counted."""
    if count is None:
        return ""
    if count > CAP:
        return number_format(CAP, force_grouping=True) + "+"
    return number_format(count, force_grouping=True)
