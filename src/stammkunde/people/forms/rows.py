"""Rows inside a form: several people or numbers at once; what is left empty is nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django import forms
from django.http import QueryDict

from stammkunde.foundation.digits import whole
from stammkunde.foundation.fields import FieldSet
from stammkunde.foundation.refusals import Refusal

MOST_ROWS = 20
NTH = "__n__"  # stands for the number in the row that script copies


class Row(Protocol):
    """What a row of any kind can do."""

    @property
    def filled(self) -> bool: ...
    @property
    def errors(self) -> Any: ...
    def is_valid(self) -> bool: ...
    def values(self) -> dict[str, Any]: ...
    def typed(self) -> dict[str, Any]: ...
    def refuse(self, refused: Iterable[Refusal]) -> None: ...


class RowForm(forms.Form):
    """One row: some fields of a field set, none of them required."""

    def __init__(
        self, fields: FieldSet, keys: Iterable[str], data: QueryDict | None, prefix: str
    ) -> None:
        super().__init__(data, prefix=prefix)
        for key in keys:
            self.fields[key] = replace(fields[key], required=False, hint="").form_field()

    @property
    def filled(self) -> bool:
        """Whether anything was typed."""
        return any(str(value or "").strip() for value in self.typed().values())

    def values(self) -> dict[str, Any]:
        """What operations take."""
        return dict(self.cleaned_data)

    def typed(self) -> dict[str, Any]:
        """What stands in the row, right or wrong."""
        return {key: self[key].value() or "" for key in self.fields}

    def refuse(self, refused: Iterable[Refusal]) -> None:
        """Show what the operation refused, at the fields."""
        for one in refused:
            self.add_error(one.field if one.field in self.fields else None, str(one.message))


@dataclass(frozen=True)
class Rows:
    """All rows of one noun. `blank` is the empty one that script copies."""

    noun: str
    rows: list[Row]
    blank: Row | None

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @property
    def filled(self) -> list[Row]:
        """The rows in which something was typed, in their order."""
        return [row for row in self.rows if row.filled]

    @property
    def open(self) -> bool:
        """Whether the rows must be seen: something is typed or wrong."""
        return any(row.filled or row.errors for row in self.rows)

    def is_valid(self) -> bool:
        """Whether every row can be read; each says what is wrong with it."""
        said = [row.is_valid() for row in self.rows]  # no short cut
        return all(said)

    def items(self) -> list[dict[str, Any]]:
        """The filled rows as operations take them."""
        return [row.values() for row in self.filled]

    def typed(self) -> list[dict[str, Any]]:
        """The filled rows as they were typed."""
        return [row.typed() for row in self.filled]

    def refuse(self, refused: Iterable[Refusal]) -> list[Refusal]:
        """Show refusals at the rows they mean (`contacts.0.email`); the others come back."""
        left: list[Refusal] = []
        for one in refused:
            noun, _dot, place = (one.field or "").partition(".")
            number, _dot, key = place.partition(".")
            at = whole(number)
            if noun == self.noun and at is not None and at < len(self.filled):
                self.filled[at].refuse([replace(one, field=key)])
            else:
                left.append(one)
        return left


def rows_of(
    noun: str,
    prefix: str,
    data: QueryDict | None,
    make: Callable[[QueryDict | None, str], Row],
    *,
    empty: int,
) -> Rows:
    """The rows that were sent (at most twenty), or `empty` ones. `make(data, prefix)` is a row."""
    sent = {name.partition("-")[0] for name in data or ()}
    numbers = [number for number in range(MOST_ROWS) if f"{prefix}{number}" in sent]
    rows = [make(data, f"{prefix}{number}") for number in numbers or range(empty)]
    return Rows(noun, rows, make(None, prefix + NTH))
