"""Own fields in lists: hidden columns and filters by kind (CUS-23), one query per page for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import pgettext

from stammkunde.foundation import fields as kinds
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.fields import Field, plain_number
from stammkunde.foundation.lists import (
    DATE,
    NUMBER,
    TEXT,
    Between,
    Choice,
    Col,
    Contains,
)
from stammkunde.foundation.lists.filters import EMPTY, FILLED, Filter
from stammkunde.foundation.lists.numbers import Numbers
from stammkunde.people import own
from stammkunde.people.fields import YES, OwnField, own_fields
from stammkunde.people.models import CustomValue, OwnKind

_OF = {"customer": own.OF_CUSTOMERS, "participant": own.OF_PARTICIPANTS}


def hidden(declared: Iterable[Field], shown: Iterable[Col]) -> list[Col]:
    """A column, hidden at first, for every declared field that has none."""
    there = {col.key for col in shown}
    return [_declared(field) for field in declared if field.key not in there]


def columns(of: str) -> list[Col]:
    """A column for every own field."""
    return [_column(of, field) for field in own_fields(of)]


def filters(of: str) -> list[Filter]:
    """A filter for every own field, as its kind wants it."""
    return [_filter(of, field) for field in own_fields(of)]


def _declared(field: Field) -> Col:
    if field.kind in {kinds.CHOICE, kinds.BOOL}:
        return Col(field.key, field.label, value=_words(field), default=False)
    return Col.of(field, default=False)


def _words(field: Field) -> Callable[[Any], str]:
    def words(row: Any) -> str:
        stored = getattr(row, field.key)
        return field.show(stored) if stored else ""

    return words


def _column(of: str, field: OwnField) -> Col:
    kind = {OwnKind.DATE: DATE, OwnKind.NUMBER: NUMBER}.get(OwnKind(field.own), TEXT)

    def fetch(rows: Sequence[Any]) -> Mapping[int, Any]:
        if not all(hasattr(row, "_own") for row in rows):
            found = _OF[of].read([row.pk for row in rows])
            for row in rows:
                row._own = found.get(row.pk, {})
        return {row.pk: _cell(field, row._own[field.key]) for row in rows if field.key in row._own}

    return Col(field.key, field.label, kind=kind, fetch=fetch, default=False, width="m")


def _cell(field: OwnField, value: Any) -> Any:
    if field.own == OwnKind.NUMBER:
        return plain_number(value)
    return value if field.own == OwnKind.DATE else field.written(value)


@dataclass(frozen=True)
class _Beside:
    """A filter whose column stands in the values of own fields: asked as a set of ids."""

    of: str = "customer"
    field: int = 0

    def q(self, value: Any, actor: Actor) -> Q:
        rows = CustomValue.objects.filter(**{"field": self.field, f"{self.of}__isnull": False})
        if value in (EMPTY, FILLED):
            there = Q(pk__in=rows.values(self.of))
            return there if value == FILLED else ~there
        return Q(pk__in=rows.filter(super().q(value, actor)).values(self.of))  # type: ignore[misc]


@dataclass(frozen=True)
class OwnText(_Beside, Contains):
    """Contains, empty, not empty."""


@dataclass(frozen=True)
class OwnDays(_Beside, Between):
    """From-to of days, empty, not empty."""


@dataclass(frozen=True)
class OwnNumbers(_Beside, Numbers):
    """From-to of numbers, empty, not empty."""


@dataclass(frozen=True)
class OwnChoice(_Beside, Choice):
    """One or several of the choices; nothing is one of them."""

    def q(self, value: tuple[Any, ...], actor: Actor) -> Q:
        some = tuple(_number(one) for one in value if one != EMPTY)
        condition = super().q(some, actor) if some else Q()
        return condition | super().q(EMPTY, actor) if EMPTY in value else condition


def _filter(of: str, field: OwnField) -> Filter:
    more: dict[str, Any] = {"of": of, "field": field.id}
    if field.own == OwnKind.DATE:
        return OwnDays(field.key, field.label, path="day", **more)
    if field.own == OwnKind.NUMBER:
        return OwnNumbers(field.key, field.label, path="number", **more)
    if field.own in {OwnKind.CHOICE, OwnKind.YES_NO}:
        choices = [*field.known, (EMPTY, pgettext("people: own field", "empty"))]
        return OwnChoice(field.key, field.label, path="number", choices=choices, **more)
    return OwnText(field.key, field.label, path="folded", **more)


def _number(choice: str) -> int:
    return int(choice.removeprefix("#")) if choice.startswith("#") else int(choice == YES)
