"""Doubtful cells are settled: what somebody says counts at once, and only rows that it concerns are
looked at again (D22)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from stammkunde.foundation import drafts, sheets
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import DraftState, ImportDraft
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.foundation.remember import remembering
from stammkunde.people.importing import damage
from stammkunde.people.importing.overlay import AS_IS, ROW, SKIP, VALUE
from stammkunde.people.importing.wizard import checking, holding
from stammkunde.people.importing.wizard.judging import Judge, open_cells
from stammkunde.people.importing.wizard.shapes import Shown
from stammkunde.people.importing.wizard.showing import show

MOST = 500  # rows that are looked at again at once; more of them in the background
LONGEST = 5_000
_ROUNDS = 5
Settlement = tuple[int, int, str, str]


class TooMany(Exception):
    """More rows hang together than somebody should wait for."""


def correct(actor: Actor, draft: int, version: int, row: int, at: int, value: str) -> Shown:
    """Say what a cell means, "" for nothing. Refuses a column that is not there (`no_cell`), and more
    than 5,000 characters (`too_long`)."""
    held = holding.held(actor, draft)
    _cell(held, row, at)
    if len(value) > LONGEST:
        raise Refused("too_long", _("That is too long for a cell."), "value")
    return _settled(actor, held, version, [(row, at, VALUE, value.strip())])


def take(actor: Actor, draft: int, version: int, row: int, at: int, which: int = 0) -> Shown:
    """Take one of the proposals for a cell. Refuses one that is not there (`no_proposal`)."""
    held = holding.held(actor, draft)
    code = _code(held, row, at)
    made = checking.settlements(held, [row], at=at, code=code, how="take", which=max(which, 0))
    if not made:
        raise Refused("no_proposal", _("There is no such proposal any longer."), "which")
    return _settled(actor, held, version, made)


def leave_empty(actor: Actor, draft: int, version: int, row: int, at: int) -> Shown:
    """Leave a cell empty."""
    return correct(actor, draft, version, row, at, "")


def as_is(actor: Actor, draft: int, version: int, row: int, at: int) -> Shown:
    """Say that a doubtful cell is right. Refuses what is a mistake (`not_as_is`)."""
    held = holding.held(actor, draft)
    if _code(held, row, at) not in damage.AS_IS:
        text = _("This cell cannot come in as it is.")
        raise Refused("not_as_is", text, None)
    return _settled(actor, held, version, [(row, at, AS_IS, "")])


def skip_row(actor: Actor, draft: int, version: int, row: int) -> Shown:
    """Leave a row out."""
    held = holding.held(actor, draft)
    _row(held, row)
    return _settled(actor, held, version, [(row, ROW, SKIP, "")])


def take_back(actor: Actor, draft: int, version: int, row: int, at: int | None = None) -> Shown:
    """Forget what was settled about a cell, or about a whole row."""
    held = holding.held(actor, draft)
    _row(held, row)
    return _settled(actor, held, version, [], lifted=(row, at))


def all_alike(
    actor: Actor,
    draft: int,
    version: int,
    row: int,
    at: int,
    how: str,
    which: int = 0,
) -> Shown:
    """Settle a cell and every other one of its column that asks the same: "take" the proposal
    `which`, leave "empty", "as_is", or "skip" the rows. Refuses as `take` and `as_is`."""
    held = holding.held(actor, draft)
    code = _code(held, row, at)
    numbers = drafts.alike(held.pk, at, code)
    said = {"at": at, "code": code, "how": how, "which": max(which, 0)}
    if how not in ("take", "empty", "as_is", "skip"):
        raise Missing(how)
    if how == "as_is" and code not in damage.AS_IS:
        raise Refused("not_as_is", _("This cell cannot come in as it is."), None)
    if not checking.settlements(held, [row], at=at, code=code, how=how, which=max(which, 0)):
        raise Refused("no_proposal", _("There is no such proposal any longer."), "which")
    if len(numbers) > MOST:
        checking.started(actor, held, version, (DraftState.CHECKED,), alike=said)
        return show(actor, held.pk)
    made = checking.settlements(held, numbers, at=at, code=code, how=how, which=max(which, 0))
    return _settled(actor, held, version, made)


def _settled(
    actor: Actor,
    held: ImportDraft,
    version: int,
    made: Sequence[Settlement],
    *,
    lifted: tuple[int, int | None] | None = None,
) -> Shown:
    """Keep it and look at the rows again: at once where few hang together, else in the background."""
    numbers = {row for row, _at, _deed, _value in made} | ({lifted[0]} if lifted else set())
    states = (DraftState.CHECKED,)
    try:
        with drafts.change(held, version, states):
            _keep(held, made, lifted)
            with remembering():
                _again(actor, held, numbers)
    except TooMany:
        with transaction.atomic():
            checking.started(actor, held, version, states)
            _keep(held, made, lifted)
    return show(actor, held.pk)


def _keep(
    held: ImportDraft, made: Sequence[Settlement], lifted: tuple[int, int | None] | None
) -> None:
    drafts.lay_over(held.pk, made)
    if lifted:
        drafts.lift(held.pk, *lifted)


def _again(actor: Actor, held: ImportDraft, numbers: set[int]) -> None:
    """Look at these rows again, and at all that share a claim with what they were or are now.

    Whoever shares none cannot be concerned: what a row says about another one goes by claims.
    """
    found = drafts.close_to(held.pk, numbers, (), MOST)
    columns = holding.columns_held(held)
    course = holding.course_held(held, columns)
    for _round in range(_ROUNDS):
        if len(found) > MOST:
            raise TooMany
        before = [drafts.told(one) for one in drafts.some(held.pk, found)]
        judge = Judge(actor, columns, course, holding.overlay_of(held, list(found)))
        rows = [sheets.Row(one.number, list(one.cells), one.marks) for one in before]
        after = judge.looked(rows)
        claims = {key for one in after for key in one.keys}
        more = drafts.close_to(held.pk, found, claims, MOST)
        if more <= found:
            break
        found = more
    else:
        raise TooMany
    drafts.replace(held.pk, after, asked=numbers)
    tallies = holding.tallies(held)
    tallies.subtract(open_cells(before))
    tallies.update(open_cells(after))
    drafts.corrected(held, **checking.told(_counts(held, before, after), tallies))


def _counts(
    held: ImportDraft, before: Sequence[drafts.Looked], after: Sequence[drafts.Looked]
) -> Counter[str]:
    counts = Counter({str(one): getattr(held, name) for one, name in checking.COUNTS.items()})
    counts.subtract(str(one.result) for one in before)
    counts.update(str(one.result) for one in after)
    return counts


def _row(held: ImportDraft, row: int) -> drafts.Looked:
    found = next(drafts.some(held.pk, [row]), None)
    if found is None:
        raise Missing(f"row {row}")
    return drafts.told(found)


def _cell(held: ImportDraft, row: int, at: int) -> None:
    _row(held, row)
    if not 0 <= at < len(holding.look(held)["headings"]):
        raise Refused("no_cell", _("There is no such cell."), None)


def _code(held: ImportDraft, row: int, at: int) -> str:
    """The kind of the open question of a cell. Refuses one that asks nothing (`settled`)."""
    for said in _row(held, row).problems:
        if said["at"] == at:
            return str(said["code"])
    raise Refused("settled", _("This cell has been settled already."), None)
