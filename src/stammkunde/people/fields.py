"""The fields of a customer, declared once (house.md 5).

Form, inline edit, import, export, list columns and the words of the timeline come from here.
Lengths are those of the columns in models.py; a test compares them.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.fields import (
    BOOL,
    CHOICE,
    DATE,
    EMAIL,
    LONGTEXT,
    PHONE,
    POSTCODE,
    Field,
    FieldSet,
)
from stammkunde.people.models import Business, Kind, NumberMode, ParticipantKind, Salutation, Sex

EDIT = "people.edit"

FIELDS = FieldSet(
    [
        Field(
            "kind",
            pgettext_lazy("people", "Kind"),
            kind=CHOICE,
            needs=EDIT,
            headings=("Art", "Kundenart", "Typ", "Kundentyp", "type", "customer type"),
            choices=tuple(Kind.choices),
            required=True,
            sort=True,
        ),
        Field(
            "first_name",
            pgettext_lazy("people", "First name"),
            personal=True,
            needs=EDIT,
            headings=("Vorname", "first name", "given name"),
            max_length=120,
            autocomplete="off",
        ),
        Field(
            "last_name",
            pgettext_lazy("people", "Last name"),
            personal=True,
            needs=EDIT,
            headings=("Nachname", "Name", "Familienname", "last name", "surname", "family name"),
            max_length=120,
            sort=True,
        ),
        Field(
            "organisation",
            pgettext_lazy("people", "Organisation"),
            personal=True,
            needs=EDIT,
            headings=("Firma", "Firmenname", "Organisation", "Unternehmen", "Verein", "company",
                      "company name", "organization"),
            max_length=200,
        ),
        Field(
            "email",
            pgettext_lazy("people", "E-mail"),
            kind=EMAIL,
            personal=True,
            needs=EDIT,
            headings=("E-Mail", "Mail", "E-Mail-Adresse", "Mailadresse", "email address"),
            max_length=254,
        ),
        Field(
            "phone",
            pgettext_lazy("people", "Phone"),
            kind=PHONE,
            personal=True,
            needs=EDIT,
            headings=("Telefon", "Tel.", "Handy", "Mobil", "Mobiltelefon", "Telefonnummer",
                      "Handynummer", "Rufnummer", "mobile", "phone number", "telephone"),
            max_length=60,
        ),
        Field(
            "postcode",
            pgettext_lazy("people", "Postcode"),
            kind=POSTCODE,
            personal=True,
            needs=EDIT,
            headings=("PLZ", "Postleitzahl", "postal code", "zip", "zip code"),
            max_length=10,
            sort=True,
        ),
        Field(
            "city",
            pgettext_lazy("people", "City"),
            personal=True,
            needs=EDIT,
            headings=("Ort", "Stadt", "Wohnort", "town", "place"),
            max_length=120,
            sort=True,
        ),
        Field(
            "street",
            pgettext_lazy("people", "Street"),
            personal=True,
            needs=EDIT,
            headings=("Straße", "Strasse", "Str.", "Anschrift", "Adresse", "street", "address"),
            max_length=120,
        ),
        Field(
            "salutation",
            pgettext_lazy("people", "Salutation"),
            kind=CHOICE,
            personal=True,
            needs=EDIT,
            headings=("Anrede", "salutation"),
            choices=tuple(Salutation.choices),
        ),
        Field(
            "title",
            pgettext_lazy("people: field", "Title"),
            personal=True,
            needs=EDIT,
            headings=("Titel", "akademischer Titel", "academic title"),
            max_length=60,
        ),
        Field(
            "short_name",
            _("Short name"),
            personal=True,
            needs=EDIT,
            headings=("Kurzname", "Kurzbezeichnung", "Matchcode", "short name"),
            max_length=60,
        ),
        Field(
            "relation_start",
            _("Relation since"),
            kind=DATE,
            personal=True,
            needs=EDIT,
            headings=("Beginn der Kundenbeziehung", "Kundenbeginn", "relation start"),
            max_length=10,
        ),
        Field(
            "relation_end",
            _("Relation until"),
            kind=DATE,
            personal=True,
            needs=EDIT,
            headings=("Ende der Kundenbeziehung", "Kundenende", "relation end"),
            max_length=10,
        ),
        Field(
            "marker",
            pgettext_lazy("people", "Marker"),
            personal=True,
            needs=EDIT,
            headings=("Markierung", "Emoji", "marker"),
            max_length=16,
            hint=_("One emoji; it stands before the name everywhere."),
        ),
        Field(
            "note",
            _("Internal note"),
            kind=LONGTEXT,
            personal=True,
            needs=EDIT,
            headings=("Interne Notiz", "Notiz", "Bemerkung", "internal note", "note"),
            max_length=4000,
        ),
    ]
)  # fmt: skip

# What two customers must have in common to be the same one: what a plain address list holds.
IDENTITY = ("kind", "first_name", "last_name", "organisation", "email", "phone", "postcode", "city")

NUMBER_MODES = NumberMode.choices
PROFILES = Business.choices

KIND_HINT = _("A private person needs a first or last name, an organisation needs its name.")


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
PERSON_KEYS = ("first_name", "last_name", "birth_date", "note")
ANIMAL_KEYS = tuple(key for key in PARTICIPANT.keys if key not in {"kind", "last_name"})


def participant_keys(kind: str) -> tuple[str, ...]:
    """The fields that a participant of this kind has, in the order of the form."""
    return ANIMAL_KEYS if kind == ParticipantKind.ANIMAL else PERSON_KEYS


ADDRESS = FieldSet(
    [
        Field(
            "label",
            pgettext_lazy("people: address", "What it is for"),
            personal=True,
            max_length=60,
            required=True,
            hint=_("Pick-up, invoices, holiday flat"),
        ),
        *(FIELDS[key] for key in ("street", "postcode", "city")),
        Field("country", pgettext_lazy("people", "Country"), personal=True, max_length=60),
    ]
)
