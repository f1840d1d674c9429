"""What is right for a contact. Pure: no database, no request, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation.refusals import Refusal
from stammkunde.people.fields import CONTACT
from stammkunde.people.models import Contact, Customer, Kind
from stammkunde.people.rules.birthdays import birthday_key
from stammkunde.people.rules.parsing import clean_by

CONTACT_DERIVED = ("birthday_key",)


def clean_contact(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Refusal]]:
    """The values as they are stored; refuses as `clean_by` with the fields of a contact."""
    return clean_by(CONTACT, values)


def contact_problems(values: Mapping[str, Any], *, birth_dates: bool) -> list[Refusal]:
    """What is missing or not asked for: a name (`name_missing`), a birth date where nobody asks.

    birth_dates: see `asks_birth_dates`; else a birth date is refused (`birth_date_of_company`).
    """
    if not (values.get("first_name") or values.get("last_name")):
        text = _("A contact needs a first or last name.")
        return [Refusal(None, "name_missing", text, "last_name")]
    if values.get("birth_date") and not birth_dates:
        text = _("Birth dates are kept for contacts of private customers only.")
        return [Refusal(None, "birth_date_of_company", text, "birth_date")]
    return []


def asks_birth_dates(home: Customer, *, of_companies: bool) -> bool:
    """Whether contacts of this customer have a birth date (PAR-09). of_companies: the setting."""
    return of_companies or home.kind == Kind.PERSON


def contact_values(row: Contact) -> dict[str, Any]:
    """The fields of a row."""
    return {key: getattr(row, key) for key in CONTACT.keys}


def contact_name(row: Contact) -> str:
    """The name as people say it: "Dr. Petra Wolff"."""
    return " ".join(part for part in (row.title, row.first_name, row.last_name) if part)


def derive_contact(row: Contact) -> None:
    """Set the columns that follow from the others."""
    row.birthday_key = 0 if row.deceased_on else birthday_key(row.birth_date)


def contacts_archivable(
    rows: Iterable[Contact], *, in_use: bool
) -> tuple[list[Contact], list[Refusal]]:
    """Who can go into the archive (`in_use`: is not there yet), or come out of it."""
    code, text = (
        ("already_archived", _("This contact is in the archive already."))
        if in_use
        else ("not_archived", _("This contact is not in the archive."))
    )
    done = [row for row in rows if (row.archived_at is None) == in_use]
    kept = {row.pk for row in done}
    return done, [Refusal(row.pk, code, text) for row in rows if row.pk not in kept]


def stepped(order: Sequence[int], one: int, *, up: bool) -> list[int]:
    """The order after `one` has taken a step; at the end of the row nothing moves."""
    moved = list(order)
    at = moved.index(one)
    to = at - 1 if up else at + 1
    if 0 <= to < len(moved):
        moved[at], moved[to] = moved[to], moved[at]
    return moved
