"""The fields of those who take part, declared once (features 2.2)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.fields import BOOL, CHOICE, DATE, LONGTEXT, Field, FieldSet
from stammkunde.people.fields.customer import EDIT
from stammkunde.people.models import ParticipantKind, Sex


def _text(key: str, label: Any, headings: tuple[str, ...], max_length: int = 120) -> Field:
    return Field(
        key, label, personal=True, needs=EDIT, headings=headings, max_length=max_length,
        autocomplete="off",
    )  # fmt: skip


def _day(key: str, label: Any, *headings: str) -> Field:
    return Field(key, label, kind=DATE, personal=True, needs=EDIT, headings=headings, sort=True)


# Who takes part (features 2.2). An animal's call name is its first name (PAR-13).
PARTICIPANT = FieldSet(
    [
        Field(
            "kind",
            pgettext_lazy("people", "Kind"),
            kind=CHOICE,
            needs=EDIT,
            choices=tuple(ParticipantKind.choices),
            required=True,
        ),
        _text("title", pgettext_lazy("people: field", "Title"), ("Titel",), 60),
        _text("first_name", pgettext_lazy("people", "First name"), ("Vorname", "Rufname")),
        _text("last_name", pgettext_lazy("people", "Last name"), ("Nachname",)),
        _day("birth_date", _("Birth date"), "Geburtsdatum", "birthday"),
        _text("breed", pgettext_lazy("people", "Breed"), ("Rasse",)),
        Field(
            "sex",
            pgettext_lazy("people", "Sex"),
            kind=CHOICE,
            personal=True,
            needs=EDIT,
            headings=("Geschlecht",),
            choices=tuple(Sex.choices),
        ),
        Field(
            "neutered",
            pgettext_lazy("people", "Neutered"),
            kind=BOOL,
            personal=True,
            needs=EDIT,
            headings=("kastriert",),
        ),
        _text("chip", _("Chip number"), ("Chipnummer", "Chip"), 40),
        _day("vaccinated_until", _("Vaccinated until"), "geimpft bis", "Impfung bis"),
        _day("liability_until", _("Liability insurance until"), "Haftpflicht bis"),
        Field(
            "note",
            _("Internal note"),
            kind=LONGTEXT,
            personal=True,
            needs=EDIT,
            max_length=4000,
        ),
    ]
)
NOTE = "note"  # written on a page of its own (PAR-03)
PERSON_KEYS = ("first_name", "last_name", "title", "birth_date")
ANIMAL_KEYS = tuple(
    key for key in PARTICIPANT.keys if key not in {"kind", "title", "last_name", NOTE}
)


def participant_keys(kind: str) -> tuple[str, ...]:
    """The fields that a participant of this kind has, in the order of the form."""
    return ANIMAL_KEYS if kind == ParticipantKind.ANIMAL else PERSON_KEYS
