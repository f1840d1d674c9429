"""Customer lists out (IMP-09): what `imports` reads again, own fields included (CUS-23)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.fields import BOOL, DATE, Field
from stammkunde.foundation.fields import NUMBER as FIGURE
from stammkunde.foundation.refusals import Forbidden
from stammkunde.people import lifecycle, queries
from stammkunde.people.fields import FIELDS, own_fields
from stammkunde.people.imports import BESIDE_HEADINGS, CHUNK, Progress


def exported(
    actor: Actor, *, archived: bool = False, progress: Progress = lambda done, total: None
) -> Iterator[list[str]]:
    """The heading row, then one row per customer by name. Needs `people.export`.

    Archived customers only with `archived`. The ID column comes last; importing these rows again
    changes nothing.
    """
    if not actor.may("people.export"):
        raise Forbidden("people.export")
    rows = queries.customers(actor) if archived else queries.in_use(actor)
    total = rows.count()
    names, known = lifecycle.status_names(), own_fields()
    yield [*(one.headings[0] for one in [*FIELDS, *known]), *BESIDE_HEADINGS.values()]
    written = {at: write for at, one in enumerate(FIELDS) if (write := _writer(one))}
    columns = (*FIELDS.keys, "status_id", "number", "public_id", "pk")
    walk, done = rows.order_by("sort_name", "pk").values_list(*columns).iterator(CHUNK), 0
    while chunk := list(islice(walk, CHUNK)):
        own = queries.own_values(actor, "customer", [row[-1] for row in chunk] if known else [])
        for *texts, status, number, public_id, pk in chunk:
            for at, write in written.items():
                texts[at] = write(texts[at])
            mine = own.get(pk, {})
            texts += [one.written(mine.get(one.key)) for one in known]
            yield [*texts, names.get(status or 0, ""), number, str(public_id)]
        done += len(chunk)
        progress(done, total)


def _writer(one: Field) -> Callable[[Any], str] | None:
    """How a column is written into a file; None for texts, which stay as they are."""
    if one.key == "kind":
        return {value: one.show(value) for value, _label in one.choices}.__getitem__
    return one.typed if one.kind in (BOOL, DATE, FIGURE) else None
