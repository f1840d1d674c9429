"""The filters of the list of customers (LST-04): what each column of its head offers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import pgettext_lazy

from stammkunde.foundation import fields as kinds
from stammkunde.foundation.fields import Field
from stammkunde.foundation.folding import fold, fold_phone
from stammkunde.foundation.lists import Between, Choice, Contains, Prefix
from stammkunde.foundation.lists.filters import Filter
from stammkunde.people.fields import FIELDS
from stammkunde.people.rules import folded_email
from stammkunde.people.search import PARTICIPANT_SEARCH, SEARCH

_FOUND: dict[str, Any] = {"index": SEARCH}


def _phone(typed: str) -> str:
    return fold_phone(typed) or typed


NAME = Contains(
    "name", pgettext_lazy("people", "Name"), path="pk", group="name", words_alone=True, **_FOUND
)
TEXTS: list[Filter] = [
    Contains(
        "number",
        pgettext_lazy("people", "Number"),
        path="number",
        typed_as_is=True,
        placeholder="…",
    ),
    Contains("email", FIELDS["email"].label, path="email_folded", fold=folded_email, group="mail",
             **_FOUND),
    Contains("phone", FIELDS["phone"].label, path="phone_digits", fold=_phone, group="code",
             **_FOUND),
    Prefix("postcode", FIELDS["postcode"].label),
    Contains("city", FIELDS["city"].label, path="city_key", fold=fold, group="place", **_FOUND),
]  # fmt: skip
PARTICIPANT_NAME = Contains(
    "name", pgettext_lazy("people", "Name"), path="pk", group="name", words_alone=True,
    index=PARTICIPANT_SEARCH,
)  # fmt: skip
OWNER = Contains(
    "owner", pgettext_lazy("people", "Customer"), path="customer", group="name", words_alone=True,
    of="customer", **_FOUND,
)  # fmt: skip


def derived(declared: Iterable[Field], there: Iterable[Filter]) -> list[Filter]:
    """A filter for every declared field that has none, as its kind wants it; it reads the rows."""
    known = {one.key for one in there}
    return [_filter(field) for field in declared if field.key not in known]


def _filter(field: Field) -> Filter:
    if field.kind is kinds.DATE:
        return Between(field.key, field.label, scans=True)
    if field.kind is kinds.CHOICE:
        return Choice(field.key, field.label, choices=field.choices, scans=True)
    if field.kind is kinds.BOOL:
        yes, no = pgettext_lazy("list", "yes"), pgettext_lazy("list", "no")
        return Choice(field.key, field.label, choices=((True, yes), (False, no)), scans=True)
    return Contains(field.key, field.label, typed_as_is=True)
