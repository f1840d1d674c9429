"""Derived data that can be worked out again: derived columns, search texts, summary tables.

`stammkunde check-summaries` recomputes and compares them; a difference is a bug of ours, never of
the office. Columns and search texts of every kept model are checked without further words; a room
with a summary table registers it here (house.md 6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

from stammkunde.foundation import writes
from stammkunde.foundation.lists import following
from stammkunde.foundation.lists.search import SearchIndex
from stammkunde.foundation.operations import building

CHUNK = 1_000


@dataclass(frozen=True)
class Drift:
    """One row whose derived data are not what they should be."""

    row: int
    what: str
    stored: Any = None
    right: Any = None


@dataclass(frozen=True)
class Summary:
    """Something that can be recomputed.

    size: how many rows it has. drifts: all differences, in constant memory. mend: makes the given
    rows right again, inside a transaction.
    """

    key: str
    size: Callable[[], int]
    drifts: Callable[[], Iterable[Drift]]
    mend: Callable[[Sequence[int]], None]


SUMMARIES: dict[str, Summary] = {}


def register(summary: Summary) -> None:
    """A room's own summary table."""
    if summary.key in SUMMARIES:
        raise ValueError(f"summary {summary.key} is registered twice")
    SUMMARIES[summary.key] = summary


def all_summaries() -> list[Summary]:
    """Derived columns and search texts of every kept model, then the rooms' summary tables."""
    found: list[Summary] = []
    for model, keeper in writes.KEEPERS.items():
        label = model._meta.label_lower
        if keeper.derived:
            found.append(_columns(f"{label}: columns", model, keeper))
    for model, index in following.FOLLOWED.values():
        found.append(_search(f"{model._meta.label_lower}: search", model, index))
    return [*found, *SUMMARIES.values()]


def mend(summary: Summary, drifts: Iterable[Drift]) -> int:
    """Make the rows of `drifts` right again, chunk by chunk; gives the number of rows."""
    rows = sorted({drift.row for drift in drifts})
    for start in range(0, len(rows), CHUNK):
        # Not an operation: nothing that anybody said changes, so nothing goes into the journal.
        with transaction.atomic(), building():
            summary.mend(rows[start : start + CHUNK])
    return len(rows)


def _columns(key: str, model: type[models.Model], keeper: writes.Keeper) -> Summary:
    def drifts() -> Iterator[Drift]:
        for row in _walk(model):
            stored = {name: getattr(row, name) for name in keeper.derived}
            keeper.derive(row)  # type: ignore[misc]
            for name, was in stored.items():
                if getattr(row, name) != was:
                    yield Drift(row.pk, name, was, getattr(row, name))

    def put_right(ids: Sequence[int]) -> None:
        for row in model._default_manager.select_for_update().filter(pk__in=ids).order_by("pk"):
            keeper.derive(row)  # type: ignore[misc]
            values = {name: getattr(row, name) for name in keeper.derived}
            model._default_manager.filter(pk=row.pk).update(**values)

    return Summary(key, model._default_manager.count, drifts, put_right)


def _search(key: str, model: type[models.Model], index: SearchIndex) -> Summary:
    def drifts() -> Iterator[Drift]:
        if following.differs(index):
            yield from (Drift(row.pk, "search table") for row in _walk(model))
            return
        there: set[int] = set()
        for rows in following.chunks(model):
            there.update(row.pk for row in rows)
            yield from (Drift(pk, "search") for pk in index.drift(rows))
        yield from (Drift(pk, "search of no row") for pk in _indexed(index) if pk not in there)

    def put_right(ids: Sequence[int]) -> None:
        if following.bring_up_to_date(model, index):
            return
        rows = list(model._default_manager.select_for_update().filter(pk__in=ids).order_by("pk"))
        index.remove([pk for pk in ids if pk not in {row.pk for row in rows}])
        index.write(rows)

    return Summary(key, model._default_manager.count, drifts, put_right)


def _walk(model: type[models.Model]) -> Iterator[Any]:
    return iter(model._default_manager.order_by("pk").iterator(CHUNK))


def _indexed(index: SearchIndex) -> list[int]:
    key = "rowid" if connection.vendor == "sqlite" else "id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key} FROM {index.table}")  # noqa: S608 - names of our own
        return [pk for (pk,) in cursor.fetchall()]
