"""The job of a notice: who gets it is fixed once, then everybody is written to, piece by piece.

Each piece is one transaction that holds the notice's row: its messages, their mail and how far it
is come together or not at all. A killed worker leaves whole pieces; the next one goes on behind them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from stammkunde.foundation import actors, clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Among
from stammkunde.foundation.jobs import enqueue, every, job
from stammkunde.foundation.operations import Outcome, operation
from stammkunde.foundation.pacing import Pace
from stammkunde.foundation.refusals import Forbidden, Refused
from stammkunde.foundation.writes import change, lock
from stammkunde.messaging import recipients
from stammkunde.messaging.drafting import About, Draft, File
from stammkunde.messaging.models import (
    ABOUT_NOTICE,
    Notice,
    NoticeFile,
    NoticeState,
    Reason,
    State,
)
from stammkunde.messaging.operations.queueing import queue_messages
from stammkunde.messaging.recipients import Parted
from stammkunde.messaging.rules import notices as rules
from stammkunde.messaging.texts import ENGLISH, spoken
from stammkunde.people import lifecycle
from stammkunde.people import queries as people

WORD = "messaging.write_many"
WORDS = frozenset({WORD, "messaging.write", "messaging.see", "people.see"})
PIECE = 500  # customers in one transaction at most
TURN = 60.0  # seconds after which the rest is a job of its own, so that a lease can be short
STALE = timedelta(minutes=10)
MOST_AT_WORK = 64 * 1024 * 1024  # bytes of attachments in one transaction
_AT_WORK = (NoticeState.SCHEDULED, NoticeState.RUNNING)
# What the notice itself knows; everything else is asked again when a message is written.
_DECIDED = frozenset({Reason.TWICE.value, Reason.GONE.value})


@operation("messaging.begin_notice", needs=WORD)
def begin_notice(*, actor: Actor, notice: int, parted: Parted) -> Outcome[Notice]:
    """Fix who a notice is for, as it was just worked out. Refuses one that does not wait for its
    time any more (`notice_state`); where another worker was faster, that one's holds."""
    (row,) = lock(Notice, [notice])
    if row.state == NoticeState.RUNNING:
        return Outcome([])
    rules.demand(row, "begin")
    fixed = [[pk, ""] for pk in parted.go]
    for reason, ids in parted.left.items():
        fixed += [[pk, reason if reason in _DECIDED else ""] for pk in ids]
    change(
        [row],
        state=NoticeState.RUNNING,
        ids=json.dumps(fixed),
        total=len(fixed),
        through=0,
        moved_at=clock.now(),
    )
    return Outcome([row])


@operation("messaging.send_notice_piece", needs=WORD)
def send_notice_piece(*, actor: Actor, notice: int, size: int) -> int:
    """Write to the next `size` customers of a notice that is being sent; how many those were.

    0 at the end, and when somebody has paused or cancelled it. Refuses what `queue_messages` does.
    """
    (row,) = lock(Notice, [notice])
    if row.state != NoticeState.RUNNING:
        return 0
    fixed = json.loads(row.ids or "[]")[row.through : row.through + size]
    made = queue_messages(actor=actor, drafts=_drafts(actor, row, fixed)).done if fixed else []
    stopped = sum(one.state == State.SUPPRESSED for one in made)
    now = clock.now()
    through = row.through + len(fixed)
    end = {"state": NoticeState.DONE, "ended_at": now, "ids": ""} if through >= row.total else {}
    change(
        [row],
        through=through,
        reached=row.reached + len(made) - stopped,
        left=row.left + stopped,
        moved_at=now,
        **end,
    )
    return len(fixed)


@operation("messaging.halt_notice", needs=WORD)
def halt_notice(*, actor: Actor, notice: int, problem: str) -> Outcome[Notice]:
    """A notice that cannot go on stops and says why: before it began it is a draft again, later it
    is paused. Refuses one that is over (`notice_state`)."""
    (row,) = lock(Notice, [notice])
    rules.demand(row, "halt")
    begun = row.state == NoticeState.RUNNING
    state = NoticeState.PAUSED if begun else NoticeState.DRAFT
    return Outcome(change([row], state=state, problem=problem[:400], moved_at=clock.now()))


