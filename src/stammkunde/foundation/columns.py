"""Model columns that carry the declarations every room owes: privacy and merge.

The extra words never reach a migration; a house test refuses a text column without `personal`
and a key to a person without `on_merge`.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelState
from django.db.models.fields import NOT_PROVIDED


class OnMerge(Enum):
    """What a row that points to a merged customer or participant does (DUP)."""

    MOVE = "move"
    KEEP = "keep"
    JOIN = "join"


class Text(models.CharField):
    """Short text, never NULL. `personal`: belongs to a person, erased and exported with them.

    `outlives`: stays when the person is erased, because documents and rules still need it.
    """

    def __init__(
        self, *args: Any, personal: bool | None = None, outlives: bool = False, **kwargs: Any
    ) -> None:
        self.personal = personal
        self.outlives = outlives
        kwargs.setdefault("max_length", 200)
        if kwargs.get("default", NOT_PROVIDED) is NOT_PROVIDED and kwargs.get("blank"):
            kwargs["default"] = ""
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", list(args), kwargs


class LongText(models.TextField):
    """Long text, never NULL; see `Text` for `personal`."""

    def __init__(self, *args: Any, personal: bool | None = None, **kwargs: Any) -> None:
        self.personal = personal
        kwargs.setdefault("default", "")
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", list(args), kwargs


class SortText(Text):
    """Short text that sorts by code point on both databases (house.md 7).

    PostgreSQL gets the C collation; SQLite compares bytes anyway. Prefix filters and keyset pages
    need it, and folded text sorts as people expect.
    """

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        parameters = dict(super().db_parameters(connection))
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, "stammkunde.foundation.columns.SortText", args, kwargs


def sort_key(max_length: int = 240, *, personal: bool = True) -> SortText:
    """A folded, derived column to sort by, never NULL (house.md 7)."""
    return SortText(
        max_length=max_length, personal=personal, default="", blank=True, editable=False
    )


def key(
    to: str,
    *,
    room: str,
    noun: str,
    on_merge: OnMerge | None = None,
    one: bool = False,
    **kwargs: Any,
) -> models.ForeignKey:
    """A key that points down: PROTECT, no attribute back, filter name `<room>_<noun>` (ADR 6)."""
    kind = models.OneToOneField if one else models.ForeignKey
    column = kind(
        to,
        on_delete=models.PROTECT,
        related_name="+",
        related_query_name=f"{room}_{noun}",
        **kwargs,
    )
    column.on_merge = on_merge  # type: ignore[attr-defined]
    return column


class Editable(models.Model):
    """A row that people edit: `version` counts its changes (409 when a caller's is older)."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any
    ) -> Self:
        """A row as the database told it. Django sets column by column, fifty times fifty for a page;
        nobody listens to rows being made here (ADR 10), so all of them go in at once."""
        if more:  # what a newer Django says
            return super().from_db(db, field_names, values, **more)
        row = cls.__new__(cls)
        row._state = ModelState()
        row._state.adding, row._state.db = False, db
        vars(row).update(zip(field_names, values, strict=True))
        return row
