"""Filters over what rows belong to: groups, tags and other words that the office makes itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

from django.db.models import Model, Q
from django.utils.translation import get_language

from stammkunde.foundation import steady
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists.filters import Choice


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
        assert self.through is not None
        links = self.through._default_manager.filter(**{f"{self.other}__in": value})
        return Q(pk__in=links.values(self.own))
