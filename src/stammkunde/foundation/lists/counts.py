"""Counts that stop at 10,000, any number of them in one SQL statement (house.md 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import F, QuerySet
from django.utils.formats import number_format

from stammkunde.foundation import steady
from stammkunde.foundation.lists.found import Wanted, key_of

CAP = 10_000


@dataclass(frozen=True)
class Hits:
    """A set of rows narrowed down by a search, counted up to `cap`.

    but: when not None, `rows` are all rows of the table but these; few are quicker to leave out
    than many to join.
    """

    rows: QuerySet[Any]
    wanted: Wanted
    cap: int = CAP
    but: QuerySet[Any] | None = None


def capped(sets: Mapping[Any, QuerySet[Any] | Hits]) -> dict[Any, int]:
    """The sizes of all sets in one statement; `CAP + 1` means "more than CAP" (a search's `cap`)."""
    sizes = dict.fromkeys(sets, 0)
    asked, parts, params, using = [], [], [], "default"
    for name, rows in sets.items():
        using = (rows.rows if isinstance(rows, Hits) else rows).db
        try:
            sql, args = _select(rows, connections[using].vendor)
        except EmptyResultSet:
            continue
        asked.append(name)
        cap = rows.cap if isinstance(rows, Hits) else CAP
        parts.append(f"(SELECT COUNT(*) FROM ({sql} LIMIT {cap + 1}) AS counted)")
        params += args
    if parts:
        found = _told("SELECT " + ", ".join(parts), params, using)
        sizes.update(zip(asked, found[0], strict=True))
    return sizes


def ranks(hits: Hits, limit: int) -> dict[int, int]:
    """The sizes of the groups of a search, in one pass over its first `limit` rows."""
    connection = connections[hits.rows.db]
    rank, said = hits.wanted.rank(connection.vendor)
    try:
        sql, params = _select(hits, connection.vendor, rank, said)
    except EmptyResultSet:
        return {}
    counted = f"SELECT rank, COUNT(*) FROM ({sql} LIMIT {limit}) AS ranked GROUP BY rank"
    return dict(_told(counted, params, hits.rows.db))


def _told(sql: str, params: Sequence[Any], using: str) -> list[Any]:
    """The rows of a statement; counted once as long as nobody writes."""

    def ask() -> list[Any]:
        with connections[using].cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()

    return steady.told(("counts", sql, tuple(params)), ask)


def rank_of(wanted: Wanted, row: int, using: str = "default") -> int | None:
    """The group of one row of a search; None where the search does not find it."""
    vendor = connections[using].vendor
    rank, said = wanted.rank(vendor)
    test, more = wanted.test(vendor)
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT {rank} FROM {wanted.table} WHERE {key_of(vendor)} = %s AND ({test})",
            [*said, row, *more],
        )
        found = cursor.fetchone()
    return None if found is None else int(found[0])


def shown(count: int | None) -> str:
    """The count as people read it: 1.284, 10.000+, or nothing when nobody counted."""
    if count is None:
        return ""
    if count > CAP:
        return number_format(CAP, force_grouping=True) + "+"
    return number_format(count, force_grouping=True)


def _select(
    rows: QuerySet[Any] | Hits, vendor: str, what: str = "1", said: Sequence[str] = ()
) -> tuple[str, list[Any]]:
    """The rows as a statement without order. A search leads, so that it can stop at a limit."""
    if not isinstance(rows, Hits):
        sql, args = rows.order_by().values("pk").query.sql_with_params()
        return sql, list(args)
    wanted = rows.wanted
    if rows.but is not None:
        where, params = wanted.condition(vendor)
        key = f"{wanted.table}.{key_of(vendor)}"
        sql = f"SELECT {what} AS rank FROM {wanted.table} WHERE {where}"
        try:
            left, args = rows.but.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return sql, [*said, *params]
        return f"{sql} AND ({key} IN ({left})) IS NOT TRUE", [*said, *params, *args]
    inner, args = rows.rows.order_by().values(hit=F("pk")).query.sql_with_params()
    where, params = wanted.condition(vendor)
    join = "CROSS JOIN" if vendor == "sqlite" else "JOIN"
    sql = (
        f"SELECT {what} AS rank FROM {wanted.table} {join} ({inner}) AS kept"
        f" ON kept.hit = {wanted.table}.{key_of(vendor)} WHERE {where}"
    )
    return sql, [*said, *args, *params]
