"""Writing letters and printing them: the queue, the print run, what is on paper (COM-11, COM-15)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stammkunde.foundation import actors, clock, files, jobs
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.jobs import job
from stammkunde.foundation.operations import FIELDS, Outcome, operation
from stammkunde.foundation.refusals import Missing, Refusal, Refused
from stammkunde.foundation.writes import Keeper, add, change, change_each, keep, lock, remove
from stammkunde.messaging.channels.letter import papers, putting, setting
from stammkunde.messaging.drafting import Draft
from stammkunde.messaging.house import keeps
from stammkunde.messaging.models import (
    Category,
    Channel,
    Letter,
    Letterhead,
    Message,
    PrintRun,
    RunState,
    State,
)
from stammkunde.messaging.operations.queueing import queue_messages
from stammkunde.messaging.rules import letters as rules
from stammkunde.messaging.rules import policy
from stammkunde.messaging.rules import writing as words
from stammkunde.messaging.rules.gate import may_still_get
from stammkunde.people import queries as people

WRITE, KIND = "messaging.write", "messaging.message"
KEPT_LETTERS = timedelta(days=14)  # print runs and texts of letters that are on paper
MOST_AT_ONCE = 2_000

keep(PrintRun, Keeper(kind="print_run"))


@operation("messaging.write_letter", needs=WRITE)
def write_letter(
    *,
    actor: Actor,
    customer: int,
    subject: str,
    text: str,
    letterhead: int | None = None,
    category: str = Category.ORGANISATIONAL.value,
    confirmed: bool = False,
) -> Outcome[Message]:
    """Write a letter to one customer; it waits in the print queue (COM-11).

    confirmed: the writer has seen that the customer is locked or has died (C-09). Refuses what has
    no subject or text (`invalid`), and, writing nothing, what the gate would stop
    (`not_sent.<reason>`, with no postal address `not_sent.no_address`). `Missing` for a paper that
    is not there.
    """
    if letterhead is not None and not Letterhead.objects.filter(pk=letterhead).exists():
        raise Missing(f"letterhead {letterhead}")
    draft = Draft(
        customer=customer,
        kind=KIND,
        category=category,
        channel=Channel.LETTER,
        subject=rules.cleaned(rules.SUBJECT, subject),
        body=rules.cleaned(rules.TEXT, text),
        confirmed=confirmed,
        letterhead=letterhead,
    )
    outcome = queue_messages(actor=actor, drafts=[draft])
    for one in outcome.refused:
        raise Refused(one.code, one.message, one.field)
    for row in outcome.done:
        if row.state == State.SUPPRESSED:
            raise Refused(f"not_sent.{row.reason}", words.why_not(row.reason), "confirmed")
    return Outcome(outcome.done)


@operation("messaging.note_letter", needs=WRITE)
def note_letter(
    *, actor: Actor, customer: int, subject: str, text: str = "", at: datetime | None = None
) -> Outcome[Message]:
    """Note a letter that went another way (COM-11): by hand, by a colleague, from another program.

    Nothing is printed and nobody is asked: it has happened. Refuses what has no subject (`invalid`).
    `Missing` for a customer who is not there.
    """
    now, key = clock.now(), uuid4()
    name = people.addressees(actor, [people.customer(actor, customer).pk])[customer].name
    staff = actor.kind == "staff" and actor.id is not None
    values = {
        "recipient_name": name[:400],
        "subject": rules.cleaned(rules.SUBJECT, subject),
        "text": text.replace("\x00", "")[:20_000],
    }
    level = keeps(Category.ORGANISATIONAL)
    made = Message(
        public_id=key,
        dedupe_key=f"message:{key}",
        customer_id=customer,
        channel=Channel.LETTER,
        category=Category.ORGANISATIONAL,
        kind=KIND,
        state=State.NOTED,
        kept=level,
        author=get_user_model().objects.filter(pk=actor.id or 0).first() if staff else None,
        created_at=now,
        send_at=at or now,
        sent_at=at or now,
        state_at=now,
        **(values | policy.emptied(level)),
    )
    return Outcome(add([made]))


@operation("messaging.start_print_run", needs=WRITE)
def start_print_run(
    *, actor: Actor, letters: Sequence[int], duplex: bool = False, by_postcode: bool = False
) -> Outcome[PrintRun]:
    """Take waiting letters out of the queue and have one file made of them, by a job.

    The gate is asked again: whoever was locked or died meanwhile gets no letter, and the log says
    why. duplex: every letter begins on a sheet of its own. At most 2,000 at once (`too_many`).
    Refused per letter: `not_waiting`, `in_run`; none left: `nothing_to_print`.
    """
    if len(set(letters)) > MOST_AT_ONCE:
        text = _("At most %(n)s letters are printed at once.")
        raise Refused("too_many", text % {"n": MOST_AT_ONCE})
    rows = lock(Letter, letters)
    messages = {one.pk: one for one in lock(Message, [row.message_id for row in rows])}
    for row in rows:
        row.message = messages[row.message_id]
    done, refused = rules.printable(rows)
    done = _still_welcome(actor, done, refused)
    if not done:
        text = _("No letter is left to be printed.")
        raise Refused("nothing_to_print", refused[0].message if refused else text)
    (run,) = add([
        PrintRun(
            duplex=duplex,
            by_postcode=by_postcode,
            letters=len(done),
            author_id=actor.id if actor.kind == "staff" else None,
            created_at=clock.now(),
        )
    ])  # fmt: skip
    change(done, run_id=run.pk)
    jobs.enqueue(make_print_run, run=run.pk)
    return Outcome([run], refused)


def _still_welcome(actor: Actor, rows: Sequence[Letter], refused: list[Refusal]) -> list[Letter]:
    """Ask the gate once more; whom it stops now is not written to."""
    ids = {row.message.customer_id for row in rows if row.message.customer_id is not None}
    known = people.addressees(actor, ids)
    welcome, stopped = [], []
    for row in rows:
        message = row.message
        whom = known.get(message.customer_id or 0)
        reason = may_still_get(whom, message) if whom is not None else None
        if reason is None:
            welcome.append(row)
            continue
        stopped.append((message, {"state": State.SUPPRESSED, "reason": reason}))
        refused.append(Refusal(row.pk, f"not_sent.{reason.value}", words.why_not(reason)))
    change_each(stopped)
    return welcome


@operation("messaging.finish_print_run", needs=WRITE)
def finish_print_run(
    *, actor: Actor, run: int, made: setting.Made | None, letters: Sequence[int] = ()
) -> Outcome[PrintRun]:
    """Keep the file of a run that the job has made of `letters`; with None it failed, and its letters
    wait again.

    A run that was given up meanwhile keeps nothing; one that lost letters meanwhile, because their
    customer was erased, is made anew.
    """
    rows = lock(PrintRun, [run])
    if rows[0].state != RunState.MAKING:
        return Outcome([])
    if made is not None and set(letters) != set(_letters_of(run)):
        jobs.enqueue(make_print_run, run=run)
        return Outcome([])
    if made is None:
        _set_free(run)
        return Outcome(change(rows, state=RunState.FAILED))
    name = pgettext("messaging", "Letters") + f" {clock.today():%Y-%m-%d} {run}.pdf"
    file = files.store(papers.RUN, name, "application/pdf", [made.pdf])
    values = {"pages": made.pages, "gaps": made.gaps[:200], "state": RunState.READY}
    return Outcome(change(rows, file_id=file.key, **values))


@operation("messaging.mark_printed", needs=WRITE, undo=FIELDS)
def mark_printed(*, actor: Actor, run: int) -> Outcome[PrintRun]:
    """Say that a run is on paper: its letters are printed from now on, and no longer wait.

    Refuses a run that is not ready (`not_ready`) or was marked (`already_printed`).
    """
    rows = lock(PrintRun, [run])
    if rows[0].printed_at is not None:
        raise Refused("already_printed", _("This run is marked as printed already."))
    if rows[0].state != RunState.READY:
        raise Refused("not_ready", _("This run is not ready to be printed."))
    now = clock.now()
    waiting = Message.objects.filter(letter__run=run, state=State.QUEUED)
    messages = lock(Message, waiting.values_list("pk", flat=True))
    change(messages, state=State.PRINTED, sent_at=now, state_at=now)
    return Outcome(change(rows, printed_at=now))


@operation("messaging.give_up_print_run", needs=WRITE)
def give_up_print_run(*, actor: Actor, run: int) -> Outcome[PrintRun]:
    """Throw the file of a run away; its letters wait in the queue again. There is no undo.

    Refuses a run that is marked as printed (`already_printed`).
    """
    rows = lock(PrintRun, [run])
    if rows[0].printed_at is not None:
        raise Refused("already_printed", _("This run is marked as printed already."))
    _set_free(run)
    former = rows[0].file_id
    done = change(rows, state=RunState.FAILED, file_id=None)
    files.remove([former] if former else [])
    return Outcome(done)


@operation("messaging.print_again", needs=WRITE)
def print_again(*, actor: Actor, letters: Sequence[int]) -> Outcome[Letter]:
    """Put printed letters into the queue once more. Refused: those that are not printed
    (`not_printed`)."""
    rows = lock(Letter, letters)
    messages = {one.pk: one for one in lock(Message, [row.message_id for row in rows])}
    done = [row for row in rows if messages[row.message_id].state == State.PRINTED]
    text, printed = _("This letter was not printed yet."), {row.pk for row in done}
    refused = [Refusal(row.pk, "not_printed", text) for row in rows if row.pk not in printed]
    change([messages[row.message_id] for row in done], state=State.QUEUED, sent_at=None,
           state_at=clock.now())  # fmt: skip
    change(done, run_id=None)
    return Outcome(done, refused)


@operation("messaging.forget_print_runs", needs=WRITE)
def forget_print_runs(*, actor: Actor, runs: Sequence[int]) -> Outcome[PrintRun]:
    """Delete the files of these runs; what is written about a run stays."""
    rows = [row for row in lock(PrintRun, runs) if row.file_id]
    keys = [row.file_id for row in rows if row.file_id]
    change(rows, file_id=None, gaps="")
    files.remove(keys)
    return Outcome(rows)


@operation("messaging.forget_letters", needs=WRITE)
def forget_letters(*, actor: Actor, letters: Sequence[int]) -> Outcome[Letter]:
    """Drop what carried printed letters whose text the log no longer keeps; the log stays."""
    rows = lock(Letter, letters)
    remove(rows, copied=False)
    return Outcome(rows)


def _set_free(run: int) -> None:
    change(lock(Letter, _letters_of(run)), run_id=None)


def _letters_of(run: int) -> list[int]:
    return list(Letter.objects.filter(run=run).values_list("pk", flat=True))


@job(lease=1800, tries=3)
def make_print_run(*, run: int) -> None:
    """Make the file of a run: whole or not at all, and as often as it takes.

    Nothing is written before the file is there; who is killed on the way begins anew.
    """
    actor = actors.system(door="job")
    row = PrintRun.objects.filter(pk=run, state=RunState.MAKING).first()
    if row is None:
        return
    order = ("postcode", "pk") if row.by_postcode else ("pk",)
    found = Letter.objects.filter(run=run).select_related(
        "message", "message__author", "letterhead"
    )
    its = list(found.order_by(*order))
    sheets = putting.sheets(actor, its, clock.today())
    if not sheets:
        finish_print_run(actor=actor, run=run, made=None)
        return
    made, _counts = setting.merged(sheets, duplex=row.duplex)
    finish_print_run(actor=actor, run=run, made=made, letters=[one.pk for one in its])
