"""Lists as files: reading what spreadsheet programs write, writing what they read (D21-D23)."""

from __future__ import annotations

from stammkunde.foundation.sheets.basics import CUT, DATE, ERROR, NO_VALUE, NUMBER, Row, Unreadable
from stammkunde.foundation.sheets.reading import Sheet, read
from stammkunde.foundation.sheets.streaming import MOST_ROWS, TooLong, titled, write_xlsx
from stammkunde.foundation.sheets.writing import neutral, plain, write, written

__all__ = [
    "CUT",
    "DATE",
    "ERROR",
    "MOST_ROWS",
    "NO_VALUE",
    "NUMBER",
    "Row",
    "Sheet",
    "TooLong",
    "Unreadable",
    "neutral",
    "plain",
    "read",
    "titled",
    "write",
    "write_xlsx",
    "written",
]
