"""The list that an office has kept in a spreadsheet for years: Windows-1252, with faulty cells.

One faulty cell a row, of twelve kinds; `mended` is the same list after somebody corrected the cells
in the file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks import invented

HEADINGS = (
    "Kunden-Nr.",
    "Anrede",
    "Vorname",
    "Nachname*",
    "Firma",
    "PLZ",
    "Ort",
    "Telefon",
    "E-Mail",
    "Geburtsdatum",
    "Status",
    "Bemerkung",
)
# Column, the faulty cell, what somebody writes instead.
FAULTS = (
    ("Telefon", "4,93E+11", "0171 5550101"),
    ("E-Mail", "anna.lorenz(at)post.example", "anna.lorenz@post.example"),
    ("E-Mail", "kein E-Mail", ""),
    ("Geburtsdatum", "31.02.1980", "28.02.1980"),
    ("Geburtsdatum", "01.02.03", "01.02.2003"),
    ("Geburtsdatum", "29283", "03.03.1980"),
    ("Geburtsdatum", "3. Mai", ""),
    ("Status", "Kundin", "Kunde"),
    ("Nachname*", "#NAME?", "Lorenz"),
    ("Nachname*", "MÃ¼ller", "Müller"),
    ("Kunden-Nr.", "@@@", ""),
    ("PLZ", "########", "10115"),
)

FIRM = HEADINGS.index("Firma")


@dataclass(frozen=True)
class OfficeList:
    """The file as it is, the file as it should be, and (row, column) of each faulty cell."""

    faulty: bytes
    mended: bytes
    cells: list[tuple[int, str]]


def office_list(count: int, faults: int = 37) -> OfficeList:
    """`count` customers, `faults` of them with one faulty cell each, the rows numbered from 2."""
    right = [list(HEADINGS), *_rows(count)]
    wrong = [list(row) for row in right]
    cells = []
    for at in range(faults):
        row = 3 + at * (count - 5) // faults
        column, bad, good = FAULTS[at % len(FAULTS)]
        place = HEADINGS.index(column)
        while right[row][FIRM]:  # an organisation has no birth date
            row += 1
        wrong[row][place], right[row][place] = bad, good
        cells.append((row + 1, column))
    return OfficeList(_file(wrong), _file(right), cells)


def _rows(count: int) -> Iterator[list[str]]:
    people = invented.customers(count, encoding="cp1252")
    for number, one in enumerate(people, 1):
        person = one["kind"] == invented.PERSON
        born = f"{number % 28 + 1:02}.{number % 12 + 1:02}.{1950 + number % 50}"
        yield [
            str(20_000 + number),
            ("Frau", "Herr", "")[number % 3] if person else "",
            one["first_name"],
            one["last_name"],
            one["organisation"],
            one["postcode"],
            one["city"],
            one["phone"],
            one["email"],
            born if person and number % 4 else "",
            "Kunde",
            "ruft gern abends an; „bitte Rückruf“" if number % 50 == 0 else "",
        ]


def _file(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("cp1252")
