"""Taking an operation back: declared with it, done here, an operation itself (house.md 4)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from stammkunde.foundation import operations, writes
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import JournalChange, JournalEntry
from stammkunde.foundation.operations import (
    CREATED,
    MEMBERS,
    OPERATIONS,
    WHOLE,
    Outcome,
    emit,
    operation,
)
from stammkunde.foundation.refusals import Forbidden, Missing, Refusal, Refused
from stammkunde.foundation.rooms import model_of

ByTable = dict[type[models.Model], list[JournalChange]]


@operation("foundation.undo", needs="")
def undo(*, actor: Actor, entry: int) -> Outcome[int]:
    """Take the journal entry `entry` back, as far as nobody has moved on since.

    Needs the word of the operation that is undone; what needs none is undone only by whoever did it.
    Refuses what was undone already, what has no
    undo (sending, money, numbers have reversals), what no longer fits (`Keeper.back`), and reports
    row by row what it could not undo.
    """
    found = JournalEntry.objects.filter(pk=entry).first()
    info = OPERATIONS.get(found.operation) if found else None
    if found is None or info is None:
        raise Missing(f"journal entry {entry}")
    if not actor.may(info.needs):
        raise Forbidden(info.needs)
    if not info.needs and actor.kind != "system" and found.actor_id != actor.id:
        raise Missing(f"journal entry {entry}")  # what needs no word is everybody's own affair
    if info.undo is None:
        raise Refused("no_undo", _("This step cannot be undone."))
    run = operations.current()
    assert run is not None
    # First the claim: a second undo of the same entry waits here and then learns that it is late.
    run.undoes, run.room = entry, info.room
    try:
        run.enter()
    except IntegrityError as late:
        raise Refused("already_undone", _("This step has already been undone.")) from late
    by_table: ByTable = defaultdict(list)
    for change in JournalChange.objects.filter(entry=entry).order_by("pk"):
        by_table[model_of(change.table)].append(change)
    outcome: Outcome[int] = Outcome()
    way = {CREATED: _undo_created, MEMBERS: _undo_members}.get(info.undo, _undo_fields)
    try:
        with transaction.atomic():
            last_first = reversed(by_table.items())  # what hangs on a row goes before the row
            for model, changes in last_first if way is _undo_created else by_table.items():
                way(model, changes, outcome)
    except IntegrityError as broken:  # what is there now and what was there before do not fit
        raise Refused("nothing_to_undo", _moved_on()) from broken
    if not outcome.done or (info.undo is WHOLE and outcome.refused):
        raise Refused("nothing_to_undo", _moved_on())
    return outcome


def _undo_fields(
    model: type[models.Model], changes: list[JournalChange], outcome: Outcome[int]
) -> None:
    """Each field goes back while its value is still the one that this entry set; members as in
    `_undo_members`."""
    rows = _still_there(model, changes, outcome)
    secret = writes.keeper_of(model).secret
    back: dict[int, dict[str, Any]] = defaultdict(dict)
    if any("." in change.field for change in changes):
        writes.fetch_beside(list(rows.values()))
    for (pk, name), (old, new) in _first_and_last(changes).items():
        row = rows.get(pk)
        if row is None:
            continue
        if name in secret:
            outcome.refused.append(Refusal(pk, "secret", _unknown(), name))
        elif writes.value_of(row, name) == writes.decode(model, name, new):
            back[pk][name] = writes.decode(model, name, old)
        else:
            outcome.refused.append(Refusal(pk, "moved", _moved_on(), name))
    pairs = [(rows[pk], values) for pk, values in back.items()]
    if pairs and (fits := writes.keeper_of(model).back):
        fits(pairs)
    writes.change_each(pairs)
    turned = _members_back(model, changes, rows)
    _spread(model, list(dict.fromkeys([*back, *turned])), outcome)


def _undo_created(
    model: type[models.Model], changes: list[JournalChange], outcome: Outcome[int]
) -> None:
    """Rows go away again while nobody has touched them and no room above objects."""
    rows = _still_there(model, changes, outcome)
    touched = _touched_since(model, changes)
    untouched = [row for row in rows.values() if row.pk not in touched]
    outcome.refused.extend(Refusal(pk, "moved", _moved_on()) for pk in rows if pk in touched)
    keeper = writes.keeper_of(model)
    if untouched and keeper.removed:
        emit(keeper.removed(tuple(row.pk for row in untouched)), now=True)
    outcome.done.extend(row.pk for row in untouched)
    writes.remove(untouched)


def _undo_members(
    model: type[models.Model], changes: list[JournalChange], outcome: Outcome[int]
) -> None:
    """Members that joined leave, members that left join again."""
    rows = _still_there(model, changes, outcome)
    _members_back(model, changes, rows)
    _spread(model, list(rows), outcome)


def _members_back(
    model: type[models.Model], changes: list[JournalChange], rows: dict[int, Any]
) -> list[int]:
    """The ids of the rows whose members went back."""
    moved: dict[tuple[str, str | None], list[Any]] = defaultdict(list)
    for change in changes:
        member = change.field[0] in {writes.ADDED, writes.REMOVED} and change.field[1:]
        if member and change.row in rows:
            moved[change.field, change.new].append(rows[change.row])
    for (field, other), its_rows in moved.items():
        sign, name = field[0], field[1:]
        others = model._meta.get_field(name).related_model._default_manager.filter(  # type: ignore[union-attr]
            pk=int(other or 0)
        )
        turn = writes.unlink if sign == writes.ADDED else writes.link
        turn(its_rows, name, others)
    return [row.pk for its_rows in moved.values() for row in its_rows]


def _first_and_last(
    changes: list[JournalChange],
) -> dict[tuple[int, str], tuple[str | None, str | None]]:
    """(row, field) -> (old, new) of the whole entry, which may have written a field twice."""
    spans: dict[tuple[int, str], tuple[str | None, str | None]] = {}
    for change in changes:
        if change.field[0] in {writes.ADDED, writes.REMOVED}:
            continue  # no field, but a row or a member beside it
        place = (change.row, change.field)
        spans[place] = (spans[place][0] if place in spans else change.old, change.new)
    return spans


def _touched_since(model: type[models.Model], changes: list[JournalChange]) -> set[int]:
    """Rows with a later change that stands: undone changes and undos do not count."""
    entry = changes[0].entry
    later = JournalChange.objects.filter(
        table=model._meta.label_lower,
        row__in=[change.row for change in changes],
        entry__gt=entry,
    ).values_list("row", "entry")
    entries = {found for _row, found in later}
    settled = set(
        JournalEntry.objects.filter(undoes__in=entries).values_list("undoes", flat=True)
    ) | set(
        JournalEntry.objects.filter(pk__in=entries, undoes__isnull=False).values_list(
            "pk", flat=True
        )
    )
    return {row for row, found in later if found not in settled}


def _still_there(
    model: type[models.Model], changes: list[JournalChange], outcome: Outcome[int]
) -> dict[int, Any]:
    wanted = {change.row for change in changes}
    there = set(writes.present(model).filter(pk__in=wanted).values_list("pk", flat=True))
    outcome.refused.extend(
        Refusal(pk, "gone", _("This record is no longer there.")) for pk in sorted(wanted - there)
    )
    return {row.pk: row for row in writes.lock(model, there)}


def _spread(model: type[models.Model], ids: list[int], outcome: Outcome[int]) -> None:
    keeper = writes.keeper_of(model)
    if ids and keeper.changed:
        emit(keeper.changed(tuple(ids)))
    outcome.done.extend(ids)


def _moved_on() -> Any:
    return _("Somebody has changed this since; the newer value stays.")


def _unknown() -> Any:
    return _("The journal does not keep secret values; set this one again.")
