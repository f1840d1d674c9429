"""Sort tuples and signed cursors: a place in one order of one set, the same on both databases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db.models import F, Q, QuerySet

_SALT = "stammkunde.list"


@dataclass(frozen=True)
class Key:
    """One part of a sort tuple."""

    path: str
    down: bool = False

    @property
    def alias(self) -> str:
        """The attribute of a row that holds the value."""
        return "key_" + self.path if "__" in self.path else self.path


@dataclass(frozen=True)
class Place:
    """A row's place: its group while searching, its sort values (the id last), rows before it."""

    group: int
    values: tuple[Any, ...]
    position: int


class BadCursor(Exception):
    """Not signed by this house, or of another set or order."""


def keys(order: Sequence[str], *, down: bool) -> list[Key]:
    """The sort tuple of `order` ("-" turns a path around; `down` turns all), ending in the id.

    Where the first path lies in a summary table, its own key ends the tuple: it is the same
    number, and the table's index (value, key) then serves the order.
    """
    parts = [Key(path.removeprefix("-"), path.startswith("-") != down) for path in order]
    head, _sep, _tail = parts[0].path.rpartition("__") if parts else ("", "", "")
    tail = f"{head}__pk" if head and len(parts) == 1 else "pk"
    return [*parts, Key(tail, parts[-1].down if parts else down)]


def reverse(parts: Sequence[Key]) -> list[Key]:
    """The same order, read from the end."""
    return [Key(part.path, not part.down) for part in parts]


def ordered(rows: QuerySet[Any], parts: Sequence[Key]) -> QuerySet[Any]:
    """`rows` in that order. Joined sort tables are joined inner: each row has its summary row."""
    for part in parts:
        head, _sep, _tail = part.path.rpartition("__")
        if head:
            rows = rows.filter(**{f"{head}__isnull": False}).annotate(**{part.alias: F(part.path)})
    return rows.order_by(*(("-" if part.down else "") + part.path for part in parts))


def beyond(parts: Sequence[Key], values: Sequence[Any]) -> Q:
    """The rows behind `values`: `a >= x AND (a > x OR (… id > y))`, each part in its direction.

    The first comparison is what an index can start from (datalayer.md 3).
    """
    part, value = parts[0], values[0]
    past = Q(**{f"{part.path}__{'lt' if part.down else 'gt'}": value})
    if len(parts) == 1:
        return past
    from_here = Q(**{f"{part.path}__{'lte' if part.down else 'gte'}": value})
    return from_here & (past | beyond(parts[1:], values[1:]))


def cursor(place: Place, fingerprint: str) -> str:
    """The place as a signed text for the URL."""
    said = [fingerprint, place.group, place.position, *map(_said, place.values)]
    return signing.dumps(said, salt=_SALT, compress=True)


def read(text: str, fingerprint: str, length: int) -> Place:
    """The place of a cursor; refuses with `BadCursor` one of another list, filter or order."""
    try:
        told, group, position, *values = signing.loads(text, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as problem:
        raise BadCursor from problem
    if told != fingerprint or len(values) != length:
        raise BadCursor
    return Place(group, tuple(map(_heard, values)), position)


def _said(value: Any) -> Any:
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    return ["n", str(value)] if isinstance(value, Decimal) else value


def _heard(said: Any) -> Any:
    if not isinstance(said, list):
        return said
    read_as: dict[str, Callable[[str], Any]] = {
        "t": datetime.fromisoformat,
        "d": date.fromisoformat,
        "n": Decimal,
    }
    return read_as[said[0]](said[1])
