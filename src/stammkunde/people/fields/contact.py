"""The fields of a contact, declared once (PAR-07, PAR-12)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.fields import DATE, EMAIL, LONGTEXT, PHONE, Field, FieldKind, FieldSet
from stammkunde.people.fields.customer import EDIT


def _field(key: str, label: object, *headings: str, kind: FieldKind = FieldKind.TEXT,
           max_length: int = 120, hint: object = "") -> Field:  # fmt: skip
    return Field(
        key, label, kind=kind, personal=True, needs=EDIT, headings=headings,
        max_length=max_length, autocomplete="off", hint=hint,
    )  # fmt: skip


CONTACT = FieldSet(
    [
        _field("first_name", pgettext_lazy("people", "First name"), "Vorname"),
        _field("last_name", pgettext_lazy("people", "Last name"), "Nachname", "Name"),
        _field("title", pgettext_lazy("people: field", "Title"), "Titel", max_length=60),
        _field(
            "role",
            pgettext_lazy("people: contact", "Role"),
            "Funktion",
            "Rolle",
            "Position",
            hint=_("Caretaker, accounts, daughter, emergency contact"),
        ),
        _field(
            "phone", pgettext_lazy("people", "Phone"), "Telefon", "Handy",
            kind=PHONE, max_length=60,
        ),
        _field(
            "email", pgettext_lazy("people", "E-mail"), "E-Mail", "Mail",
            kind=EMAIL, max_length=254,
        ),
        _field("birth_date", _("Birth date"), "Geburtsdatum", "birthday", kind=DATE),
        _field("note", _("Internal note"), "Notiz", kind=LONGTEXT, max_length=4000),
    ]
)  # fmt: skip
