"""The form of a row that hangs on a customer: its declared fields, conflicts included (D54)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from stammkunde.foundation.fields import FieldSet
from stammkunde.foundation.refusals import Conflict, Refusal
from stammkunde.people.fields import OwnField
from stammkunde.people.forms.customer import EXPECTED


class PartForm(forms.Form):
    """The fields `keys` of one row. `row`: the stored one; without it a new one.

    prefix: for rows inside another form.
    """

    declared: FieldSet

    def __init__(
        self,
        keys: Iterable[str],
        data: QueryDict | None = None,
        *,
        row: Mapping[str, Any] | None = None,
        prefix: str | None = None,
        auto_id: str = "id_%s",
    ) -> None:
        self.keys = tuple(keys)
        stored = {key: self._said(key, row.get(key)) for key in self.keys} if row else {}
        super().__init__(data, initial=stored, prefix=prefix, auto_id=auto_id)
        self.row = row
        for key in self.keys:
            field = self.declared[key]
            if isinstance(field, OwnField) and row:
                field = field.for_value(row.get(key))
            self.fields[key] = field.form_field()
        if row:
            self.fields[self.keys[0]].widget.attrs["autofocus"] = True
        self.theirs = data.getlist("theirs") if data else []
        self.conflicts: dict[str, Conflict] = {}

    def _said(self, key: str, value: Any) -> Any:
        return value if isinstance(value, bool) else self.declared[key].typed(value)

    @property
    def filled(self) -> bool:
        """Whether anything was typed."""
        return any(self[key].value() for key in self.keys)

    def values(self) -> dict[str, Any]:
        """A new row, as operations take it."""
        return dict(self.cleaned_data)

    def typed(self) -> dict[str, Any]:
        """What stands in the form, right or wrong."""
        return {key: self[key].value() or "" for key in self.keys}

    def expected(self) -> dict[str, str]:
        """What the page showed when it was opened, field by field."""
        return {key: self.data[EXPECTED + key] for key in self.keys if EXPECTED + key in self.data}

    def wanted(self) -> dict[str, Any]:
        """What was changed on this page and shall not stay as somebody else wrote it meanwhile."""
        shown = {key: self.declared[key].shown(text) for key, text in self.expected().items()}
        return {
            key: value
            for key, value in self.cleaned_data.items()
            if key not in self.theirs
            and (key not in shown or value != shown[key])
            and ("." not in key or key in self.data)  # an own field that the page did not have
        }

    @property
    def shown(self) -> list[tuple[str, Any]]:
        """(name, value) of the hidden fields that carry the expected values."""
        known = {key: self._said(key, self.row.get(key)) for key in self.keys} if self.row else {}
        known |= self.expected() if self.is_bound else {}
        known |= {key: self._said(key, one.current) for key, one in self.conflicts.items()}
        return [(EXPECTED + key, value) for key, value in known.items()]

    @property
    def conflicting(self) -> list[tuple[Any, str, str, str]]:
        """(key, label, there now, yours) of the fields that somebody else wrote meanwhile."""
        return [
            (key, self.declared[key].label, self.declared[key].show(one.current),
             self.declared[key].show(one.wanted))
            for key, one in self.conflicts.items()
        ]  # fmt: skip

    def refuse(self, refused: Iterable[Refusal]) -> None:
        """Show what the operation refused, at the fields."""
        for one in refused:
            self.add_error(one.field if one.field in self.fields else None, str(one.message))
