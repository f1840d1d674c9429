"""The form of a participant, and its rows in the form of a customer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.refusals import Conflict, Refusal
from stammkunde.people.fields import PARTICIPANT, participant_keys
from stammkunde.people.forms.customer import EXPECTED


class ParticipantForm(forms.Form):
    """The fields of a person or an animal. `row`: the stored one; without it a new one.

    prefix: for rows inside another form; `keys` restricts the fields there.
    """

    def __init__(
        self,
        kind: str,
        data: QueryDict | None = None,
        *,
        row: Mapping[str, Any] | None = None,
        prefix: str | None = None,
        keys: Iterable[str] = (),
        auto_id: str = "id_%s",
    ) -> None:
        self.keys = tuple(keys) or participant_keys(kind)
        stored = {key: self._said(key, row[key]) for key in self.keys} if row else {}
        super().__init__(data, initial=stored, prefix=prefix, auto_id=auto_id)
        self.kind, self.row = kind, row
        for key in self.keys:
            self.fields[key] = PARTICIPANT[key].form_field()
        if kind == "animal" and "first_name" in self.fields:
            self.fields["first_name"].label = pgettext_lazy("people", "Call name")
        if row:
            self.fields[self.keys[0]].widget.attrs["autofocus"] = True
        self.theirs = data.getlist("theirs") if data else []
        self.conflicts: dict[str, Conflict] = {}

    @staticmethod
    def _said(key: str, value: Any) -> Any:
        return value if isinstance(value, bool) else PARTICIPANT[key].typed(value)

    @property
    def filled(self) -> bool:
        """Whether anything was typed."""
        return any(self[key].value() for key in self.keys)

    def values(self) -> dict[str, Any]:
        """A new participant, as operations take it."""
        return {"kind": self.kind, **self.cleaned_data}

    def expected(self) -> dict[str, str]:
        """What the page showed when it was opened, field by field."""
        return {key: self.data[EXPECTED + key] for key in self.keys if EXPECTED + key in self.data}

    def wanted(self) -> dict[str, Any]:
        """What was changed on this page and shall not stay as somebody else wrote it meanwhile."""
        shown = {key: PARTICIPANT[key].shown(text) for key, text in self.expected().items()}
        return {
            key: value
            for key, value in self.cleaned_data.items()
            if key not in self.theirs and (key not in shown or value != shown[key])
        }

    @property
    def shown(self) -> list[tuple[str, Any]]:
        """(name, value) of the hidden fields that carry the expected values."""
        known = {key: self._said(key, self.row[key]) for key in self.keys} if self.row else {}
        known |= self.expected() if self.is_bound else {}
        known |= {key: self._said(key, one.current) for key, one in self.conflicts.items()}
        return [(EXPECTED + key, value) for key, value in known.items()]

    @property
    def conflicting(self) -> list[tuple[Any, str, str, str]]:
        """(key, label, there now, yours) of the fields that somebody else wrote meanwhile."""
        return [
            (key, PARTICIPANT[key].label, PARTICIPANT[key].show(one.current),
             PARTICIPANT[key].show(one.wanted))
            for key, one in self.conflicts.items()
        ]  # fmt: skip

    def refuse(self, refused: Iterable[Refusal]) -> None:
        """Show what the operation refused, at the fields."""
        for one in refused:
            self.add_error(one.field if one.field in self.fields else None, str(one.message))


ROWS = 3
ROW_KEYS = {"person": ("first_name", "last_name", "birth_date"),
            "animal": ("first_name", "breed", "birth_date")}  # fmt: skip


def participant_rows(kind: str, data: QueryDict | None = None) -> list[ParticipantForm]:
    """The empty rows of the form that adds a customer (R3); as many as were sent, at most 20."""
    sent = data.get("rows", "") if data else ""
    many = min(int(sent), 20) if sent.isdecimal() else ROWS
    return [
        ParticipantForm(kind, data, prefix=f"p{number}", keys=ROW_KEYS[kind])
        for number in range(max(many, 1))
    ]


def refuse_rows(rows: Sequence[ParticipantForm], refused: Iterable[Refusal]) -> list[Refusal]:
    """Show refusals at the rows they mean (`participants.0.birth_date`); the others come back."""
    left: list[Refusal] = []
    for one in refused:
        noun, _dot, place = (one.field or "").partition(".")
        if noun != "participants":
            left.append(one)
            continue
        number, _dot, key = place.partition(".")
        rows[int(number)].refuse([replace(one, field=key)])
    return left
