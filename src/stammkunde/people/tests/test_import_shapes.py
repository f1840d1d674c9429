"""Whole lists as kutego, fortytools, Outlook, Google and our own templates write them (IMP-02..06)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from stammkunde.foundation import sheets
from stammkunde.foundation.models import ImportBatch
from stammkunde.people import importing, operations, queries
from stammkunde.people.importing import templates
from stammkunde.people.importing.columns import columns_of
from stammkunde.people.models import Customer, ExternalId, Participant, Tag
from stammkunde.people.tests.own import own
from tests import cast

pytestmark = pytest.mark.db


def bring(*rows: Sequence[str]) -> importing.Report:
    """Import a list of these rows, the headings first."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return importing.import_customers(cast.owner(), text.getvalue().encode())


def beside(**which: Any) -> dict[str, list[Any]]:
    """What the customer of this name has besides fields, without empty values."""
    found = queries.beside_of(cast.owner(), [Customer.objects.get(**which).pk])
    return {
        noun: [
            {key: value for key, value in one.items() if value} if isinstance(one, dict) else one
            for one in many
        ]
        for made in found.values()
        for noun, many in made.items()
    }


def test_a_list_like_kutegos_brings_families_one_line_each() -> None:
    pair = ["participant_first_name", "participant_last_name"]
    report = bring(
        ["Vorname", "Nachname", "E-Mail", "Telefon", "Straße", "PLZ", "Ort", *pair, *pair, *pair],
        ["Anna", "Sommer", "s@mail.example", "0171 1", "Weg 1", "01067", "Dresden",
         "Lea", "Sommer", "Ben", "Winter", "", ""],
        ["Ole", "Herbst", "h@mail.example", "", "", "", "", "", "", "", "", "", ""],
    )  # fmt: skip
    assert (report.created, report.errors, report.notes) == (2, [], [])
    assert beside(last_name="Sommer")["participants"] == [
        {"kind": "person", "first_name": "Lea", "last_name": "Sommer"},
        {"kind": "person", "first_name": "Ben", "last_name": "Winter"},
    ]
    assert "participants" not in beside(last_name="Herbst")


def test_dogs_come_in_with_breed_chip_and_papers() -> None:
    report = bring(
        ["Vorname", "Nachname", "Hund 1", "Hund 1 Rasse", "Hund 1 Geschlecht", "Hund 1 kastriert",
         "Hund 1 Chipnummer", "Hund 1 geimpft bis", "Hund 2 Name"],
        ["Anna", "Sommer", "Balu", "Labrador", "Rüde", "ja", "276098106123456", "31.12.2026", "Fee"],
    )  # fmt: skip
    assert (report.created, report.errors) == (1, [])
    assert beside(last_name="Sommer")["participants"] == [
        {"kind": "animal", "first_name": "Balu", "breed": "Labrador", "sex": "male",
         "neutered": True, "chip": "276098106123456", "vaccinated_until": date(2026, 12, 31)},
        {"kind": "animal", "first_name": "Fee"},
    ]  # fmt: skip


def test_in_a_dog_school_kutegos_participants_are_dogs_and_their_last_name_is_the_breed() -> None:
    operations.change_settings(actor=cast.owner(), values={"profile": "dogs"})
    report = bring(
        ["Nachname", "participant_first_name", "participant_last_name"],
        ["Sommer", "Balu", "Labrador"],
    )
    assert [one.column for one in report.notes] == ["participant_last_name"]
    assert beside(last_name="Sommer")["participants"] == [
        {"kind": "animal", "first_name": "Balu", "breed": "Labrador"}
    ]


