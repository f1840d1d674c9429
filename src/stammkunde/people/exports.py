"""Customer lists out (IMP-09): what `importing` reads again, own fields included (CUS-23)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from itertools import islice
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.moment import one_moment
from stammkunde.foundation.refusals import Forbidden
from stammkunde.people import lifecycle, queries
from stammkunde.people.blocks import Block, blocks
from stammkunde.people.fields import FIELDS
from stammkunde.people.importing import BESIDE_HEADINGS, CHUNK, Progress, words
from stammkunde.people.importing.cells import ORIGINS, SALUTATIONS
from stammkunde.people.models import Customer

EXPORT = "people.export"


def exported(
    actor: Actor,
    *,
    archived: bool = False,
    ids: Sequence[int] | None = None,
    progress: Progress = lambda done, total: None,
) -> Iterator[Sequence[Any]]:
    """The heading row, then one row per customer by name. Needs `people.export`.

    Cells are texts, days, numbers or None: what `sheets.write` and `sheets.write_xlsx` take. Archived
    customers only with `archived`. ids: only these, in this order, archived or not. The ID column
    comes last; importing these rows again changes nothing. Without ids everything is as it was in
    one moment: of a list that is coming in, the chunks that are through, each whole.
    """
    if not actor.may(EXPORT):
        raise Forbidden(EXPORT)
    with one_moment() if ids is None else nullcontext():
        yield from _rows(actor, archived, ids, progress)


def _rows(
    actor: Actor, archived: bool, ids: Sequence[int] | None, progress: Progress
) -> Iterator[Sequence[Any]]:
    beside = [one for one in blocks(actor) if one.headings]
    yield [
        *(one.headings[0] for one in FIELDS),
        *(heading for block in beside for heading in block.headings),
        words.BESIDE[words.ORIGIN][0],
        *BESIDE_HEADINGS.values(),
    ]
    rows = queries.customers(actor) if archived or ids is not None else queries.in_use(actor)
    total, done = rows.count() if ids is None else len(ids), 0
    for chunk in _in_order(rows, ids) if ids is not None else _by_name(rows):
        yield from _written(chunk, beside)
        done += len(chunk)
        progress(done, total)


# The key as text: of all columns, making a UUID of it and a text again would take longest.
_COLUMNS: tuple[Any, ...] = (
    *FIELDS.keys,
    "origin",
    "status_id",
    "number",
    Cast("public_id", TextField()),
    "pk",
)


def _by_name(rows: QuerySet[Customer]) -> Iterator[list[tuple[Any, ...]]]:
    walk = rows.order_by("sort_name", "pk").values_list(*_COLUMNS).iterator(CHUNK)
    while chunk := list(islice(walk, CHUNK)):
        yield chunk


def _in_order(rows: QuerySet[Customer], ids: Sequence[int]) -> Iterator[list[tuple[Any, ...]]]:
    """One query per chunk: nobody holds a lock while a slow browser takes what it gets."""
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        found = {row[-1]: row for row in rows.filter(pk__in=some).values_list(*_COLUMNS)}
        yield [found[pk] for pk in some if pk in found]


def _written(chunk: list[tuple[Any, ...]], blocks: Iterable[Block]) -> Iterator[Sequence[Any]]:
    """The rows of a chunk; column by column, because most columns need nothing done to them."""
    if not chunk:
        return
    *own, origins, statuses, numbers, public_ids, pks = zip(*chunk, strict=True)
    columns: list[Iterable[Any]] = list(own)
    columns[_KIND] = tuple(map(_KINDS.__getitem__, columns[_KIND]))
    columns[_SALUTATION] = tuple(map(SALUTATIONS.__getitem__, columns[_SALUTATION]))
    for block in blocks:
        found, nothing = block.cells(pks), ("",) * len(block.headings)
        columns += zip(*[found.get(pk, nothing) for pk in pks], strict=True)
    names = lifecycle.status_names()
    columns += [map(ORIGINS.__getitem__, origins), [names.get(one or 0, "") for one in statuses]]
    columns += [numbers, map(_dashed, public_ids)]
    yield from zip(*columns, strict=True)


def _dashed(key: str) -> str:
    """A public id as people see it; SQLite keeps it without dashes."""
    if len(key) != 32:
        return key
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


_KIND, _SALUTATION = FIELDS.keys.index("kind"), FIELDS.keys.index("salutation")
_KINDS = {value: FIELDS["kind"].show(value) for value, _label in FIELDS["kind"].choices}
