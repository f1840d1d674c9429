"""Headings of real lists: Excel, kutego, fortytools, Outlook and Google contacts (IMP-02, IMP-06)."""

from __future__ import annotations

import pytest

from stammkunde.foundation import sheets
from stammkunde.people.importing import headings, words
from stammkunde.people.importing.columns import Columns, columns_of, knows
from stammkunde.people.importing.headings import Target
from stammkunde.people.tests.own import own

pytestmark = pytest.mark.db

CUSTOMER = {
    "kind": ["Art", "Kundenart", "Typ", "kind"],
    "first_name": ["Vorname", "Vorname*", "FIRST NAME", "Given Name", "vorname"],
    "last_name": ["Nachname", "Nachname *", "*Nachname", "Familienname", "Last Name", "Surname"],
    "organisation": ["Firma", "Firmenname*", "Verein", "Company", "Organization 1 - Name"],
    "email": ["E-Mail", "EMail", "e-mail address", "E-Mail-Adresse", "E-mail 1 - Value", "Mail"],
    "phone": ["Telefon", "Tel.", "Telefonnummer", "Festnetz", "Phone 1 - Value", "Telefon 1"],
    "phone_label": ["Telefonart", "Phone 1 - Type"],
    "birth_date": ["Geburtsdatum", "Geb.-Datum", "Geburtstag", "Birthday", "geboren am"],
    "postcode": ["PLZ", "Postleitzahl", "ZIP", "Postal Code", "PLZ*"],
    "city": ["Ort", "Stadt", "Wohnort", "City"],
    "street": ["Straße", "Strasse", "Straße Nr.", "Straße/Hausnummer", "Str.", "Street"],
    "salutation": ["Anrede", "Salutation"],
    "title": ["Titel", "Akademischer Titel", "Name Prefix"],
    "note": ["Interne Notiz", "Bemerkungen", "Notizen", "Notes", "Anmerkung"],
    "vat_id": ["USt-IdNr.", "USt.-ID", "Umsatzsteuer-ID", "VAT number"],
    "relation_start": ["Kunde seit", "Kundenbeginn"],
    words.NUMBER: ["Kundennummer", "Kd-Nr.", "Kunden-Nr.", "Customer Number", "KdNr"],
    words.STATUS: ["Status", "Kundenstatus"],
    words.PUBLIC_ID: ["ID"],
    words.GROUPS: ["Kundengruppen", "Kundengruppe", "Gruppe"],
    words.RECIPIENTS: ["Empfängergruppen", "Verteiler"],
    words.TAGS: ["Schlagworte", "Tags", "Kategorien", "Categories", "Labels"],
    words.NAME: ["Name", "Kundenname", "Vor- und Nachname", "Full name"],
    words.PLACE: ["PLZ Ort", "PLZ/Ort", "PLZ, Ort"],
    words.HOUSE: ["Hausnummer", "Hausnr.", "Haus-Nr."],
}
BESIDES = [
    ("Teilnehmer 1 Vorname", Target(words.FAMILY, "first_name", 1)),
    ("Teilnehmer Vorname 2", Target(words.FAMILY, "first_name", 2)),
    ("Vorname Teilnehmer 3", Target(words.FAMILY, "first_name", 3)),
    ("participant_first_name", Target(words.FAMILY, "first_name")),
    ("participant_last_name_2", Target(words.FAMILY, "last_name", 2)),
    ("Geburtsdatum Kind 1", Target(words.FAMILY, "birth_date", 1)),
    ("Kind", Target(words.FAMILY, words.NAME)),
    ("Name des Kindes", Target(words.FAMILY, words.NAME)),
    ("Hund 2", Target(words.FAMILY, words.NAME, 2, words.ANIMAL)),
    ("Hund 1 Rasse", Target(words.FAMILY, "breed", 1, words.ANIMAL)),
    ("Hundename", Target(words.FAMILY, "first_name", 0, words.ANIMAL)),
    ("Rasse", Target(words.FAMILY, "breed", 0, words.ANIMAL)),
    ("Chip-Nr.", Target(words.FAMILY, "chip", 0, words.ANIMAL)),
    ("Impfung gültig bis", Target(words.FAMILY, "vaccinated_until", 0, words.ANIMAL)),
    ("Ansprechpartner", Target(words.PEOPLE, words.NAME)),
    ("Ansprechpartner 2 E-Mail", Target(words.PEOPLE, "email", 2)),
    ("Kontaktperson Telefon", Target(words.PEOPLE, "phone")),
    ("Rechnungsanschrift Straße", Target(words.ADDRESSES, "street", 0, "Rechnung")),
    ("Rechnung PLZ", Target(words.ADDRESSES, "postcode", 0, "Rechnung")),
    ("Lieferadresse Ort", Target(words.ADDRESSES, "city", 0, "Lieferung")),
    ("Rechnungsadresse", Target(words.ADDRESSES, words.ADDRESS, 0, "Rechnung")),
    ("Business Street", Target(words.ADDRESSES, "street", 0, "Geschäftlich")),
    ("Postleitzahl privat", Target(words.ADDRESSES, "postcode", 0, "Privat")),
    ("Address 2 - City", Target(words.ADDRESSES, "city", 2, words.COUNTED)),
    ("Telefon 2", Target(words.GIVEN, "phone", 2)),
    ("Phone 2 - Value", Target(words.GIVEN, "phone", 2)),
    ("Phone 2 - Type", Target(words.GIVEN, "phone_label", 2)),
    ("E-Mail 2", Target(words.GIVEN, "email", 2)),
    ("E-mail 3 Address", Target(words.GIVEN, "email", 3)),
    ("Mobil", Target(words.GIVEN, "phone", 0, "Mobil")),
    ("Handynummer", Target(words.GIVEN, "phone", 0, "Mobil")),
    ("Mobile Phone", Target(words.GIVEN, "phone", 0, "Mobil")),
    ("Telefon privat", Target(words.GIVEN, "phone", 0, "Privat")),
    ("Business Phone", Target(words.GIVEN, "phone", 0, "Büro")),
    ("Telefon geschäftlich 2", Target(words.GIVEN, "phone", 2, "Büro")),
    ("Fax", Target(words.GIVEN, "phone", 0, "Fax")),
    ("IBAN", Target(words.BANK, "iban", 1)),
    ("IBAN 2", Target(words.BANK, "iban", 2)),
    ("Kontoinhaber*", Target(words.BANK, "holder", 1)),
    ("Externe ID", Target(words.EXTERNAL_IDS, "value", 1)),
    ("Externe ID (Praxis 3)", Target(words.EXTERNAL_IDS, "value", 1, "Praxis 3")),
    ("kutego-ID", Target(words.EXTERNAL_IDS, "value", 1, "kutego")),
    ("fortytools Nummer", Target(words.EXTERNAL_IDS, "value", 1, "fortytools")),
]


