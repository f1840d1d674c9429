"""The words that column headings are made of, German and English (IMP-02).

As Excel lists, kutego, fortytools, Outlook and Google contacts write them. What a customer's own
fields are called stands with the fields (`Field.headings`).
"""

from __future__ import annotations

from stammkunde.people.operations.beginnings import ADDRESSES, BANK, ORIGIN
from stammkunde.people.operations.contacts import PEOPLE
from stammkunde.people.operations.customers import NUMBER, PUBLIC_ID, STATUS
from stammkunde.people.operations.externals import EXTERNAL_IDS
from stammkunde.people.operations.participants import FAMILY, SELF
from stammkunde.people.operations.points import GIVEN

GROUPS, RECIPIENTS, TAGS = "groups", "recipient_groups", "tags"
LABELS = (GROUPS, RECIPIENTS, TAGS)
ANIMAL = "animal"  # the name of a target: whoever stands there is one
# Keys that stand for more than one field; cells.py takes them apart.
NAME, PLACE, ADDRESS, HOUSE, COUNTRY = "+name", "+place", "+address", "+house", "country"
LEFT_OUT = "+left_out"
FAULTS = "Fehler"  # what is wrong with a row, in the list of faulty rows
ORIGINAL = "Zeile im Original"  # which row it was, there
COUNTED = "+"  # of addresses: the first one is the main one

# Beside the fields of a customer: key, what an export writes, what else lists say.
BESIDE: dict[str, tuple[str, ...]] = {
    STATUS: ("Status", "Kundenstatus", "customer status"),
    NUMBER: (
        "Kundennummer", "Kunden-Nr.", "Kunden Nr", "Kd-Nr.", "KdNr", "Nummer", "number",
        "customer number", "customer no", "Kundennr.",
    ),
    PUBLIC_ID: ("ID", "Kunden-ID", "customer ID", "public ID"),
    ORIGIN: ("Herkunft", "origin"),
    GROUPS: (
        "Kundengruppen", "Kundengruppe", "Gruppen", "Gruppe", "groups", "customer groups",
        "customer group",
    ),
    RECIPIENTS: (
        "Empfängergruppen", "Empfängergruppe", "Verteiler", "recipient groups", "mailing list",
    ),
    TAGS: (
        "Schlagworte", "Schlagwort", "Schlagwörter", "Stichworte", "Tags", "Labels", "Kategorien",
        "Kategorie", "categories", "keywords", "Group Membership",
    ),
}  # fmt: skip

# More ways to say a customer's own fields than the fields themselves name.
FIELD_WORDS: dict[str, tuple[str, ...]] = {
    "first_name": ("Vorname Kunde", "Kunde Vorname", "customer first name", "forename"),
    "last_name": ("Nachname Kunde", "Kunde Nachname", "customer last name", "Zuname"),
    "organisation": (
        "Firmenbezeichnung", "Institution", "Einrichtung", "Organization 1 - Name",
        "Organization Name", "business name", "Unternehmensname", "Name der Firma", "Vereinsname",
        "Organisationsname",
    ),
    "email": (
        "E-Mailadresse", "eMail", "E-Mail 1", "E-Mail 1 - Value", "E-mail 1 Address", "Mail 1",
        "E-mail", "Email 1", "primary email", "E-Mail: Adresse", "E-Mail-Adresse 1",
    ),
    "phone": (
        "Telefon 1", "Telefonnr.", "Tel.-Nr.", "Festnetz", "Festnetznummer", "Phone",
        "Phone 1 - Value", "primary phone", "Telephone Number", "Fon", "Telefonnummer 1",
    ),
    "birth_date": ("geboren am", "geb. am", "Geb.-Datum", "geb.", "DOB", "Geburtsdatum Kunde"),
    "phone_label": ("Phone 1 - Type", "Phone 1 - Label", "Telefon 1 Art"),
    "email_label": ("E-Mail 1 - Type", "E-Mail 1 - Label", "E-mail 1 Art"),
    "postcode": ("Postleitzahl Kunde", "post code", "postcode", "ZIP/Postal Code"),
    "city": ("Stadt/Ort", "Ortschaft", "Gemeinde", "Ortsname"),
    "street": (
        "Straße Nr.", "Straße und Hausnummer", "Straße/Hausnummer", "Straße, Hausnummer",
        "Straße, Nr.", "Straße + Nr.", "Straße Hausnummer", "Straße & Hausnummer",
        "Straße/Hausnr.", "street address", "address line 1", "Straßenname",
    ),
    "salutation": ("Anrede Kunde", "form of address"),
    "title": ("Name Prefix", "akad. Titel", "Titel Kunde"),
    "short_name": ("Nickname", "Spitzname", "Kürzel"),
    "relation_start": ("Kunde seit", "Kunde ab", "customer since", "Kunde von"),
    "relation_end": ("Kunde bis", "customer until", "gekündigt zum"),
    "vat_id": (
        "USt.-IdNr.", "UmsatzsteuerID", "Umsatzsteuer-Identifikationsnummer", "VAT ID", "VAT no",
    ),
    "buyer_reference": ("Leitweg ID",),
    "insurer": ("Versicherung", "Krankenversicherung"),
    "insurance_number": ("Versichertennr.", "Versicherungsnummer", "KV-Nummer"),
    "note": (
        "Bemerkungen", "Notizen", "Anmerkung", "Anmerkungen", "Kommentar", "notes", "comment",
        "remarks", "Interne Notizen",
    ),
}  # fmt: skip