def test_a_list_like_fortytools_for_private_customers() -> None:
    report = bring(
        ["Anrede", "Titel", "Vorname", "Nachname*", "Straße*", "Hausnummer", "PLZ*", "Ort*", "Mobil",
         "Krankenkasse", "Ansprechpartner 1 Vorname", "Ansprechpartner 1 Nachname",
         "Ansprechpartner 1 Funktion", "Schlagworte"],
        ["Frau", "Dr.", "Anna", "Sommer", "Weg", "1a", "01067", "Dresden", "0171 1234567", "AOK",
         "Petra", "Wolff", "Tochter", "Winterdienst, Pflegegrad 2"],
        ["Herr", "", "Ole", "Herbst", "", "", "01067", "Dresden", "", "", "", "", "", ""],
    )  # fmt: skip
    assert report.created == 0, "all or nothing"
    assert [(one.row, one.column) for one in report.errors] == [(3, "Straße*")]


def test_a_list_like_fortytools_for_companies() -> None:
    report = bring(
        ["Firma*", "Straße*", "PLZ*", "Ort*", "Telefon", "Fax", "Ansprechpartner",
         "Ansprechpartner E-Mail", "Rechnung Straße", "Rechnung PLZ", "Rechnung Ort",
         "Kundengruppe", "IBAN", "fortytools-ID"],
        ["Berg GmbH", "Weg 1", "01067", "Dresden", "0351 1", "0351 2", "Wolff, Petra",
         "wolff@berg.example", "Platz 3", "10115", "Berlin", "Hausverwaltung",
         "DE89 3704 0044 0532 0130 00", "4711"],
    )  # fmt: skip
    assert (report.created, report.errors) == (1, [])
    made = Customer.objects.get()
    assert (made.kind, made.phone, made.origin) == ("organisation", "0351 1", "import")
    assert beside(pk=made.pk) == {
        "contacts": [
            {"first_name": "Petra", "last_name": "Wolff", "email": "wolff@berg.example"}
        ],
        "points": [{"kind": "phone", "value": "0351 2", "label": "Fax"}],
        "addresses": [
            {"label": "Rechnung", "street": "Platz 3", "postcode": "10115", "city": "Berlin"}
        ],
        "bank": [{"iban": "DE89370400440532013000", "holder": "Berg GmbH"}],
        "groups": ["Hausverwaltung"],
        "external_ids": [("fortytools", "4711")],
    }  # fmt: skip


def test_contacts_of_outlook_and_google_come_in() -> None:
    assert bring(
        ["First Name", "Last Name", "Company", "E-mail Address", "E-mail 2 Address", "Home Phone",
         "Mobile Phone", "Home Street", "Home City", "Home Postal Code", "Birthday", "Web Page"],
        ["Anna", "Sommer", "", "a@mail.example", "b@mail.example", "030 1234", "0171 1234567",
         "Weg 1", "Dresden", "01067", "0/0/00", ""],
    ).errors == []  # fmt: skip
    made = Customer.objects.get(last_name="Sommer")
    assert (made.street, made.phone, made.phone_label) == ("Weg 1", "030 1234", "Privat")
    assert len(beside(pk=made.pk)["points"]) == 2
    report = bring(
        ["First Name", "Last Name", "Labels", "E-mail 1 - Value", "Phone 1 - Type",
         "Phone 1 - Value", "Phone 2 - Type", "Phone 2 - Value"],
        ["Ole", "Herbst", "* myContacts ::: Freunde", "o@mail.example", "Mobile", "0171 9876543",
         "Work", "030 4321"],
    )  # fmt: skip
    assert (report.created, report.errors) == (1, [])
    assert beside(last_name="Herbst")["tags"] == ["Freunde"]


def test_an_external_id_names_one_customer_and_finds_them_again() -> None:
    bring(["Nachname", "kutego-ID"], ["Sommer", "17"], ["Herbst", "18"])
    report = bring(["Nachname", "kutego-ID", "PLZ"], ["Sommer-Winter", "17", "01067"])
    assert (report.created, report.updated) == (0, 1)
    assert Customer.objects.get(postcode="01067").last_name == "Sommer"
    twice = bring(["Nachname", "kutego-ID"], ["A", "99"], ["B", "99"])
    assert [(one.row, one.column) for one in twice.errors] == [(3, "kutego-ID")]
    assert ExternalId.objects.count() == 2
    (found,) = queries.customers_matching(cast.owner(), "18")
    assert found.last_name == "Herbst"


