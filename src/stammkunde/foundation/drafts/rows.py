"""The rows of a draft: what the file says, what was found, what somebody settled."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Count, Q

from stammkunde.foundation import bulk
from stammkunde.foundation.models import (
    ImportCorrection,
    ImportDraftKey,
    ImportDraftRow,
    RowResult,
)

AT_ONCE = 1_000  # rows that one transaction writes or removes
OPEN = (RowResult.DOUBTFUL, RowResult.ERROR)
T = TypeVar("T")
_COLUMNS = (
    *("draft_id", "number", "result", "cells", "marks", "problems", "notes", "asks"),
    *("customer", "asked"),
)


@dataclass
class Looked:
    """One row and what was found in it. problems, notes: what JSON holds. asks: (column, kind of
    question) of each problem. keys: what the row lays claim to."""

    number: int
    result: str
    cells: Sequence[str]
    marks: Mapping[int, str] = field(default_factory=dict)
    problems: Sequence[Any] = ()
    notes: Sequence[Any] = ()
    asks: Sequence[tuple[int, str]] = ()
    customer: int | None = None
    keys: Collection[int] = ()

    @property
    def open(self) -> bool:
        """Whether it does not come in as it is."""
        return self.result in OPEN


def hashed(*said: Any) -> int:
    """A claim as a number that is the same in every process."""
    digest = hashlib.blake2b(repr(said).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _ask(at: int, code: str) -> str:
    """How a question stands in `asks`."""
    return f" {at}:{code} "


def put(draft: int, looked: Sequence[Looked], *, asked_before: Collection[int] = ()) -> None:
    """Write new rows; inside a transaction."""
    bulk.put(
        ImportDraftRow._meta.db_table,
        _COLUMNS,
        (
            (
                *(draft, one.number, str(one.result), _json(one.cells)),
                _json({str(at): mark for at, mark in one.marks.items()}) if one.marks else "",
                _json(one.problems) if one.problems else "",
                _json(one.notes) if one.notes else "",
                "".join(dict.fromkeys(_ask(*ask) for ask in one.asks)),
                one.customer,
                one.open or one.number in asked_before,
            )
            for one in looked
        ),
    )
    bulk.put(
        ImportDraftKey._meta.db_table,
        ("draft_id", "number", "hash"),
        ((draft, one.number, key) for one in looked for key in one.keys),
    )


def replace(draft: int, looked: Sequence[Looked], *, asked: Collection[int] = ()) -> None:
    """Rows that were looked at again; inside a transaction. They stay asked if they were, and
    `asked` are from now on."""
    for some_of in _parts(looked):
        numbers = [one.number for one in some_of]
        rows = ImportDraftRow.objects.filter(draft=draft, number__in=numbers)
        before = {*rows.filter(asked=True).values_list("number", flat=True), *asked}
        rows.delete()
        ImportDraftKey.objects.filter(draft=draft, number__in=numbers).delete()
        put(draft, some_of, asked_before=before)


def clear(draft: int, *, but_open: bool = False, corrections: bool = True) -> None:
    """Remove the rows of a draft, piece by piece; but_open: but those that did not come in."""
    tables: list[Any] = [ImportDraftRow, ImportDraftKey]
    for model in [*tables, ImportCorrection] if corrections else tables:
        rows = model.objects.filter(draft=draft)
        if but_open and model is ImportDraftRow:
            rows = rows.exclude(result__in=OPEN)
        if but_open and model is ImportCorrection:
            continue
        while ids := list(rows.order_by("pk").values_list("pk", flat=True)[: 5 * AT_ONCE]):
            with transaction.atomic():
                model.objects.filter(pk__gte=ids[0], pk__lte=ids[-1]).filter(
                    pk__in=rows.values("pk")
                ).delete()


def counts(draft: int) -> Counter[str]:
    """How many rows there are of each result."""
    rows = ImportDraftRow.objects.filter(draft=draft).values_list("result")
    return Counter(dict(rows.annotate(count=Count("pk")).order_by()))


def some(draft: int, numbers: Collection[int]) -> Iterator[ImportDraftRow]:
    """These rows, in their order."""
    for part in _parts(sorted(numbers)):
        rows = ImportDraftRow.objects.filter(draft=draft, number__in=part)
        yield from rows.order_by("number")


def answered(draft: int) -> tuple[int, int]:
    """(rows that were open once and are no longer, cells and rows that somebody settled)."""
    rows = ImportDraftRow.objects.filter(draft=draft, asked=True).exclude(result__in=OPEN)
    return rows.count(), ImportCorrection.objects.filter(draft=draft).count()


def page(draft: int, which: str, after: int, most: int) -> list[ImportDraftRow]:
    """The next rows behind row `after`. which: a result, "open", "asked" or "all"."""
    rows = ImportDraftRow.objects.filter(draft=draft, number__gt=after)
    if which == "open":
        rows = rows.filter(result__in=OPEN)
    elif which == "asked":
        rows = rows.filter(asked=True)
    elif which != "all":
        rows = rows.filter(result=which)
    return list(rows.order_by("number")[:most])


def staying_out(draft: int) -> Iterator[ImportDraftRow]:
    """Every row that does not come in as it is, in order."""
    after = 0
    while found := page(draft, "open", after, AT_ONCE):
        yield from found
        after = found[-1].number


def alike(draft: int, at: int, code: str) -> list[int]:
    """The numbers of the rows that ask the same in the same column."""
    rows = ImportDraftRow.objects.filter(draft=draft, result__in=OPEN)
    found = rows.filter(asks__contains=_ask(at, code)).order_by("number")
    return list(found.values_list("number", flat=True))


def close_to(draft: int, numbers: Collection[int], keys: Collection[int], most: int) -> set[int]:
    """These rows and all that share a claim with one of them, or with those, and so on; more than
    `most` when there are too many to look at."""
    found, hashes = set(numbers), set(keys)
    fresh, rest = set(numbers), set(keys)
    while (fresh or rest) and len(found) <= most:
        held = ImportDraftKey.objects.filter(draft=draft, number__in=fresh)
        rest |= set(held.values_list("hash", flat=True)) - hashes
        hashes |= rest
        sharing: set[int] = set()
        for part in _parts(rest):
            rows = ImportDraftKey.objects.filter(draft=draft, hash__in=part)
            sharing |= set(rows.values_list("number", flat=True)[: most + 1])
        fresh, rest = sharing - found, set()
        found |= fresh
    return found


def told(row: ImportDraftRow) -> Looked:
    """A row as it was written, without its keys."""
    marks = json.loads(row.marks) if row.marks else {}
    return Looked(
        row.number,
        row.result,
        json.loads(row.cells),
        {int(at): mark for at, mark in marks.items()},
        json.loads(row.problems) if row.problems else [],
        json.loads(row.notes) if row.notes else [],
        [(int(at), code) for at, _sign, code in (one.partition(":") for one in row.asks.split())],
        row.customer,
    )


def corrections(draft: int, numbers: Collection[int] | None = None) -> Iterator[ImportCorrection]:
    """What was settled, of all rows or of these."""
    rows = ImportCorrection.objects.filter(draft=draft)
    if numbers is not None:
        rows = rows.filter(row__in=numbers)
    yield from rows.order_by("row", "column").iterator(AT_ONCE)


def lay_over(draft: int, settled: Iterable[tuple[int, int, str, str]]) -> None:
    """Keep what somebody settled: (row, column, deed, value) each; the last word counts."""
    made = [
        ImportCorrection(
            draft_id=draft, row=row, column=column, deed=deed, value=value.replace("\0", "")
        )
        for row, column, deed, value in settled
    ]
    ImportCorrection.objects.bulk_create(
        made,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["draft", "row", "column"],
        update_fields=["deed", "value"],
    )


def forget(draft: int, columns: Collection[int] | None = None, *, deed: str = "") -> None:
    """Forget everything that was settled, or what was said (`deed`: so) about these columns: it was
    about another list, or answered another question."""
    rows = ImportCorrection.objects.filter(draft=draft)
    if columns is not None:
        rows = rows.filter(column__in=columns)
    (rows.filter(deed=deed) if deed else rows).delete()


def lift(draft: int, row: int, column: int | None = None) -> int:
    """Forget what was settled about a cell, or about a whole row; returns how many."""
    which = Q(draft=draft, row=row)
    if column is not None:
        which &= Q(column=column)
    return ImportCorrection.objects.filter(which).delete()[0]


def _json(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _parts(of: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(of)
    while part := list(islice(rest, AT_ONCE)):
        yield part
