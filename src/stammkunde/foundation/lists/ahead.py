"""The first of many hits of a search: rows looked at in their order until enough are found.

Where every tenth row is a hit, a page of fifty is together after five hundred rows; the search index
would have to bring all hits first, a quarter of the register for one letter (ADR 41).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import F, QuerySet

from stammkunde.foundation.lists.found import Wanted, key_of
from stammkunde.foundation.lists.keyset import Key

PROBE, FAR = 250, 1_000  # rows: 0.2 ms to see whether it pays, 1 ms where it does


def first(
    rows: QuerySet[Any], parts: Sequence[Key], wanted: Wanted, limit: int
) -> list[int] | None:
    """The ids of the first `limit` hits of `rows`, which stand in the order of `parts`.

    None where the hits are too rare here, or many are wanted: then the search index has to be asked.
    """
    if limit > PROBE:
        return None
    found = _among_first(rows, parts, wanted, limit, PROBE)
    if len(found) < limit <= len(found) * (FAR // PROBE):
        found = _among_first(rows, parts, wanted, limit, FAR)
    return found if len(found) == limit else None


def _among_first(
    rows: QuerySet[Any], parts: Sequence[Key], wanted: Wanted, limit: int, many: int
) -> list[int]:
    """The hits among the first `many` rows, at most `limit`."""
    connection = connections[rows.db]
    keys = {f"key{at}": F(part.path) for at, part in enumerate(parts)}
    try:
        inner, args = rows.values(near=F("pk"), **keys)[:many].query.sql_with_params()
    except EmptyResultSet:
        return []
    test, more = wanted.test(connection.vendor)
    join = "CROSS JOIN" if connection.vendor == "sqlite" else "JOIN"  # the rows lead
    order = ", ".join(f"ahead.key{at}{' DESC' * part.down}" for at, part in enumerate(parts))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT ahead.near FROM ({inner}) AS ahead {join} {wanted.table}"
            f" ON {wanted.table}.{key_of(connection.vendor)} = ahead.near"
            f" WHERE {test} ORDER BY {order} LIMIT {limit}",
            [*args, *more],
        )
        return [pk for (pk,) in cursor.fetchall()]