# Several fields in one cell, or half a field: taken apart or put together where that is certain.
COMBINED: dict[str, tuple[str, ...]] = {
    NAME: (
        "Name", "Kundenname", "Vollständiger Name", "full name", "customer name", "display name",
        "Anzeigename", "Vor- und Nachname", "Vorname Nachname", "Name, Vorname", "Kunde", "customer",
        "Name Vorname", "Vor-/Nachname", "Nachname, Vorname", "file as", "Speichern unter",
    ),
    PLACE: ("PLZ Ort", "PLZ/Ort", "PLZ, Ort", "PLZ + Ort", "PLZ und Ort", "PLZ & Ort", "zip city"),
    ADDRESS: (
        "Adresse", "Anschrift", "address", "Postanschrift", "Wohnanschrift", "Kundenadresse",
        "Address 1 - Formatted",
    ),
    HOUSE: ("Hausnummer", "Hausnr.", "Haus-Nr.", "HNr.", "house number", "street number"),
    COUNTRY: ("Land", "country", "Staat", "Country/Region", "Land/Region"),
}  # fmt: skip
LEFT_OUT_WORDS: dict[str, tuple[str, ...]] = {
    LEFT_OUT: ("BIC", "SWIFT", "Bank", "Bankname", "Kreditinstitut", "bank name", "SWIFT/BIC"),
}

