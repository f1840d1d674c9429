"""The faulty rows of a list as a list: to be mended and brought in again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from stammkunde.foundation import sheets
from stammkunde.people.importing import words
from stammkunde.people.importing.columns import knows
from stammkunde.people.importing.report import Report


def faulty_rows(source: bytes | Path, report: Report) -> Iterator[list[str]]:
    """The headings and one column more, then each faulty row and what is wrong with it."""
    sheet = sheets.read(source, knows=knows)
    wrong: dict[int, list[str]] = defaultdict(list)
    for one in report.errors:
        where = f"{one.column}: " if one.column else ""
        wrong[one.row].append(f"{where}{one.message}")
    yield [*sheet.headings, words.FAULTS]
    for row in sheet.rows:
        if row.number in wrong:
            cells = [*row.cells, *[""] * (len(sheet.headings) - len(row.cells))]
            yield [*cells[: len(sheet.headings)], " ".join(wrong[row.number])]
