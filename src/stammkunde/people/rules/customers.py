"""What is right for a customer. Pure: no database, no request, no clock."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation.fields import FieldSet
from stammkunde.foundation.folding import fold, fold_phone
from stammkunde.foundation.refusals import Refusal
from stammkunde.people.fields import FIELDS, IDENTITY
from stammkunde.people.models import Customer, Kind, NameOrder
from stammkunde.people.rules.birthdays import birthday_key
from stammkunde.people.rules.parsing import clean_by
from stammkunde.people.rules.statuses import is_marker, number_key

_KINDS = frozenset(Kind.values)
_ORGANISATION = Kind.ORGANISATION.value
DERIVED = (
    "sort_name", "city_key", "email_folded", "phone_digits", "number_key", "birthday_key",
)  # fmt: skip


def clean(
    values: Mapping[str, Any], fields: FieldSet = FIELDS
) -> tuple[dict[str, Any], list[Refusal]]:
    """The values as they are stored; refuses as `clean_by` with these fields of a customer."""
    return clean_by(fields, values)


def shown(expected: Mapping[str, Any], fields: FieldSet = FIELDS) -> dict[str, Any]:
    """What a page showed, as values: dates and lines come back from it as text."""
    return {
        key: fields[key].shown(text) if key in fields else text for key, text in expected.items()
    }


def problems(values: Mapping[str, Any]) -> list[Refusal]:
    """What is missing or wrong (CUS-02, CUS-18, CUS-21): nobody is without a name."""
    start, end = values.get("relation_start"), values.get("relation_end")
    if start and end and end < start:
        text = _("The relation ends before it begins.")
        return [Refusal(None, "ends_before_start", text, "relation_end")]
    if values.get("marker") and not is_marker(values["marker"]):
        return [Refusal(None, "marker_invalid", _("The marker is one emoji."), "marker")]
    if values.get("kind") not in _KINDS:
        return [Refusal(None, "kind_missing", _("Person or organisation?"), "kind")]
    if values["kind"] == _ORGANISATION:
        if values.get("birth_date"):
            text = _("Only a private person has a birth date.")
            return [Refusal(None, "birth_date_of_organisation", text, "birth_date")]
        if not values.get("organisation"):
            text = _("An organisation needs its name.")
            return [Refusal(None, "name_missing", text, "organisation")]
    elif not (values.get("first_name") or values.get("last_name")):
        text = _("A private person needs a first or last name.")
        return [Refusal(None, "name_missing", text, "last_name")]
    return []


def values_of(customer: Customer) -> dict[str, Any]:
    """The fields of a row."""
    return {key: getattr(customer, key) for key in FIELDS.keys}


def identity(values: Mapping[str, Any]) -> tuple[str, ...]:
    """What two rows of a list must have in common to be the same customer (fields.IDENTITY)."""
    return tuple(str(values.get(key) or "") for key in IDENTITY)


def list_name(customer: Customer, order: str = NameOrder.LAST_FIRST) -> str:
    """Offices look for "Nachname, Vorname"; organisations stand under their name (users.md 2).

    Behind it the contact person of an organisation, or a person's organisation: a search finds
    both, so the list shows both. order: a value of `NameOrder`.
    """
    if order == NameOrder.LAST_FIRST:
        person = ", ".join(part for part in (customer.last_name, customer.first_name) if part)
    else:
        person = " ".join(part for part in (customer.first_name, customer.last_name) if part)
    names = [person, customer.short_name or customer.organisation]
    if customer.kind == Kind.ORGANISATION:
        names.reverse()
    return " · ".join(name for name in names if name)


def record_name(customer: Customer) -> str:
    """How a customer is called: "Vorname Nachname", or the organisation."""
    if customer.kind == Kind.ORGANISATION:
        return customer.organisation
    return " ".join(part for part in (customer.first_name, customer.last_name) if part)


def sort_name(values: Mapping[str, Any]) -> str:
    """The folded name that lists sort by. Two blanks keep "Berg, Zoe" before "Berg Mann, Anna"."""
    if values.get("kind") == _ORGANISATION:
        parts = [values.get("short_name") or values.get("organisation")]
    else:
        parts = [values.get("last_name"), values.get("first_name")]
    return "  ".join(fold(part) for part in parts if part)[:400]


def folded_email(email: str) -> str:
    """The form in which two e-mail addresses are the same."""
    return unicodedata.normalize("NFKC", email).lower()[:254]


def derive(customer: Customer) -> None:
    """Set the columns that follow from the others."""
    customer.sort_name = sort_name(vars(customer))
    customer.city_key = fold(customer.city)[:240]
    customer.email_folded = folded_email(customer.email)
    customer.phone_digits = fold_phone(customer.phone)[:60]
    customer.number_key = number_key(customer.number)
    customer.birthday_key = 0 if customer.deceased_on else birthday_key(customer.birth_date)


def archivable(rows: Iterable[Customer]) -> tuple[list[Customer], list[Refusal]]:
    """Who can go into the archive: who is not there already."""
    text = _("This customer is in the archive already.")
    return _parted(rows, True, "already_archived", text)


def restorable(rows: Iterable[Customer]) -> tuple[list[Customer], list[Refusal]]:
    """Who can come out of the archive: who is in it."""
    return _parted(rows, False, "not_archived", _("This customer is not in the archive."))


def lockable(rows: Iterable[Customer]) -> tuple[list[Customer], list[Refusal]]:
    """Who can be locked: who is not locked already (DEL-04)."""
    text = _("This customer is locked already.")
    return _parted(rows, True, "already_locked", text, "locked_at")


def unlockable(rows: Iterable[Customer]) -> tuple[list[Customer], list[Refusal]]:
    """Who can be unlocked: who is locked."""
    return _parted(rows, False, "not_locked", _("This customer is not locked."), "locked_at")


def _parted(
    rows: Iterable[Customer], unset: bool, code: str, message: str, column: str = "archived_at"
) -> tuple[list[Customer], list[Refusal]]:
    done: list[Customer] = []
    refused: list[Refusal] = []
    for row in rows:
        if (getattr(row, column) is None) == unset:
            done.append(row)
        else:
            refused.append(Refusal(row.pk, code, message))
    return done, refused