# Who takes part: what the column is about, then what it says about them.
PEOPLE_WORDS = (
    "Teilnehmer", "Teilnehmerin", "Teilnehmende", "TN", "Kind", "Kindes", "des Kindes", "Schüler",
    "participant", "child", "attendee", "student", "Teilnehmers", "des Teilnehmers",
)  # fmt: skip
ANIMAL_WORDS = (
    "Hund", "Hunde", "Hundes", "des Hundes", "Tier", "Tieres", "des Tieres", "dog", "animal", "pet",
)  # fmt: skip
FAMILY_KEYS: dict[str, tuple[str, ...]] = {
    "kind": ("Art", "Kategorie", "kind", "type"),
    "title": ("Titel", "title"),
    "first_name": (
        "Vorname", "Vornamen", "Rufname", "first name", "given name", "call name", "forename",
    ),
    "last_name": ("Nachname", "Familienname", "last name", "surname", "family name"),
    NAME: ("Name", "full name"),
    "birth_date": (
        "Geburtsdatum", "Geburtstag", "geboren am", "geb. am", "geb.", "birth date", "birthday",
        "date of birth", "DOB", "Wurfdatum", "Wurftag",
    ),
    "breed": ("Rasse", "breed", "Hunderasse"),
    "sex": ("Geschlecht", "sex", "gender"),
    "neutered": ("kastriert", "kastriert/sterilisiert", "neutered", "Kastration"),
    "chip": (
        "Chipnummer", "Chip", "Chip-Nr.", "Chipnr.", "Mikrochip", "microchip", "Transponder",
        "Transpondernummer", "chip number", "Mikrochipnummer",
    ),
    "vaccinated_until": (
        "geimpft bis", "Impfung bis", "Impfung gültig bis", "Impfschutz bis", "Impfung",
        "vaccinated until", "vaccination valid until", "Tollwut bis", "Tollwutimpfung bis",
    ),
    "liability_until": (
        "Haftpflicht bis", "Haftpflicht gültig bis", "Haftpflichtversicherung bis",
        "Versicherung bis", "liability until", "Hundehaftpflicht bis",
    ),
    "note": ("Notiz", "Notizen", "Bemerkung", "Bemerkungen", "Hinweis", "note", "notes"),
    SELF: ("nimmt selbst teil", "ist Kunde", "selbst", "is self"),
}  # fmt: skip
# Without saying whose: customers have none of these.
OF_ANIMALS = ("breed", "neutered", "chip", "vaccinated_until", "liability_until")
ANIMAL_NAMES = (
    "Hundename",
    "Name des Hundes",
    "Tiername",
    "Name des Tieres",
    "dog name",
    "pet name",
)

CONTACT_WORDS = (
    "Ansprechpartner", "Ansprechpartnerin", "Ansprechperson", "AP", "Kontakt", "Kontaktperson",
    "contact", "contact person", "Weitere Person",
)  # fmt: skip
BARE_CONTACTS = (
    "Ansprechpartner", "Ansprechpartnerin", "Ansprechperson", "Kontaktperson", "contact person",
)  # fmt: skip
CONTACT_KEYS: dict[str, tuple[str, ...]] = {
    "title": ("Titel", "title"),
    "first_name": ("Vorname", "first name"),
    "last_name": ("Nachname", "last name", "surname"),
    NAME: ("Name", "full name"),
    "role": ("Funktion", "Rolle", "Position", "role", "job title", "Abteilung"),
    "phone": ("Telefon", "Tel.", "Handy", "Mobil", "phone", "mobile", "Telefonnummer"),
    "email": ("E-Mail", "Mail", "email", "E-Mail-Adresse", "email address"),
    "birth_date": ("Geburtsdatum", "Geburtstag", "birth date", "birthday"),
    "note": ("Notiz", "Bemerkung", "note"),
}

# Further addresses: the label that the words mean ("" asks the file), then what they say.
ADDRESS_WORDS: dict[str, tuple[str, ...]] = {
    "": ("Weitere Anschrift", "Weitere Adresse", "Other", "Zusatzadresse", "Zweitanschrift",
         "further address", "other address"),
    COUNTED: ("Anschrift", "Adresse", "address"),
    "Rechnung": ("Rechnungsanschrift", "Rechnungsadresse", "Rechnung", "Rechnungsempfänger",
                 "billing", "billing address", "invoice", "invoice address"),
    "Lieferung": ("Lieferanschrift", "Lieferadresse", "Lieferung", "delivery", "delivery address",
                  "shipping", "shipping address"),
    "Abholung": ("Abholadresse", "Abholanschrift", "Abholung", "pick-up address"),
    "Einsatzort": ("Einsatzort", "Objekt", "Objektadresse", "Objektanschrift"),
    "Privat": ("Privat", "Privatadresse", "Privatanschrift", "Home", "home address"),
    "Geschäftlich": ("Geschäftlich", "Geschäftsadresse", "Firmenadresse", "Business", "Work",
                     "Firmenanschrift", "dienstlich", "business address"),
}  # fmt: skip
MAYBE_MAIN = ("Privat", "Geschäftlich")  # of a list that names no other address
ADDRESS_KEYS: dict[str, tuple[str, ...]] = {
    "label": ("Bezeichnung", "label", "Wofür", "Type"),
    "street": (
        "Straße", "Str.", "street", "Straße Nr.", "Straße und Hausnummer", "Straße/Hausnummer",
        "street address", "Straße Hausnummer",
    ),
    HOUSE: ("Hausnummer", "Hausnr."),
    "postcode": ("PLZ", "Postleitzahl", "zip", "postal code", "zip code", "post code"),
    "city": ("Ort", "Stadt", "city", "town"),
    PLACE: ("PLZ Ort", "PLZ/Ort"),
    COUNTRY: ("Land", "country", "Country/Region", "Land/Region"),
    ADDRESS: ("Formatted",),
}  # fmt: skip

