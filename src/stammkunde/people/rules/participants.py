"""What is right for a participant. Pure: no database, no request, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation.fields import FieldSet
from stammkunde.foundation.folding import fold
from stammkunde.foundation.refusals import Refusal
from stammkunde.people.fields import PARTICIPANT
from stammkunde.people.models import NO_DAY, Customer, Kind, Participant, ParticipantKind
from stammkunde.people.rules.birthdays import birthday_key
from stammkunde.people.rules.parsing import clean_by

PARTICIPANT_DERIVED = (
    "sort_name", "born_key", "vaccinated_key", "liability_key", "birthday_key",
)  # fmt: skip


def clean_participant(
    values: Mapping[str, Any], fields: FieldSet = PARTICIPANT
) -> tuple[dict[str, Any], list[Refusal]]:
    """The values as they are stored; refuses as `clean_by` with these fields of a participant."""
    return clean_by(fields, values)


def participant_problems(values: Mapping[str, Any]) -> list[Refusal]:
    """What is missing: nobody takes part without a name, an animal has a call name."""
    if values.get("kind") not in ParticipantKind.values:
        return [Refusal(None, "kind_missing", _("Person or animal?"), "kind")]
    if values["kind"] == ParticipantKind.ANIMAL:
        if not values.get("first_name"):
            return [
                Refusal(None, "name_missing", _("An animal needs its call name."), "first_name")
            ]
    elif not (values.get("first_name") or values.get("last_name")):
        text = _("A participant needs a first or last name.")
        return [Refusal(None, "name_missing", text, "first_name")]
    return []


def participant_values(row: Participant) -> dict[str, Any]:
    """The fields of a row."""
    return {key: getattr(row, key) for key in PARTICIPANT.keys}


def with_surname(values: Mapping[str, Any], home: Customer) -> dict[str, Any]:
    """The values with the surname of a private customer where a person has none of their own."""
    taken = dict(values)
    person = taken.get("kind") == ParticipantKind.PERSON
    if person and taken.get("first_name") and not taken.get("last_name"):
        taken["last_name"] = home.last_name if home.kind == Kind.PERSON else ""
    return taken


def self_values(home: Customer) -> dict[str, Any]:
    """The participant that a private customer is when they take part themselves."""
    return {
        "kind": ParticipantKind.PERSON.value,
        "first_name": home.first_name,
        "last_name": home.last_name,
    }


def participant_name(row: Participant) -> str:
    """The name as people say it: "Lea Blume", "Balu"."""
    return " ".join(part for part in (row.first_name, row.last_name) if part)


def participant_list_name(row: Participant) -> str:
    """The name as lists show it: "Blume, Lea", "Balu"."""
    return ", ".join(part for part in (row.last_name, row.first_name) if part)


def derive_participant(row: Participant) -> None:
    """Set the columns that follow from the others."""
    row.sort_name = "  ".join(fold(part) for part in (row.last_name, row.first_name) if part)[:240]
    row.born_key = row.birth_date or NO_DAY
    row.vaccinated_key = row.vaccinated_until or NO_DAY
    row.liability_key = row.liability_until or NO_DAY
    row.birthday_key = 0 if row.deceased_on else birthday_key(row.birth_date)


def age(born: date, today: date) -> int:
    """Completed years on `today`; somebody born on 29 February grows older on 1 March."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def participants_archivable(
    rows: Iterable[Participant], *, in_use: bool
) -> tuple[list[Participant], list[Refusal]]:
    """Who can go into the archive (`in_use`: is not there yet), or come out of it."""
    code, text = (
        ("already_archived", _("This participant is in the archive already."))
        if in_use
        else ("not_archived", _("This participant is not in the archive."))
    )
    done = [row for row in rows if (row.archived_at is None) == in_use]
    kept = {row.pk for row in done}
    return done, [Refusal(row.pk, code, text) for row in rows if row.pk not in kept]


def followed_name(
    row: Participant, home: Customer, values: Mapping[str, Any]
) -> dict[str, str]:  # fmt: skip
    """The name of a self-participant whose customer is being renamed to `values`.

    Nothing where the two names differ already (somebody wanted it so), and nothing that would
    leave the participant without a name.
    """
    keys = ("first_name", "last_name")
    before = {key: getattr(home, key) for key in keys}
    after = before | {key: values[key] for key in keys if key in values}
    same = all(getattr(row, key) == before[key] for key in keys)
    return after if same and after != before and any(after.values()) else {}