def columns(*given: str) -> Columns:
    """The columns of a list with these headings."""
    return columns_of(sheets.read(";".join(given).encode() + b"\n"))


def keys(*given: str) -> list[str | None]:
    """What these columns hold, by position."""
    return [one.path if one else None for one in columns(*given).at]


@pytest.mark.parametrize(
    ("heading", "key"), [(one, key) for key, many in CUSTOMER.items() for one in many]
)
def test_a_heading_about_the_customer_is_known(heading: str, key: str) -> None:
    assert headings.target_of(heading) == Target("", key)


@pytest.mark.parametrize(("heading", "target"), BESIDES, ids=[one for one, _target in BESIDES])
def test_a_heading_about_more_than_the_customer_is_known(heading: str, target: Target) -> None:
    assert headings.target_of(heading) == target


@pytest.mark.parametrize(
    "heading", ["Lieblingsfarbe", "Teilnehmer 1 Lied", "Umsatz 2025", "x", "2"]
)
def test_what_nobody_knows_is_not_guessed(heading: str) -> None:
    assert headings.target_of(heading) is None


@pytest.mark.parametrize(
    ("heading", "meant"),
    [("Vormame", "Vorname"), ("Geburtsdatun", "Geburtsdatum"), ("Kundennumer", "Kundennummer"),
     ("Schlagwote", "Schlagworte"), ("Lieblingsfarbe", "")],
)  # fmt: skip
def test_a_mistyped_heading_is_asked_about(heading: str, meant: str) -> None:
    assert headings.meant(heading) == meant


