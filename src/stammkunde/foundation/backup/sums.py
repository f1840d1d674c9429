"""When two databases hold the same: rows and a checksum per table, whatever the order of rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_BYTES = 16
_ALL = 1 << (8 * _BYTES)


@dataclass(frozen=True)
class Sum:
    """What a table holds. The checksum adds up the rows' own: order does not matter."""

    rows: int
    checksum: str


def sum_of(rows: Iterable[tuple[Any, ...]]) -> Sum:
    """The sum of rows of plain values; streamed, nothing is kept."""
    count = total = 0
    for row in rows:
        digest = hashlib.blake2b(repr(row).encode(), digest_size=_BYTES).digest()
        total = (total + int.from_bytes(digest, "big")) % _ALL
        count += 1
    return Sum(count, f"{total:0{2 * _BYTES}x}")


def differences(wanted: dict[str, Sum], found: dict[str, Sum]) -> list[str]:
    """German lines, one per table that is missing, superfluous or other than wanted."""
    lines = []
    for table in sorted(wanted.keys() | found.keys()):
        there, here = wanted.get(table), found.get(table)
        if there is None or here is None:
            lines.append(f"{table}: {'fehlt' if here is None else 'gehört nicht dazu'}")
        elif there.rows != here.rows:
            lines.append(f"{table}: {here.rows} Zeilen statt {there.rows}")
        elif there != here:
            lines.append(f"{table}: {here.rows} Zeilen, aber mit anderem Inhalt")
    return lines
