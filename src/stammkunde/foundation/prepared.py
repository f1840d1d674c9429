"""Questions that every page of a record asks with other numbers: their SQL is written once.

Writing a statement takes Django longer than SQLite takes to answer it. What comes back, and how it
becomes objects, stays Django's (ADR 21).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import QuerySet

# Stand in for numbers while the statement is written, twice: (first one, distance to the next).
_STAND_INS = ((80_717_171_700, 1), (90_626_262_600, 7))
_BIGGEST = 2**63  # Django finds nothing for more than fits a column, a database complains
_MOST = 200  # statements that are kept
_LONGEST = 250  # numbers of a statement that is kept
PAGE = 50  # rows of a page

Numbers = tuple[int, ...]


@dataclass(frozen=True)
class _Known:
    """A statement that was written: where each number goes, None where nothing changes."""

    rows: QuerySet[Any, Any]
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    places: tuple[int | None, ...]


def rows(build: Callable[..., QuerySet[Any, Any]], numbers: Numbers, *shape: Hashable) -> list[Any]:
    """The rows of `build(numbers, *shape)`.

    `build` is a function of a module, not one made on the way, and depends on nothing else: not on
    who asks, not on the day. Numbers may only stand where the database compares with them. Whoever
    calls has asked for permission.
    """
    plain = len(numbers) <= _LONGEST and all(0 <= one < _BIGGEST for one in numbers)
    known = (
        _known(build, len(numbers), shape, connection.alias, connection.vendor) if plain else None
    )
    if known is None:
        return list(build(numbers, *shape))
    params = tuple(
        given if at is None else type(given)(numbers[at])
        for given, at in zip(known.params, known.places, strict=True)
    )
    compiler = copy(known.compiler)
    compiler.connection = connections[connection.alias]
    compiler.as_sql = lambda *_args, **_options: (known.sql, params)
    found = known.rows.all()
    found.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
    return list(found)


def filled(numbers: Sequence[int], many: int = PAGE) -> Numbers:
    """At least `many` numbers, the last one repeated: few and many are one statement, for IN (…)."""
    given = tuple(numbers)
    return given + given[-1:] * (many - len(given))


@lru_cache(maxsize=_MOST)
def _known(
    build: Callable[..., QuerySet[Any, Any]],
    count: int,
    shape: tuple[Hashable, ...],
    alias: str,
    _vendor: str,
) -> _Known | None:
    """The statement, written with stand-ins; None where it depends on them in another way."""
    ways = []
    for first, step in _STAND_INS:
        numbers = tuple(first + at * step for at in range(count))
        found = build(numbers, *shape)
        compiler = found.query.get_compiler(using=alias)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        places = tuple(
            numbers.index(one) if isinstance(one, int) and one in numbers else None
            for one in params
        )
        ways.append(_Known(found, compiler, sql, tuple(params), places))
    one, other = ways
    return one if set(range(count)) <= set(one.places) and _same(one, other) else None


def _same(one: _Known, other: _Known) -> bool:
    """Whether two statements differ in nothing but the numbers in their places."""
    return (one.sql, one.places, _standing(one)) == (other.sql, other.places, _standing(other))


def _standing(known: _Known) -> list[Any]:
    return [one for one, at in zip(known.params, known.places, strict=True) if at is None]