def test_every_heading_that_an_export_writes_is_read_as_what_it_is() -> None:
    for noun, said in headings.WRITTEN.items():
        for key in said:
            for place in (1, 2, 12) if noun != words.GIVEN else (2, 3, 12):
                target = Target(noun, key, place)
                assert headings.target_of(headings.written(target)) == target
    for target in (Target(words.EXTERNAL_IDS, "value", 1), Target("", "street")):
        assert headings.target_of(headings.written(target)) == target


@pytest.mark.parametrize(
    "label", ["Telefon 2", "ID", "Teilnehmer 1 Vorname", "Externe ID", "Größe", "Tag", "A/B"]
)
def test_an_own_field_goes_out_under_a_heading_that_comes_in_as_just_this_field(label: str) -> None:
    own("Ganz anders"), own(label), own(label, of="participant")
    (key,) = (one.key for one in headings.own_fields() if one.label == label)
    (mine,) = (one for one in headings.own_fields() if one.label == label)
    assert headings.target_of(headings.written_own(mine)) == Target("", key)
    (theirs,) = headings.own_fields("participant")
    written = headings.written_own(theirs, words.FAMILY, 2)
    assert headings.target_of(written) == Target(words.FAMILY, theirs.key, 2)
    test_every_heading_that_an_export_writes_is_read_as_what_it_is()


def test_repeated_columns_of_participants_count_themselves() -> None:
    again = ["participant_first_name", "participant_last_name"] * 3
    assert keys("Nachname", *again)[1:] == [
        f"participants.{place}.{key}." for place in (1, 2, 3) for key in ("first_name", "last_name")
    ]


def test_names_repeated_at_the_end_of_the_line_are_participants_and_it_is_told() -> None:
    found = columns("Vorname", "Nachname", "E-Mail", "Vorname", "Nachname", "Vorname", "Nachname")
    assert [one.path for one in found.at if one][3:] == [
        "participants.1.first_name.", "participants.1.last_name.",
        "participants.2.first_name.", "participants.2.last_name.",
    ]  # fmt: skip
    assert [one.column for one in found.notes] == ["Vorname"]
    assert not found.problems


def test_a_name_twice_in_the_middle_is_a_problem_and_the_first_counts() -> None:
    found = columns("Vorname", "Nachname", "Vorname", "Ort")
    assert [(one.row, one.column) for one in found.problems] == [(1, "Vorname")]


def test_further_phones_have_a_place_and_the_plain_one_is_the_first() -> None:
    assert keys("Nachname", "Mobil", "Telefon", "Rufnummer", "Fax")[1:] == [
        "points.100.phone.Mobil", "phone", "points.2.phone.", "points.101.phone.Fax",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["Vorname", "Name"], ["first_name", "last_name"]),
        (["Name", "Firma"], ["+name", "organisation"]),
        (["Name", "Vorname", "Nachname"], ["+left_out", "first_name", "last_name"]),
        (["Nachname", "Adresse", "PLZ", "Ort"], ["last_name", "street", "postcode", "city"]),
        (["Nachname", "Adresse"], ["last_name", "+address"]),
        (["Nachname", "Straße", "Nr."], ["last_name", "street", "+house"]),
        (["Nachname", "Home Street", "Home City"], ["last_name", "street", "city"]),
        (["Nachname", "Address 1 - Street", "Address 1 - City"], ["last_name", "street", "city"]),
    ],
)
def test_a_column_of_several_fields_is_what_the_others_make_of_it(
    given: list[str], expected: list[str]
) -> None:
    assert keys(*given) == expected


def test_a_second_address_of_outlook_stays_a_further_one() -> None:
    found = keys("Nachname", "Home Street", "Home City", "Business Street", "Business City")
    assert found[1:] == [
        "street", "city", "addresses.1.street.Geschäftlich", "addresses.1.city.Geschäftlich",
    ]  # fmt: skip


def test_the_row_of_headings_is_found_by_what_it_says() -> None:
    assert knows(["Kundenliste 2026", "", ""]) == 0
    assert knows(["Vorname*", "Nachname*", "Lieblingsfarbe", "Teilnehmer 1 Vorname"]) == 3


def test_a_list_without_names_is_refused_and_one_with_numbers_is_not() -> None:
    with pytest.raises(sheets.Unreadable):
        columns("Ort", "Farbe")
    for heading in ("Kundennummer", "ID", "kutego-ID", "Name"):
        assert columns(heading, "Schlagworte")
