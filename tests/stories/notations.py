"""One list of customers in every notation that spreadsheet programs write."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from benchmarks import invented
from tests import workbooks
from tests.workbooks import DATE, ZEROS, cell

HEADINGS = (
    "Kundennummer", "Art", "Anrede", "Vorname", "Nachname", "Firma", "Straße", "PLZ", "Ort",
    "Telefon", "E-Mail", "Geburtsdatum", "Interne Notiz", "Status",
)  # fmt: skip
NUMBER, POSTCODE, BORN, NOTE = 0, 7, 11, 12
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le", "marked-be", "cp1252")
_NOTES = (
    "", "zahlt bar; immer", 'sagt "Servus"', "zwei\nZeilen", "Tab\tin der Mitte", "a, b, c", "'t",
)  # fmt: skip

Table = list[list[str]]


def table(count: int) -> Table:
    """The headings and `count` customers whose texts hold every separator and quotation mark."""
    return [list(HEADINGS), *_rows(count)]


def _rows(count: int) -> Iterator[list[str]]:
    for number, one in enumerate(invented.customers(count, encoding="cp1252"), 1):
        person = one["kind"] == invented.PERSON
        born = f"{1950 + number % 50}-{number % 12 + 1:02}-{number % 28 + 1:02}" if person else ""
        yield [
            str(30_000 + number),
            one["kind"],
            ("Frau", "Herr")[number % 2] if person else "",
            one["first_name"],
            one["last_name"],
            one["organisation"],
            f"Am Markt {number}, Hof {number % 3}",
            one["postcode"],
            one["city"],
            one["phone"],
            one["email"],
            born,
            _NOTES[number % len(_NOTES)],
            "Kunde",
        ]


@dataclass(frozen=True)
class Notation:
    """How a text file is written; the table stands in it below `above`."""

    encoding: str = "utf-8"
    delimiter: str = ";"
    end: str = "\r\n"
    quoting: int = csv.QUOTE_MINIMAL
    above: str = ""

    def write(self, rows: Sequence[Sequence[str]]) -> bytes:
        """The file. Line ends inside cells follow those of the rows, as programs write them."""
        text = io.StringIO()
        writer = csv.writer(
            text, delimiter=self.delimiter, lineterminator=self.end, quoting=self.quoting
        )
        writer.writerows([one.replace("\n", self.end) for one in row] for row in rows)
        whole = self.above.replace("\n", self.end) + text.getvalue()
        if self.encoding == "marked-be":
            return b"\xfe\xff" + whole.encode("utf-16-be")
        return whole.encode(self.encoding)


def notations() -> Iterator[Notation]:
    """Every encoding with every delimiter, line end and way to quote."""
    for encoding in ENCODINGS:
        for delimiter in ";,\t":
            for end in ("\r\n", "\n", "\r"):
                for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
                    yield Notation(encoding, delimiter, end, quoting)


def some_notations() -> list[Notation]:
    """A dozen that hold each encoding, delimiter, line end and way to quote more than once."""
    every = list(notations())
    return [
        *every[:: len(every) // 11],
        Notation("cp1252", "|", above="sep=|\n"),
        Notation("utf-8", ";", above="Kundenliste\n\nStand;Mai\n"),
    ]


def workbook(rows: Sequence[Sequence[str]], *, shared: bool = True, typed: bool = False) -> bytes:
    """The table as XLSX; typed: numbers, postcodes and days are no texts, as programs save them."""
    if not typed:
        return workbooks.workbook(rows, shared=shared)
    made: list[list[str]] = [list(rows[0])]
    for row in rows[1:]:
        one = list(row)
        one[NUMBER] = cell(one[NUMBER])
        if one[POSTCODE].isdecimal():
            one[POSTCODE] = cell(str(int(one[POSTCODE])), style=ZEROS)
        if one[BORN]:
            day = (date.fromisoformat(one[BORN]) - date(1899, 12, 30)).days
            one[BORN] = cell(str(day), style=DATE)
        made.append(one)
    return workbooks.workbook([["Kundenliste"], None, *made], shared=shared)