@job(lease=300, tries=8)
def send_notice(*, notice: int) -> None:
    """Send a notice whose time has come, as far as a turn reaches; the rest is the next job's.

    Nothing happens for one that was cancelled, or moved to another time.
    """
    row = Notice.objects.filter(pk=notice).first()
    if row is None or row.state not in _AT_WORK:
        return
    if row.state == NoticeState.SCHEDULED and row.send_at > clock.now():
        return
    actor = _author(row)
    try:
        if row.state == NoticeState.SCHEDULED:
            _begin(actor, row)
        if _write(actor, row):
            enqueue(send_notice, notice=notice)
    except (Refused, Forbidden, FileNotFoundError) as no:
        current = Notice.objects.get(pk=notice).state
        if current in _AT_WORK:
            halt_notice(actor=actors.system(door="job"), notice=notice, problem=_why(no))


@every("messaging.due_notices", interval=timedelta(minutes=5))
@job(lease=60, tries=2)
def due_notices() -> None:
    """Take up notices whose job was lost: due and not begun, or begun and at rest for minutes."""
    still = clock.now() - STALE
    lost = Notice.objects.filter(state__in=_AT_WORK, moved_at__lt=still, send_at__lt=still)
    for pk in lost.values_list("pk", flat=True):
        enqueue(send_notice, notice=pk)


def _begin(actor: Actor, row: Notice) -> None:
    wanted = recipients.read(row.recipients)
    ids = recipients.members(actor, wanted)
    parted = recipients.parted(actor, ids, channel=row.channel, category=row.category)
    begin_notice(actor=actor, notice=row.pk, parted=parted)


def _write(actor: Actor, row: Notice) -> bool:
    """Piece by piece; True when the turn is over and something is left."""
    pace, end = Pace(_most(row)), time.monotonic() + TURN
    while time.monotonic() < end:
        size = pace.size
        with pace.piece(size):
            done = send_notice_piece(actor=actor, notice=row.pk, size=size)
        if not done:
            return False
    return True


def _most(row: Notice) -> int:
    """How many customers fit into one transaction: each mail of it carries all files."""
    files = NoticeFile.objects.filter(notice=row).aggregate(size=Sum("file__size"))["size"]
    return max(1, min(PIECE, MOST_AT_WORK // files)) if files else PIECE


def _author(row: Notice) -> Actor:
    """Whoever sent it, with those of its words that they hold by now (D39)."""
    if row.author_id is None:
        return actors.system(door="job", label=row.author_label or "System")
    return actors.now(Actor("staff", row.author_id, row.author_label, WORDS, door="job"))


def _drafts(actor: Actor, row: Notice, fixed: Sequence[Sequence[Any]]) -> list[Draft]:
    """One for each who is still there: a creation may have been undone since it began."""
    rows = people.customer_rows(actor).filter(Among("pk", {pk for pk, _reason in fixed}))
    there = set(rows.values_list("pk", flat=True))
    files = tuple(
        File(one.file_id, one.name) for one in NoticeFile.objects.filter(notice=row).order_by("pk")
    )
    return [
        Draft(
            customer=pk,
            kind=ABOUT_NOTICE,
            category=row.category,
            channel=row.channel,
            subject=row.subject,
            body=row.body,
            subjects={ENGLISH: row.subject_en} if row.subject_en else {},
            bodies={ENGLISH: row.body_en} if row.body_en else {},
            about=About(
                ABOUT_NOTICE, row.pk, spoken(row.subject, lifecycle.house_language())[:200]
            ),
            attachments=files,
            dedupe_key=f"notice:{row.pk}:{pk}",
            notice=row.pk,
            many=True,
            reason=str(reason),
        )
        for pk, reason in fixed
        if pk in there
    ]


def _why(no: Exception) -> str:
    if isinstance(no, Refused):
        return str(no.message)
    if isinstance(no, FileNotFoundError):
        return _("A file that goes along is not there any more.")
    return _("Whoever sent this notice may not write to many customers any more.")
