"""Filters over what rows belong to: groups, tags and other words that the office makes itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from stammkunde.foundation import steady
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists.filters import Choice
from stammkunde.foundation.remember import once

MANY = 1_000  # links of the chosen: beyond, another filter had better lead (measured)


class Stored(Sequence[tuple[Any, Any]]):
    """Choices that stand in a table: never older than the table (`steady`)."""

    def __init__(self, read: Callable[[], Sequence[tuple[Any, Any]]]) -> None:
        self._read = read

    def _told(self) -> Sequence[tuple[Any, Any]]:
        return steady.told(("choices", self, get_language()), self._read)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self._told())

    def __len__(self) -> int:
        return len(self._told())

    @overload
    def __getitem__(self, at: int) -> tuple[Any, Any]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[tuple[Any, Any]]: ...
    def __getitem__(self, at: int | slice) -> Any:
        return self._told()[at]


@dataclass(frozen=True)
class Member(Choice):
    """Belongs to one of the chosen, through a many-to-many. path: up to the id of the other side.

    through: the table between; own, other: its columns for the row and for the other side. Asked
    as a set of ids, so that nobody who belongs to two of them stands in the list twice.
    """

    through: type[Model] | None = None
    own: str = ""
    other: str = ""

    def q(self, value: tuple[Any, ...], actor: Actor) -> Q:
        return Q(pk__in=self._links(value).values(self.own))

    def beside(self, value: tuple[Any, ...], actor: Actor) -> Q:
        """Of many members SQLite would fetch every row first; so they are asked row by row."""
        assert self.through is not None
        name = f"foundation.many.{self.through._meta.db_table}.{self.other}.{value}"
        if not once(name, self._links(value)[MANY:].exists):
            return self.q(value, actor)
        return Q(Exists(self._links(value).filter(**{self.own: OuterRef("pk")})))

    def _links(self, value: tuple[Any, ...]) -> QuerySet[Any]:
        assert self.through is not None
        return self.through._default_manager.filter(**{f"{self.other}__in": value})
