"""Forms of the room: made of the declared fields, so that every door judges alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from stammkunde.foundation.refusals import Conflict, Refusal
from stammkunde.people.fields import KIND_HINT, OwnField, known_fields

EXPECTED = "expected."
NAMES = ("salutation", "title", "first_name", "last_name")
FIRM = ("organisation", "short_name")
REACHED = ("phone", "email")
PLACE = ("street", "postcode", "city")
COMPANY = ("vat_id", "buyer_reference")
LABELLED = frozenset({"phone_label", "email_label"})  # they have a page of their own
MARKERS = ("⭐", "📞", "🆕", "❗", "🎁", "💛", "🔑", "🕓")
BESIDE = frozenset({"number"})  # no declared field, but the page has a place for its problems
_PLACED = {"kind", "marker", *NAMES, *FIRM, *REACHED, *PLACE, *COMPANY}


class CustomerForm(forms.Form):
    """All fields, own ones too. Works without script: both kinds' fields are there, with a hint."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        without: Container[str] = (),
    ) -> None:
        self.known = known_fields()
        stored = initial or {"kind": "person"}
        said = {k: self.known[k].typed(v) if k in self.known else v for k, v in stored.items()}
        super().__init__(data, initial=said)
        for declared in self.known:
            if declared.key not in without and declared.key not in LABELLED:
                offered = (
                    declared.for_value(stored.get(declared.key))
                    if isinstance(declared, OwnField)
                    else declared
                )
                self.fields[declared.key] = offered.form_field()
        self.fields["kind"].help_text = KIND_HINT
        self.theirs = data.getlist("theirs") if data else []
        self.conflicts: dict[str, Conflict] = {}
        self.beside: dict[str, list[str]] = defaultdict(list)

    # Where a field stands on the page ----------------------------------------------------------

    @property
    def kinds(self) -> list[tuple[str, Any, bool]]:
        """(value, label, is chosen) for the radio buttons."""
        chosen = self["kind"].value()
        return [(value, label, value == chosen) for value, label in self.known["kind"].choices]

    @property
    def company(self) -> list[forms.BoundField]:
        """What only an organisation has."""
        return self._bound(COMPANY)

    @property
    def firm_filled(self) -> bool:
        """Whether a private person has an organisation or a short name: then they are shown."""
        return self._said(FIRM)

    @property
    def company_open(self) -> bool:
        """Whether the company data must be seen."""
        return self._said(COMPANY)

    @property
    def more(self) -> list[forms.BoundField]:
        """The declared fields that have no place of their own."""
        return self._bound(
            key for key in self.known.keys
            if key not in _PLACED and not isinstance(self.known[key], OwnField)
        )  # fmt: skip

    @property
    def more_open(self) -> bool:
        """Whether one of those, or the marker, must be seen."""
        return self._said([*(field.name for field in self.more), "marker"])

    @property
    def own(self) -> list[forms.BoundField]:
        """The own fields of the business (CUS-23)."""
        return self._bound(key for key in self.known.keys if isinstance(self.known[key], OwnField))

    @property
    def own_open(self) -> bool:
        """Whether one of those must be seen."""
        return self._said(field.name for field in self.own)

    markers = MARKERS

    # What was said -----------------------------------------------------------------------------

    def expected(self) -> dict[str, str]:
        """What the page showed when it was opened, field by field."""
        return {
            key: self.data[EXPECTED + key] for key in self.known.keys if EXPECTED + key in self.data
        }

    def wanted(self) -> dict[str, Any]:
        """What was changed on this page: untouched fields are not written, somebody else's stay.

        `theirs` names fields where the other's value shall stay after a conflict.
        """
        expected = {key: self.known[key].shown(text) for key, text in self.expected().items()}
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
        known = {key: self.initial.get(key, "") for key in self.known.keys if key in self.fields}
        known |= self.expected() if self.is_bound else {}
        known |= {key: self.known[key].typed(one.current) for key, one in self.conflicts.items()}
        return [(EXPECTED + key, value) for key, value in known.items()]

    def refuse(self, refused: Iterable[Refusal]) -> None:
        """Show what the operation refused, at the fields; `beside` keeps what the page shows."""
        for one in refused:
            if one.field in BESIDE:
                self.beside[one.field].append(str(one.message))
            else:
                self.add_error(one.field if one.field in self.fields else None, str(one.message))

    def _bound(self, keys: Iterable[str]) -> list[forms.BoundField]:
        return [self[key] for key in keys if key in self.fields]

    def _said(self, keys: Iterable[str]) -> bool:
        return any(field.value() or field.errors for field in self._bound(keys))
