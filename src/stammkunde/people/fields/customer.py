"""The fields of a customer, declared once (house.md 5).

Form, inline edit, import, export, list columns and the words of the timeline come from here.
Lengths are those of the columns in models.py; a test compares them.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.fields import (
    CHOICE,
    DATE,
    EMAIL,
    LONGTEXT,
    PHONE,
    POSTCODE,
    Field,
    FieldSet,
)
from stammkunde.people.fields import checks
from stammkunde.people.models import (
    AutoSelf,
    Business,
    Kind,
    NameOrder,
    NumberMode,
    Salutation,
    UniqueEmail,
)

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
            "birth_date",
            _("Birth date"),
            kind=DATE,
            personal=True,
            needs=EDIT,
            headings=("Geburtsdatum", "Geburtstag", "birthday", "date of birth"),
            max_length=10,
        ),
        Field(
            "phone_label",
            _("Label of the phone"),
            personal=True,
            needs=EDIT,
            headings=("Telefonart", "phone label"),
            max_length=60,
        ),
        Field(
            "email_label",
            _("Label of the e-mail"),
            personal=True,
            needs=EDIT,
            headings=("E-Mail-Art", "email label"),
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
            "vat_id",
            _("VAT id"),
            personal=True,
            needs=EDIT,
            headings=("USt-IdNr.", "USt-ID", "UStID", "Umsatzsteuer-ID", "VAT number"),
            max_length=20,
            check=checks.vat_id,
        ),
        Field(
            "buyer_reference",
            _("Buyer reference"),
            personal=True,
            needs=EDIT,
            headings=("Kundenreferenz", "Leitweg-ID", "Käuferreferenz", "buyer reference"),
            max_length=60,
            hint=_("For e-invoices; public offices give a Leitweg-ID."),
            check=checks.buyer_reference,
        ),
        Field(
            "insurer",
            _("Health insurer"),
            personal=True,
            needs=EDIT,
            headings=("Krankenkasse", "Kasse", "Pflegekasse", "health insurer"),
            max_length=120,
        ),
        Field(
            "insurance_number",
            _("Insurance number"),
            personal=True,
            needs=EDIT,
            headings=("Versichertennummer", "KVNR", "Krankenversichertennummer"),
            max_length=20,
            check=checks.insurance_number,
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
UNIQUE_EMAIL = UniqueEmail.choices
AUTO_SELF = AutoSelf.choices
NAME_ORDERS = NameOrder.choices

KIND_HINT = _("A private person needs a first or last name, an organisation needs its name.")
