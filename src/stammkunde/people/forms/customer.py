"""Forms of the room: made of the declared fields, so that every door judges alike."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from stammkunde.foundation.refusals import Conflict, Refusal
from stammkunde.people.fields import FIELDS, KIND_HINT

EXPECTED = "expected."


class CustomerForm(forms.Form):
    """All eight fields. Works without script: both kinds' fields are there, with a hint."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        without: Container[str] = (),
    ) -> None:
        stored = initial or {"kind": "person"}
        said = {key: FIELDS[key].typed(v) if key in FIELDS else v for key, v in stored.items()}
        super().__init__(data, initial=said)
        for declared in FIELDS:
            if declared.key not in without:
                self.fields[declared.key] = declared.form_field()
        self.fields["kind"].help_text = KIND_HINT
        self.theirs = data.getlist("theirs") if data else []
        self.conflicts: dict[str, Conflict] = {}

    @property
    def kinds(self) -> list[tuple[str, Any, bool]]:
        """(value, label, is chosen) for the radio buttons."""
        chosen = self["kind"].value()
        return [(value, label, value == chosen) for value, label in FIELDS["kind"].choices]

    def expected(self) -> dict[str, str]:
        """What the page showed when it was opened, field by field."""
        return {
            key: self.data[EXPECTED + key] for key in FIELDS.keys if EXPECTED + key in self.data
        }

    def wanted(self) -> dict[str, Any]:
        """What was changed on this page: untouched fields are not written, somebody else's stay.

        `theirs` names fields where the other's value shall stay after a conflict.
        """
        expected = {key: FIELDS[key].shown(text) for key, text in self.expected().items()}
        return {
            key: value
            for key, value in self.cleaned_data.items()
            if key in self.data
            and key not in self.theirs
            and (key not in expected or value != expected[key])
        }

    @property
    def shown(self) -> list[tuple[str, Any]]:
        """(name, value) of the hidden fields that carry the expected values."""
        if "id" not in self.initial:
            return []
        known = {key: self.initial[key] for key in FIELDS.keys if key in self.fields}
        known |= self.expected() if self.is_bound else {}
        known |= {key: FIELDS[key].typed(one.current) for key, one in self.conflicts.items()}
        return [(EXPECTED + key, value) for key, value in known.items()]

    def refuse(self, refused: Iterable[Refusal]) -> None:
        """Show what the operation refused, at the fields."""
        for one in refused:
            self.add_error(one.field if one.field in self.fields else None, str(one.message))
