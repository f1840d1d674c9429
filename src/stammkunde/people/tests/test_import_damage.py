"""What spreadsheet programs do to cells is told with a way out, and never guessed (D22)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from stammkunde.foundation import sheets
from stammkunde.foundation.sheets import Row
from stammkunde.people import importing
from stammkunde.people.importing.columns import columns_of
from stammkunde.people.importing.item import Item
from stammkunde.people.importing.rows import read_row, reading
from stammkunde.people.tests.test_import_headings import BESIDES, CUSTOMER
from tests import cast

pytestmark = pytest.mark.db

# Heading, cell, what the hint or the message holds.
WRONG = [
    ("Telefon", "4,93171E+11", "als Text"),
    ("Telefon", "4.93E+11", "als Text"),
    ("Kundennummer", "1E+05", "als Text"),
    ("Chipnummer", "2,76098E+14", "als Text"),
    ("IBAN", "8,93704E+19", "als Text"),
    ("PLZ", "#NAME?", "Formel"),
    ("Nachname", "#REF!", "Formel"),
    ("Nachname", "#BEZUG!", "Formel"),
    ("Ort", "#NV", "Formel"),
    ("Geburtsdatum", "########", "breiter"),
    ("Nachname", "M\ufffdller", "neu"),
    ("Nachname", "MÃ¼ller", "Müller"),
    ("Straße", "BahnhofstraÃŸe 3", "Bahnhofstraße"),
    ("Interne Notiz", "â€žsehr nettâ€œ", "UTF-8"),
    ("Geburtsdatum", "44927", "01.01.2023"),
    ("Geburtsdatum", "29283", "03.03.1980"),
    ("Geburtsdatum", "01.02.03", "01.02.1903"),
    ("Geburtsdatum", "1/2/03", "01.02.2003"),
    ("Geburtsdatum", "3. Mai", "Jahr"),
    ("Geburtsdatum", "03.05.", "Jahr"),
    ("Geburtsdatum", "Mai 12", "Jahr"),
    ("Geburtsdatum", "12-Dez", "Jahr"),
    ("Geburtsdatum", "3. Mai 87", "03.05.1987"),
    ("Geburtsdatum", "1987", "Tag"),
    ("Geburtsdatum", "05/1987", "Tag"),
    ("Geburtsdatum", "03/04/1987", "03.04.1987"),
    ("Geburtsdatum", "31.02.1991", "31.02.1991"),
    ("Geburtsdatum", "unbekannt", "31.12.2026"),
    ("Geburtsdatum", "1.1.987", "31.12.2026"),
    ("PLZ", "1067.0", "1067"),
    ("Telefon", "491715551234.0", "491715551234"),
    ("Kundennummer", "1001,0", "1001"),
    ("Straße", "03. Apr", "3/4"),
    ("Hausnummer", "2026-04-03", "3/4"),
    ("Hausnummer", "4. Mrz", "3/4"),
    ("PLZ", "?", "01067"),
    ("E-Mail", "anna.lorenz(at)post.example", "name@beispiel.de"),
    ("E-Mail", "anna@post", "name@beispiel.de"),
    ("E-Mail", "a@b.example ::: c@d.example", "E-Mail 2"),
    ("Telefon", "Zentrale", "Ziffern"),
    ("Art", "Freund", "Privatperson"),
    ("Anrede", "Familie", "Frau"),
    ("Status", "Intressent", "Interessent"),
    ("IBAN", "DE00 1234", "22"),
    ("IBAN", "DE89370400440532013001", "Prüfziffer"),
    ("Vorname", "x" * 121, "120"),
    ("Name", "Anna Müller", "Müller, Anna"),
    ("Adresse", "Weg 3, Hinterhaus, 2. Stock", "Straße, PLZ, Ort"),
    ("ID", "4711", "Externe ID"),
    ("Kundennummer", "@@@", "Kundennummer"),
    ("Schlagworte", "Winter|" + "x" * 61, "60"),
    ("Teilnehmer 1 Geburtsdatum", "01.02.2015", "Vor- oder Nachname"),
    ("Kontoinhaber", "Anna Berg", "IBAN"),
    ("Teilnehmer", "3", "Namen"),
    ("Ansprechpartner", "0171 5550123", "Namen"),
    ("Geburtsdatum", "²", "31.12.2026"),
    ("Geburtsdatum", "99999999999999999999", "31.12.2026"),
    ("Rechnung PLZ", "01067", "Straße"),
]
# Heading, cell, the key of a value and what it becomes: nobody needs to be asked.
RIGHT: list[tuple[str, str, str, Any]] = [
    ("Geburtsdatum", "31.12.1987", "birth_date", date(1987, 12, 31)),
    ("Geburtsdatum", "3.5.1987", "birth_date", date(1987, 5, 3)),
    ("Geburtsdatum", "1987-05-03", "birth_date", date(1987, 5, 3)),
    ("Geburtsdatum", "1987-05-03 00:00:00", "birth_date", date(1987, 5, 3)),
    ("Geburtsdatum", "3. Mai 1987", "birth_date", date(1987, 5, 3)),
    ("Geburtsdatum", "31/12/1987", "birth_date", date(1987, 12, 31)),
    ("Geburtsdatum", "12/31/1987", "birth_date", date(1987, 12, 31)),
    ("Geburtsdatum", "0/0/00", "birth_date", None),
    ("Geburtsdatum", "-", "birth_date", None),
    ("PLZ", "01067", "postcode", "01067"),
    ("Telefon", "+49 (0)171 5550123", "phone", "+49 (0)171 5550123"),
    ("Handy", "0171 5550123", "phone", "0171 5550123"),
    ("Handy", "0171 5550123", "phone_label", "Mobil"),
    ("Fax", "030 5550123", "phone", None),
    ("Vorname", "E5", "first_name", "E5"),
    ("Nachname", "Ça Şahin-Ångström", "last_name", "Ça Şahin-Ångström"),
    ("Nachname", "SÃO", "last_name", "SÃO"),
    ("Name", "von der Wiese, Anna", "last_name", "von der Wiese"),
    ("Name", "Dr. Berg", "title", "Dr."),
    ("Name", "Berg", "last_name", "Berg"),
    ("PLZ Ort", "01067 Dresden", "postcode", "01067"),
    ("PLZ Ort", "D-01067 Dresden", "city", "Dresden"),
    ("Adresse", "Weg 3, 01067 Dresden", "city", "Dresden"),
    ("Anrede", "Herrn", "salutation", "mr"),
    ("Anrede", "Frau Dr.", "title", "Dr."),
    ("Anrede", "Firma", "kind", "organisation"),
    ("Art", "Firmenkunde", "kind", "organisation"),
]  # fmt: skip
DOUBTFUL = [
    ("PLZ", "1067", "01067"),
    ("PLZ Ort", "1067 Dresden", "01067"),
    ("Adresse", "Weg 3, 1067 Dresden", "01067"),
    ("Rechnung PLZ/Ort", "1067 Dresden", "01067"),
    ("Telefon", "1711234567", "01711234567"),
    ("Telefon", "491715551234", "+491715551234"),
    ("Telefon 2", "1711234567", "01711234567"),
    ("Externe ID", "1234567890123450000", "fünfzehn"),
    ("Teilnehmer 1", "Lea Blume", "Müller, Anna"),
    ("Lieblingsfarbe", "blau", "Vorname"),
    ("Vormame", "Anna", "Vorname"),
    ("Land", "Österreich", "Wien"),
    ("Herkunft", "Empfehlung", "Anruf"),
]


def read(headings: list[str], *rows: list[str], marks: dict[int, str] | None = None) -> list[Item]:
    """The items of a list; without a name column the rows are called Probe."""
    named = any(one.strip("*") in {"Name", "Nachname", "Vorname"} for one in headings)
    before = [] if named else ["Nachname"]
    columns = columns_of(sheets.read(";".join([*before, *headings]).encode() + b"\n"))
    how = reading(columns)
    shifted = {at + len(before): mark for at, mark in (marks or {}).items()}
    return [
        read_row(how, Row(number, [*(["Probe"] * len(before)), *row], shifted))
        for number, row in enumerate(rows, 2)
    ]


@pytest.mark.parametrize(("heading", "cell", "said"), WRONG)
def test_a_damaged_cell_is_refused_with_row_heading_and_a_hint(
    heading: str, cell: str, said: str
) -> None:
    (item,) = read([heading], [cell])
    (problem,) = item.problems
    assert (problem.row, problem.column) == (2, heading)
    assert said in f"{problem.message} {problem.hint}"
    assert problem.hint


@pytest.mark.parametrize(("heading", "cell", "key", "value"), RIGHT)
def test_a_cell_that_can_mean_only_one_thing_is_understood(
    heading: str, cell: str, key: str, value: Any
) -> None:
    (item,) = read([heading], [cell])
    assert not item.problems
    assert not item.notes
    assert item.values.get(key) == value


@pytest.mark.parametrize(("heading", "cell", "said"), DOUBTFUL)
def test_a_doubtful_cell_comes_in_as_it_stands_and_is_told(
    heading: str, cell: str, said: str
) -> None:
    (item,) = read([heading], [cell])
    assert not item.problems
    (note,) = item.notes
    assert note.column == heading
    assert said in f"{note.message} {note.hint}"


@pytest.mark.parametrize(
    ("heading", "cell", "mark"),
    [("Hausnummer", "2026-04-03", sheets.DATE), ("Nachname", "2026-10-01", sheets.DATE),
     ("Chipnummer", "276098100000000", sheets.CUT), ("Telefon", "", sheets.NO_VALUE)],
)  # fmt: skip
def test_what_the_spreadsheet_says_of_a_cell_is_believed(
    heading: str, cell: str, mark: str
) -> None:
    (item,) = read([heading], [cell], marks={0: mark})
    assert [one.column for one in item.problems] == [heading]


def test_a_day_of_a_spreadsheet_is_a_day_in_a_column_of_days() -> None:
    (item,) = read(["Geburtsdatum"], ["1987-05-03"], marks={0: sheets.DATE})
    assert (item.problems, item.values["birth_date"]) == ([], date(1987, 5, 3))


def test_a_damaged_cell_is_told_in_every_row_in_which_it_stands() -> None:
    items = read(["Telefon"], ["4,9E+11"], ["030 1"], ["4,9E+11"])
    assert [[one.row for one in item.problems] for item in items] == [[2], [], [4]]


def test_an_unknown_column_is_told_once_and_only_if_something_stands_there() -> None:
    items = read(["Lied", "Farbe", ""], ["", "", ""], ["", "rot", ""], ["", "rot", "x"])
    assert [[one.column for one in item.notes] for item in items] == [[], ["Farbe"], [""]]
    assert not any(item.problems for item in items)


def test_the_column_of_faults_that_we_write_ourselves_is_no_news() -> None:
    (item,) = read(["PLZ", "Fehler"], ["01067", "PLZ: falsch"])
    assert (item.notes, item.problems) == ([], [])


def test_a_starred_column_must_be_filled_and_of_names_one_will_do() -> None:
    items = read(
        ["Nachname*", "Firma", "E-Mail*"], ["", "Berg GmbH", ""], ["Tal", "", "t@x.example"]
    )
    assert [[one.column for one in item.problems] for item in items] == [["E-Mail*"], []]


def test_a_row_without_a_kind_says_none() -> None:
    (item,) = read(["Art"], [""])
    assert "kind" not in item.values


def test_a_house_number_goes_behind_its_street() -> None:
    (item,) = read(["Straße", "Hausnummer"], ["Musterweg", "3a"])
    assert item.values["street"] == "Musterweg 3a"


def test_abroad_four_digits_are_no_doubt() -> None:
    (item,) = read(["PLZ", "Land"], ["1010", "Österreich"])
    assert [one.column for one in item.notes] == ["Land"]
    assert read(["PLZ", "Land"], ["1067", "Deutschland"])[0].notes[0].column == "PLZ"


ODD = [
    "", " ", "\u00a0", "\x00", "\x01\x02", "'", '"', "=", "|", "||", ",", ";", ":::", "#", "##", "*",
    "²", "٣", "½", "0", "00", "-1", "1e9999", "9" * 400, "x" * 100_000, "ß" * 5_000, "\u202eabc",
    "\ud83d", "👩‍👩‍👧", "a\nb", "\t", "Dr. Dr. Dr.", "Dr." * 60, "1.1.1", "1.1.10000", "0.0.0000",
    "99.99.9999", "1//1", "<script>", "' OR 1=1", "{{7*7}}", "%s%(x)s", "NaN", "Infinity", "01067 ",
    ", ,", "a, b, c", "€", "\ufeff",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("mark", ["", sheets.DATE])
def test_no_cell_breaks_the_reading_of_a_row_under_any_heading(mark: str) -> None:
    known = [*CUSTOMER.values(), [one for one, _target in BESIDES]]
    headings = list(dict.fromkeys(one for many in known for one in many))
    for heading in headings:
        items = read([heading], *([cell] for cell in ODD), marks={0: mark} if mark else None)
        assert len(items) == len(ODD)
        assert all(one.message for item in items for one in [*item.problems, *item.notes])


@pytest.mark.parametrize(
    "cell",
    ["{} MÃ¼nchen", "{} ::: {}", "{}|{}", "{}.0", "{}1", "{}\ufffd", "={}"],
)
def test_no_report_repeats_an_account(cell):
    iban = "DE89370400440532013000"
    said = f"Nachname;IBAN\nBerg;{cell.format(iban, iban)}\n"
    report = importing.import_customers(cast.owner(), said.encode(), dry_run=True)
    assert report.errors or cell == "{}.0"
    assert iban not in report.as_json()
