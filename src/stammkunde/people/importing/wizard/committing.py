"""A checked list comes in, in the background: as one batch, whole or not at all (ADR 18, 25)."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stammkunde.foundation import actors, batches, drafts, planning, takeback
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.jobs import enqueue, job
from stammkunde.foundation.longwork import long_work
from stammkunde.foundation.models import DraftState, ImportBatch, ImportDraft, RowResult
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.foundation.remember import remembering
from stammkunde.people.importing.apply import CHUNK, Faulty, Import, ended
from stammkunde.people.importing.columns import columns_of
from stammkunde.people.importing.names import KIND
from stammkunde.people.importing.plan import Mode
from stammkunde.people.importing.report import Problem, Report
from stammkunde.people.importing.wizard import holding
from stammkunde.people.importing.wizard.judging import WRONG
from stammkunde.people.importing.wizard.shapes import Shown
from stammkunde.people.importing.wizard.showing import show

PATIENCE = 2.0  # seconds between two signs of a job that waits for another import


def commit(actor: Actor, draft: int, version: int, mode: str) -> Shown:
    """Bring a checked list in, in the background (IMP-05, C-05). mode: "all_or_nothing", which needs
    every cell settled (`still_open`), or "valid_rows".

    Refuses a list that was not checked (`not_checked`) and one of which nothing would come in
    (`nothing_to_do`). Of two at once exactly one begins; the other is `Stale`.
    """
    row = holding.held(actor, draft)
    if mode not in list(Mode):
        raise Refused("unknown_mode", _("There is no such way to import."), "mode")
    if row.state not in (DraftState.CHECKED, DraftState.COMMITTING, DraftState.DONE):
        raise Refused("not_checked", _("The list has to be checked first."), None)
    if mode == Mode.ALL_OR_NOTHING and row.doubtful + row.faulty:
        count = row.doubtful + row.faulty
        text = ngettext("%(n)s row is still open.", "%(n)s rows are still open.", count)
        raise Refused("still_open", text % {"n": count}, "mode")
    if not row.created + row.updated:
        raise Refused("nothing_to_do", _("Nothing of this list would come in."), None)
    drafts.start(
        row,
        version,
        (DraftState.CHECKED,),
        DraftState.COMMITTING,
        lambda run: enqueue(commit_list, draft=row.pk, run=run),
        mode=mode,
        batch=None,
        words=holding.words_of(actor),
    )
    return show(actor, draft)


@job(lease=4 * 3600, tries=1)
def commit_list(*, draft: int, run: int) -> None:
    """Bring the list of a draft in. Whoever ends it takes everything back: an error, its owner, and
    after a kill the next start."""
    row = ImportDraft.objects.filter(pk=draft, run=run, state=DraftState.COMMITTING).first()
    if row is None:
        return
    with suppress(drafts.Superseded), translation.override(holding.actor_of(row).language):
        while not _tried(row, run):
            drafts.beat(draft, run, DraftState.COMMITTING, waiting=True)


def _tried(row: ImportDraft, run: int) -> bool:
    """Whether it was our turn; else another import is at work."""
    try:
        with batches.exclusive(patience=PATIENCE):
            drafts.beat(row.pk, run, DraftState.COMMITTING, waiting=False)
            takeback.recover()
            with long_work():
                _come_in(row, run)
    except batches.Busy:
        return False
    return True


def _come_in(row: ImportDraft, run: int) -> None:
    try:
        report = _written(row, run)
    except Faulty:
        text = _("Nothing came in: customers have changed meanwhile, and rows are open now.")
        _back(row, run, text, _("Check once more."))
    except (drafts.Superseded, batches.Lost):
        raise
    except Refused as no:
        _back(row, run, str(no.message), _("Check once more."))
    except Forbidden:
        _back(
            row, run, _("Whoever began this import may not import any more; nothing came in."), ""
        )
    except Exception:
        _back(row, run, _("The import did not get to its end; nothing came in."), "")
        raise
    else:
        drafts.end(row.pk, run)
        if report.created > CHUNK:
            planning.look_again()


def _back(row: ImportDraft, run: int, text: str, hint: str) -> None:
    """Nothing came in: the draft stands where it stood, and says why."""
    was, state = DraftState.COMMITTING, DraftState.CHECKED
    drafts.settle(row.pk, run, was, state, trouble=text, hint=hint, batch=None)


def _written(row: ImportDraft, run: int) -> Report:
    """The rows come in under a batch that is known to the draft before the first of them does."""
    actor, mode = actors.now(holding.actor_of(row)), Mode(row.mode)
    holding.need(actor)
    with remembering():
        sheet = holding.opened(row)
        columns = columns_of(sheet, holding.mapping(row))
        course = holding.course_held(row, columns, mode)
        running = Import(
            actor,
            sheet,
            columns,
            course,
            lambda done, _total: drafts.beat(row.pk, run, DraftState.COMMITTING, done=done),
            over=holding.overlay_of(row),
        )
    with transaction.atomic():
        batch = batches.begin(
            actor,
            KIND,
            file=row.name,
            sha256=row.sha256,
            mode=mode,
            match=row.match,
            on_match=row.on_match,
            rows=row.rows,
        )
        drafts.link(row.pk, run, batch)
    with takeback.or_back(batch):
        with batches.under(batch):
            running.write(batch)
        return _finished(row, run, running, batch)


def _finished(row: ImportDraft, run: int, running: Import, batch: ImportBatch) -> Report:
    """Batch and draft are through in the same instant."""
    report = ended(running, batch=batch.pk)
    counts = {"created": report.created, "updated": report.updated, "skipped": report.skipped}
    late = _stayed_out(row, report.errors)
    doubtful = row.doubtful
    try:
        with transaction.atomic():
            drafts.replace(row.pk, late)
            batches.finish(batch, **counts, faulty=report.faulty, report=report.as_json())
            drafts.settle(
                row.pk,
                run,
                DraftState.COMMITTING,
                DraftState.DONE,
                done=report.rows,
                doubtful=min(doubtful, report.faulty),
                faulty=max(report.faulty - doubtful, 0),
                **counts,
            )
    except BaseException:
        batch.refresh_from_db()  # it runs again: what was said to it is gone with the transaction
        raise
    return report


def _stayed_out(row: ImportDraft, errors: list[Problem]) -> list[drafts.Looked]:
    """Rows that were fine when they were checked and are not now, for the list of errors."""
    wrong: dict[int, list[Problem]] = {}
    for one in errors:
        wrong.setdefault(one.row, []).append(one)
    found = []
    for row_ in map(drafts.told, drafts.some(row.pk, wrong)):
        if not row_.open:
            said = [{**no.told(), "at": -1, "code": WRONG} for no in wrong[row_.number]]
            row_.problems = [{**each, "proposals": []} for each in said]
            row_.result, row_.asks = RowResult.ERROR, [(-1, WRONG)]
            found.append(row_)
    return found
