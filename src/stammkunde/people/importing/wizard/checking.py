"""The check: every row is read and planned in the background, and nothing is written but that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from stammkunde.foundation import drafts, files, sheets
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.digits import whole
from stammkunde.foundation.jobs import enqueue, job
from stammkunde.foundation.longwork import long_work
from stammkunde.foundation.models import DraftState, ImportDraft, RowResult
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.foundation.remember import remembering
from stammkunde.people.importing import columns as heads
from stammkunde.people.importing import damage, words
from stammkunde.people.importing.columns import Columns, columns_of, knows
from stammkunde.people.importing.overlay import AS_IS, ROW, SKIP, VALUE
from stammkunde.people.importing.plan import EMAIL, MATCHES, NUMBER, OnMatch
from stammkunde.people.importing.wizard import holding
from stammkunde.people.importing.wizard.judging import Judge, open_cells
from stammkunde.people.importing.wizard.shapes import Shown
from stammkunde.people.importing.wizard.showing import show

CHUNK = 1_000
READY = (DraftState.UPLOADED, DraftState.MAPPED, DraftState.CHECKED, DraftState.FAILED)
COUNTS = {
    RowResult.CREATE: "created",
    RowResult.UPDATE: "updated",
    RowResult.SKIP: "skipped",
    RowResult.DOUBTFUL: "doubtful",
    RowResult.ERROR: "faulty",
}


def check(actor: Actor, draft: int, version: int) -> Shown:
    """Check a list in the background (IMP-05). Refuses one without a column for a name (`no_name`),
    and two columns that mean the same (`twice`)."""
    row = holding.held(actor, draft)
    assigned(holding.columns_held(row, nameless=True))
    started(actor, row, version, READY)
    return show(actor, draft)


def set_match(
    actor: Actor, draft: int, version: int, *, match: Sequence[str], on_match: str
) -> Shown:
    """By what customers are recognised, and what a row does to somebody who is there already; a list
    that was checked is checked again. Refuses words that nobody knows (`unknown_match`)."""
    row = holding.held(actor, draft)
    if not set(match) <= set(MATCHES) or on_match not in list(OnMatch):
        raise Refused("unknown_match", _("There is no such way to recognise customers."), "match")
    chosen = ",".join(one for one in MATCHES if one in match)
    said: dict[str, Any] = {"match": chosen, "on_match": on_match}
    with transaction.atomic():
        if chosen != row.match:  # "as it is" said who is meant, by the ways of before
            drafts.forget(row.pk, _telling(row), deed=AS_IS)
        if row.state == DraftState.CHECKED:
            started(actor, row, version, READY, **said)
        else:
            with drafts.change(row, version, READY, **said):
                pass
    return show(actor, draft)


def _telling(row: ImportDraft) -> list[int]:
    """Where it is said who a row is: the columns that customers are recognised by, and the row."""
    at = holding.columns_held(row, nameless=True).at
    telling = {words.EXTERNAL_IDS, NUMBER, EMAIL}
    return [ROW, *(n for n, one in enumerate(at) if one and {one.noun, one.key} & telling)]


def stop_checking(actor: Actor, draft: int, version: int) -> Shown:
    """Go back to the columns while the list is being checked; the job stops at its next step."""
    row = holding.held(actor, draft)
    with drafts.change(
        row, version, (DraftState.CHECKING,), state=DraftState.MAPPED, run=row.run + 1
    ):
        pass
    return show(actor, draft)


def assigned(columns: Columns) -> None:
    """Refuse columns that no import can read."""
    if columns.problems:
        one = columns.problems[0]
        at = max((at for at, named in enumerate(columns.named) if named == one.column), default=0)
        said = f"{one.column}: {one.message} {one.hint}"
        raise Refused("twice", said, str(at))
    if not heads.names_somebody(columns):
        raise Refused("no_name", _("No column of this list holds a name."), None)


def started(
    actor: Actor,
    row: ImportDraft,
    version: int,
    states: Sequence[str],
    *,
    mended: str = "",
    alike: dict[str, Any] | None = None,
    **said: Any,
) -> None:
    """Begin a check. mended: the key of a list of errors that is laid over first; alike: what all
    cells of one kind in one column are settled by first. said: columns of the draft."""
    words_ = holding.words_of(actor)
    drafts.start(
        row,
        version,
        states,
        DraftState.CHECKING,
        lambda run: enqueue(check_list, draft=row.pk, run=run, mended=mended, alike=alike),
        words=words_,
        **said,
    )


@job(lease=3600, tries=1)
def check_list(*, draft: int, run: int, mended: str, alike: dict[str, Any] | None) -> None:
    """Check the list of a draft; a later run, or its owner, may stop it at any step."""
    row = ImportDraft.objects.filter(pk=draft, run=run, state=DraftState.CHECKING).first()
    if row is None:
        return
    with suppress(drafts.Superseded), translation.override(holding.actor_of(row).language):
        drafts.beat(draft, run, DraftState.CHECKING)
        try:
            with long_work():
                if mended:
                    _lay_mended(row, mended)
                if alike:
                    for some in _in_parts(drafts.alike(draft, alike["at"], alike["code"])):
                        drafts.lay_over(draft, settlements(row, some, **alike))
                _check(row, run)
        except sheets.Unreadable as no:
            _failed(row, run, no.message, no.hint)
        except Forbidden:
            text = _("This list holds bank accounts, which you may not see.")
            _failed(row, run, text, _("Leave these columns out."))
        except drafts.Superseded:
            raise
        except Exception:
            _failed(row, run, _("The check did not get to its end."), _("Check once more."))
            raise


def _check(row: ImportDraft, run: int) -> None:
    drafts.clear(row.pk, corrections=False)
    with remembering():
        sheet = holding.opened(row)
        drafts.beat(row.pk, run, DraftState.CHECKING, rows=sheet.count)
        columns = columns_of(sheet, holding.mapping(row))
        judge = Judge(
            holding.actor_of(row),
            columns,
            holding.course_held(row, columns),
            holding.overlay_of(row),
        )
    rows, done = iter(sheet.rows), 0
    counts: Counter[str] = Counter()
    tallies: Counter[str] = Counter()
    touched = judge.over.values.keys() | judge.over.as_is.keys() | judge.over.skipped
    while chunk := list(islice(rows, CHUNK)):
        looked = judge.looked(chunk)
        done += len(looked)
        counts.update(str(one.result) for one in looked)
        tallies += open_cells(looked)
        with transaction.atomic():
            drafts.beat(row.pk, run, DraftState.CHECKING, done=done)
            drafts.put(row.pk, looked, asked_before=touched)
    drafts.settle(
        row.pk,
        run,
        DraftState.CHECKING,
        DraftState.CHECKED,
        rows=done,
        done=done,
        **told(counts, tallies),
    )


def told(counts: Counter[str], tallies: Counter[str]) -> dict[str, Any]:
    """Counts as the columns of a draft."""
    said: dict[str, Any] = {name: counts[result] for result, name in COUNTS.items()}
    return said | {"tallies": holding.written({key: n for key, n in tallies.items() if n > 0})}


def _failed(row: ImportDraft, run: int, text: str, hint: str) -> None:
    drafts.settle(
        row.pk, run, DraftState.CHECKING, DraftState.FAILED, trouble=str(text), hint=str(hint)
    )


def settlements(
    row: ImportDraft, numbers: Sequence[int], *, at: int, code: str, how: str, which: int = 0
) -> list[tuple[int, int, str, str]]:
    """What settles this question in these rows: the proposal `which`, an empty cell, the cell as it
    is, or the row left out."""
    if how == "skip":
        return [(number, ROW, SKIP, "") for number in numbers]
    if how == "as_is":
        return [(number, at, AS_IS, "") for number in numbers if code in damage.AS_IS]
    if how == "empty":
        return [(number, at, VALUE, "") for number in numbers if at >= 0]
    found = []
    for one in drafts.some(row.pk, numbers):
        for said in drafts.told(one).problems:
            if (said["at"], said["code"]) == (at, code) and which < len(said["proposals"]):
                found.append((one.number, at, VALUE, said["proposals"][which]))
                break
    return found


def _lay_mended(row: ImportDraft, key: str) -> None:
    """Lay a mended list of errors over the rows that it names: cells that it says otherwise."""
    sheet = sheets.read(files.path_of(key), knows=knows)
    where = sheet.headings.index(words.ORIGINAL)
    theirs = [at for at, head in enumerate(sheet.headings) if head not in OURS]
    headings = holding.look(row)["headings"]
    ours = [at for at, head in enumerate(headings) if head not in OURS]
    pairs = list(zip(theirs, ours, strict=False))
    for chunk in _in_parts(sheet.rows):
        said = {
            number: one
            for one in chunk
            if where < len(one.cells) and (number := whole(one.cells[where])) is not None
        }
        over = holding.overlay_of(row, list(said))
        made = []
        for one in drafts.some(row.pk, said):
            was = drafts.told(one)
            now = over.laid_over(sheets.Row(was.number, list(was.cells), was.marks)).cells
            mended = said[one.number].cells
            for there, here in pairs:
                new = mended[there].strip() if there < len(mended) else ""
                if new != (now[here].strip() if here < len(now) else ""):
                    made.append((one.number, here, VALUE, new))
        drafts.lay_over(row.pk, made)
    with transaction.atomic():
        files.remove([key])


OURS = (words.ORIGINAL, words.FAULTS)


def _in_parts(of: Any) -> Iterator[list[Any]]:
    rest = iter(of)
    while part := list(islice(rest, CHUNK)):
        yield part