# Phones and e-mails: the label that the words mean.
PHONE_WORDS = (
    "Telefon", "Tel.", "Telefonnummer", "Rufnummer", "phone", "telephone", "Phone Value",
    "Telefonnr.", "phone number", "Weiteres Telefon", "weitere Telefonnummer", "other phone",
)  # fmt: skip
PHONE_LABELS: dict[str, tuple[str, ...]] = {
    "Mobil": ("Mobil", "Mobiltelefon", "Mobilnummer", "Handy", "Handynummer", "mobile",
              "mobile phone", "cell", "cell phone", "Telefon mobil", "Mobilfunk"),
    "Privat": ("Telefon privat", "Telefon (privat)", "home phone", "phone home", "Tel. privat",
               "Privattelefon"),
    "Büro": ("Telefon geschäftlich", "Telefon (geschäftlich)", "business phone", "work phone",
             "Telefon dienstlich", "Telefon Büro", "Telefon Firma", "Tel. geschäftlich",
             "company main phone", "Tel. dienstlich", "office phone"),
    "Notfall": ("Notfallnummer", "Notfalltelefon", "Telefon Notfall", "emergency phone"),
    "Fax": ("Fax", "Faxnummer", "Telefax", "fax number", "Fax geschäftlich", "business fax",
            "home fax", "Fax privat", "other fax"),
}  # fmt: skip
EMAIL_WORDS = (
    "E-Mail", "Mail", "email", "E-Mail Value", "E-Mail-Adresse", "E-Mail: Adresse",
    "Weitere E-Mail", "email address", "other email",
)  # fmt: skip
EMAIL_LABELS: dict[str, tuple[str, ...]] = {
    "Privat": ("E-Mail privat", "E-Mail (privat)", "private E-Mail", "personal email",
               "home email", "Privatmail"),
    "Büro": ("E-Mail geschäftlich", "E-Mail (geschäftlich)", "work email", "business email",
             "E-Mail dienstlich", "E-Mail Firma"),
    "Rechnung": ("Rechnungs-E-Mail", "E-Mail Rechnung", "billing email"),
}  # fmt: skip
POINT_LABEL_WORDS = ("Art", "Bezeichnung", "label", "type")
NEVER_FIRST = frozenset({"Fax"})

BANK_KEYS: dict[str, tuple[str, ...]] = {
    "iban": ("IBAN", "Konto IBAN", "IBAN-Nummer", "bank account", "Bankverbindung"),
    "holder": ("Kontoinhaber", "Kontoinhaberin", "account holder", "Inhaber", "Kontoinhaber Name"),
}

# Where numbers come from that other programs gave; "Externe ID <name>" works for any other name.
EXTERNAL = "Externe ID"
EXTERNAL_WORDS = (
    EXTERNAL, "Externe Nummer", "external ID", "externe Kundennummer", "Fremdnummer", "Fremd-ID",
)  # fmt: skip
SYSTEMS = (
    "kutego", "fortytools", "lexware", "lexoffice", "sevdesk", "DATEV", "Odoo", "easybill", "Outlook",
    "Google", "Excel", "Shopify", "WooCommerce", "Mailchimp",
)  # fmt: skip

__all__ = [
    "ADDRESSES", "BANK", "EXTERNAL_IDS", "FAMILY", "GIVEN", "NUMBER", "ORIGIN", "PEOPLE",
    "PUBLIC_ID", "SELF", "STATUS",
]  # fmt: skip
