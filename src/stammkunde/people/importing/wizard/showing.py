"""A draft and its rows, as its owner sees them. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation import drafts as kept
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import DraftState, ImportCorrection, ImportDraft, RowResult
from stammkunde.foundation.refusals import Missing
from stammkunde.people import queries, rules
from stammkunde.people.importing import damage, words
from stammkunde.people.importing.names import KIND
from stammkunde.people.importing.overlay import ROW, SKIP, VALUE
from stammkunde.people.importing.wizard import holding
from stammkunde.people.importing.wizard.shapes import (
    PAGE,
    Cell,
    Counts,
    Format,
    ProblemView,
    Progress,
    RowPage,
    RowView,
    Shown,
)

WHICH = ("all", "open", "asked", *RowResult.values)
_STEPS = {
    **dict.fromkeys((DraftState.CHECKING, DraftState.CHECKED), "check"),
    **dict.fromkeys((DraftState.COMMITTING, DraftState.DONE), "done"),
}


def show(actor: Actor, draft: int, *, said: str = "") -> Shown:
    """A draft of this actor; `Missing` for any other. said: a sentence to tell along with it."""
    return _shown(holding.held(actor, draft), said)


def drafts(actor: Actor) -> list[Shown]:
    """The drafts that the actor may go on with, newest first."""
    holding.need(actor)
    return [_shown(row) for row in kept.mine(actor, KIND)]


def step(shown: Shown) -> str:
    """Which page is right for a draft: "columns", "check" or "done"."""
    return _STEPS.get(DraftState(shown.state), "columns")


def rows(actor: Actor, draft: int, which: str = "open", after: int = 0) -> RowPage:
    """The next rows behind row `after`: "all", "open", "asked" (open once), or of one result.

    `Missing` for any other word.
    """
    row = holding.held(actor, draft)
    if which not in WHICH:
        raise Missing(which)
    found = kept.page(row.pk, which, after, PAGE + 1)
    some, more = found[:PAGE], len(found) > PAGE
    settled: dict[int, dict[int, ImportCorrection]] = {}
    for one in kept.corrections(row.pk, [one.number for one in some]):
        settled.setdefault(one.row, {})[one.column] = one
    known = queries.customers_by_id(actor, [one.customer for one in some if one.customer])
    names = {one.pk: f"{one.number} {rules.list_name(one)}".strip() for one in known}
    columns = holding.columns_held(row, nameless=True)
    tallies = holding.tallies(row)
    shown = [
        _row(kept.told(one), settled.get(one.number, {}), names, tallies, columns.width)
        for one in some
    ]
    worth = [
        at
        for at, target in enumerate(columns.at)
        if target is not None and target.key != words.LEFT_OUT
    ]
    return RowPage(shown, some[-1].number if more else 0, _counts(row), worth)


def _shown(row: ImportDraft, said: str = "") -> Shown:
    found = holding.look(row)
    return Shown(
        id=row.pk,
        version=row.version,
        state=row.state,
        name=row.name,
        size=row.size,
        begun_at=row.begun_at,
        changed_at=row.changed_at,
        format=Format(
            found.get("encoding", ""),
            found.get("delimiter", ""),
            found.get("sheet", ""),
            found.get("header", 1),
            tuple(found.get("sheets", ())),
            found.get("text", ""),
            holding.chosen(row),
        ),
        remembered=row.remembered,
        match=tuple(one for one in row.match.split(",") if one),
        on_match=row.on_match,
        mode=row.mode,
        counts=_counts(row),
        progress=Progress(row.done, row.rows, kept.is_waiting(row), kept.lost(row)),
        trouble=row.trouble,
        trouble_hint=row.hint,
        batch=row.batch if row.batch and row.state == DraftState.DONE else 0,
        said=said,
        columns=tuple(found.get("headings", ())),
    )


def _counts(row: ImportDraft) -> Counts:
    asked, settled = kept.answered(row.pk)
    return Counts(
        row.rows,
        row.created,
        row.updated,
        row.skipped,
        row.doubtful,
        row.faulty,
        asked,
        settled,
        sum(holding.tallies(row).values()),
    )


def _row(
    one: kept.Looked,
    settled: dict[int, ImportCorrection],
    names: dict[int, str],
    tallies: Counter[str],
    width: int,
) -> RowView:
    problems = [_problem(said, tallies) for said in one.problems]
    states = {said.at: "doubtful" if said.doubt else "error" for said in reversed(problems)}
    by_hand = ROW in settled and settled[ROW].deed == SKIP
    return RowView(
        one.number,
        one.result,
        [_cell(at, one.cells, settled.get(at), states.get(at, "")) for at in range(width)],
        problems,
        names.get(one.customer or 0, ""),
        one.customer or 0,
        [": ".join(part for part in note if part) for note in one.notes],
        by_hand,
        _why(one, names, by_hand=by_hand),
    )


def _why(one: kept.Looked, names: dict[int, str], *, by_hand: bool) -> str:
    if one.result != RowResult.SKIP:
        return ""
    if by_hand:
        return _("Left out by hand.")
    if one.customer in names:
        return _("Nothing of it is new.")
    return _("The same customer is there already, or stands further up in this list.")


def _cell(at: int, cells: Sequence[str], settled: ImportCorrection | None, state: str) -> Cell:
    text = cells[at] if at < len(cells) else ""
    if settled is None:
        return Cell(at, text, "", state)
    if settled.deed != VALUE:
        return Cell(at, text, "", state or "settled")
    return Cell(at, settled.value, text, state or "settled")


def _problem(said: dict[str, Any], tallies: Counter[str]) -> ProblemView:
    at, code = said["at"], said["code"]
    return ProblemView(
        at,
        said["column"],
        said["message"],
        said["hint"],
        code,
        said["proposals"],
        code in damage.AS_IS,
        at >= 0,
        tallies[f"{at}:{code}"],
        code in damage.ASKED,
    )
