"""What customers and participants have in own fields, as the room itself stores it (CUS-23).

Who may read it, queries know; the write helpers keep it beside the row (`Keeper.beside`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from stammkunde.foundation.among import Among
from stammkunde.foundation.folding import fold
from stammkunde.people.fields import NO, YES, OwnField, own_fields
from stammkunde.people.models import CustomValue, OwnKind

FOUND_BY = frozenset({OwnKind.TEXT, OwnKind.LONGTEXT, OwnKind.NUMBER, OwnKind.CHOICE})


@dataclass(frozen=True)
class OwnValues:
    """The values of customers, or of participants. The value of a field is as `OwnField` parses it."""

    of: str
    model = CustomValue
    columns = ("text", "folded", "number", "day")

    @property
    def unique(self) -> Sequence[str]:
        """What an upsert goes by."""
        return ("field", self.of)

    def read(self, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        """The values of these rows by key: one query, none where there are no own fields."""
        return self._of_fields(own_fields(self.of, archived=True), ids)

    def written(self, values: Mapping[int, Mapping[str, Any]]) -> tuple[list[Any], Q]:
        """The rows to upsert, and the condition on those that go because nothing is there now."""
        known = {one.key: one for one in own_fields(self.of, archived=True)}
        rows: list[CustomValue] = []
        gone: dict[int, list[int]] = defaultdict(list)
        for pk, said in values.items():
            for key, value in said.items():
                if value is None:
                    gone[known[key].id].append(pk)
                else:
                    rows.append(self._row(known[key], pk, value))
        condition = Q()
        for field, ids in gone.items():
            condition |= Q(field=field) & self.of_rows(ids)
        return rows, condition

    def of_rows(self, ids: Sequence[int]) -> Q:
        """The condition on the values of these rows."""
        return Q(**{f"{self.of}__in": ids})

    def decode(self, key: str, stored: Any) -> Any:
        """The value that the journal kept."""
        known = {one.key: one for one in own_fields(self.of, archived=True)}
        own = known[key].own if key in known else OwnKind.TEXT
        if stored is None or own not in {OwnKind.NUMBER, OwnKind.DATE}:
            return stored
        return Decimal(stored) if own == OwnKind.NUMBER else date.fromisoformat(stored)

    def texts(self, ids: Sequence[int]) -> dict[int, list[str]]:
        """What these rows are found by in their own fields, folded; archived fields do not count."""
        fields = {one.key: one for one in own_fields(self.of) if one.own in FOUND_BY}
        return {
            pk: [fold(fields[key].written(one)) for key, one in said.items()]
            for pk, said in self._of_fields(list(fields.values()), ids).items()
        }

    def _of_fields(
        self, fields: Sequence[OwnField], ids: Sequence[int]
    ) -> dict[int, dict[str, Any]]:
        known = {one.id: one for one in fields}
        found: dict[int, dict[str, Any]] = defaultdict(dict)
        if known and ids:
            rows = CustomValue.objects.filter(Among(self.of, ids), field__in=list(known)).order_by()
            for pk, name, *columns in rows.values_list(self.of, "field", "text", "number", "day"):
                found[pk][known[name].key] = _value(known[name], *columns)
        return found

    def _row(self, field: OwnField, pk: int, value: Any) -> CustomValue:
        columns: dict[str, Any] = {"field_id": field.id, f"{self.of}_id": pk}
        if field.own == OwnKind.DATE:
            columns["day"] = value
        elif field.own == OwnKind.NUMBER:
            columns["number"] = value
        elif field.own == OwnKind.CHOICE:
            columns["number"] = Decimal(value.removeprefix("#"))
        elif field.own == OwnKind.YES_NO:
            columns["number"] = Decimal(int(value == YES))
        else:
            columns |= {"text": value, "folded": fold(value)}
        return CustomValue(**columns)


def _value(field: OwnField, text: str, number: Decimal | None, day: date | None) -> Any:
    if field.own == OwnKind.DATE:
        return day
    if field.own in {OwnKind.TEXT, OwnKind.LONGTEXT}:
        return text or None
    if number is None or field.own == OwnKind.NUMBER:
        return number
    if field.own == OwnKind.YES_NO:
        return YES if number else NO
    return f"#{int(number)}"


OF_CUSTOMERS, OF_PARTICIPANTS = OwnValues("customer"), OwnValues("participant")