def test_what_a_list_knows_of_somebody_who_is_there_is_added_and_nothing_twice() -> None:
    made = cast.customer(last_name="Sommer", phone="030 1")
    cast.participant(made, first_name="Lea", last_name="Sommer")
    rows = [
        ["Nachname", "ID", "Handy", "Teilnehmer 1 Vorname", "Teilnehmer 2 Vorname", "Schlagworte"],
        ["Sommer", str(made.public_id), "0171 5550100", "Lea", "Ben", "Winterdienst"],
    ]
    assert bring(*rows).updated == 1
    again = bring(*rows)
    assert (again.updated, again.skipped) == (0, 1)
    made.refresh_from_db()
    assert made.phone == "030 1"
    assert beside(pk=made.pk)["points"] == [
        {"kind": "phone", "value": "0171 5550100", "label": "Mobil"}
    ]
    names = Participant.objects.order_by("pk").values_list("first_name", "last_name")
    assert list(names) == [("Lea", "Sommer"), ("Ben", "Sommer")]


def test_what_a_list_says_otherwise_of_a_participant_stays_and_is_told() -> None:
    made = cast.customer(last_name="Sommer")
    cast.participant(made, first_name="Lea", last_name="Sommer")
    report = bring(
        ["Nachname", "ID", "Teilnehmer 1 Vorname", "Teilnehmer 1 Geburtsdatum"],
        ["Sommer", str(made.public_id), "Lea", "01.02.2015"],
    )
    assert (report.updated, report.skipped) == (0, 1)
    assert "Lea Sommer" in report.notes[0].message or "Lea" in report.notes[0].message


@pytest.mark.parametrize("kind", templates.KINDS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("business", ["course", "dogs", "care"])
def test_every_template_is_read_as_it_is(
    kind: str, form: str, business: str, tmp_path: Path
) -> None:
    operations.change_settings(actor=cast.owner(), values={"profile": business})
    own("Stufe", "choice"), own("Allergien", of="participant")
    path = tmp_path / f"vorlage.{form}"
    call_command("import_template", str(path), kind=kind)
    report = importing.import_customers(cast.owner(), path)
    assert (report.rows, report.errors, report.notes) == (0, [], [])
    sheet = sheets.read(path)
    found = columns_of(sheet)
    assert len(found.headings) == len(sheet.headings)
    row = ["Berg" if one.strip("*") in {"Nachname", "Firma"} else "" for one in sheet.headings]
    must = {"Straße*": "Weg 1", "PLZ*": "01067", "Ort*": "Dresden"}
    row = [must.get(one, cell) for one, cell in zip(sheet.headings, row, strict=True)]
    assert bring(sheet.headings, row).created == 1


def test_a_template_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        call_command("import_template", str(tmp_path / "nirgends" / "x.csv"))


def test_an_undone_import_takes_everything_with_it_that_came_along() -> None:
    home = cast.customer(last_name="Winter")
    report = bring(
        ["Nachname", "ID", "Handy", "Hund 1", "Ansprechpartner", "Rechnung Ort", "IBAN", "kutego-ID",
         "Schlagworte"],
        ["Sommer", "", "0171 1", "Balu", "Wolff", "Ulm", "DE89370400440532013000", "1", "Neu"],
        ["Winter", str(home.public_id), "0171 2", "Fee", "Berg", "Ulm", "DE89370400440532013000",
         "2", "Neu"],
    )  # fmt: skip
    assert (report.created, report.updated, report.errors) == (1, 1, [])
    assert len(beside(pk=home.pk)) == 7
    call_command("undo_import", str(ImportBatch.objects.get().pk))
    assert list(Customer.objects.values_list("pk", flat=True)) == [home.pk]
    assert not queries.beside_of(cast.owner(), [home.pk])
    assert not Tag.objects.exists()
    assert not ExternalId.objects.exists()
