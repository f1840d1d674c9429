"""Writing notices: drafts, when they go out, stopping them (COM-09, COM-17).

`notice_sending` writes to people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from email.utils import formataddr
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from stammkunde.foundation import clock, mail, uploads
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import business
from stammkunde.foundation.jobs import enqueue
from stammkunde.foundation.mail import outbox
from stammkunde.foundation.models import OutgoingMail
from stammkunde.foundation.operations import Outcome, operation
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.foundation.writes import Keeper, add, change, expect, keep, lock, remove
from stammkunde.messaging import recipients
from stammkunde.messaging.house import house
from stammkunde.messaging.models import (
    ABOUT_NOTICE,
    Channel,
    Message,
    Notice,
    NoticeFile,
    NoticeState,
    State,
)
from stammkunde.messaging.operations.notice_sending import send_notice
from stammkunde.messaging.operations.unclear import cancel_messages
from stammkunde.messaging.recipients import Wanted
from stammkunde.messaging.rules import notices as rules
from stammkunde.messaging.rules.writing import check_files
from stammkunde.messaging.texts import GERMAN, OwnText, message, render, values
from stammkunde.people import queries as people

WORD = "messaging.write_many"

keep(Notice, Keeper(kind="notice", secret=frozenset({"ids", "recipients"})))
keep(NoticeFile, Keeper(kind="notice_file", part_of="notice"))


@operation("messaging.add_notice", needs=WORD)
def add_notice(
    *, actor: Actor, values: Mapping[str, Any], wanted: Wanted | None = None
) -> Outcome[Notice]:
    """Begin a notice: a draft that only the office sees. Refuses as `change_notice`."""
    now = clock.now()
    row = Notice(
        **rules.cleaned(values),
        recipients=recipients.kept(wanted or Wanted()),
        author_id=actor.id if actor.kind == "staff" else None,
        author_label=actor.label,
        created_at=now,
        send_at=now,
        moved_at=now,
    )
    return Outcome(add([row]))


@operation("messaging.change_notice", needs=WORD)
def change_notice(
    *,
    actor: Actor,
    notice: int,
    values: Mapping[str, Any],
    wanted: Wanted | None = None,
    expected: Mapping[str, Any] | None = None,
) -> Outcome[Notice]:
    """Change a draft: its text, and who it is for. None leaves the recipients as they are.

    Refuses what is too long (`too_long`) or no choice (`invalid`), and one that is no draft any
    more (`notice_state`); `Stale` where a colleague has changed the same text meanwhile.
    """
    row = _step(notice, "change")
    fresh = rules.cleaned(values)
    expect(row, expected=expected or {}, wanted=fresh)
    if wanted is not None:
        fresh["recipients"] = recipients.kept(wanted)
    return Outcome(change([row], **fresh, send_at=clock.now()))


@operation("messaging.attach_to_notice", needs=WORD)
def attach_to_notice(
    *, actor: Actor, notice: int, files: Sequence[uploads.Checked]
) -> Outcome[NoticeFile]:
    """Let files go along with a draft. Refuses more than ten (`too_many_files`) and more than 15 MB
    together (`too_large`), when there is no room (`upload_full`), and a notice that is no draft any
    more (`notice_state`)."""
    row = _step(notice, "change")
    there = NoticeFile.objects.filter(notice=row).values_list("file__size", flat=True)
    check_files([*there, *(one.size for one in files)])
    made = [NoticeFile(notice=row, file=uploads.keep(one), name=one.name) for one in files]
    return Outcome(add(made))


@operation("messaging.detach_from_notice", needs=WORD)
def detach_from_notice(*, actor: Actor, notice: int, file: int) -> Outcome[NoticeFile]:
    """A file does not go along after all. Refuses a notice that is no draft any more
    (`notice_state`); `Missing` for a file of another one."""
    _step(notice, "change")
    rows = [one for one in lock(NoticeFile, [file]) if one.notice_id == notice]
    if not rows:
        raise Missing(f"file {file} of notice {notice}")
    remove(rows)
    return Outcome(rows)


@operation("messaging.schedule_notice", needs=WORD)
def schedule_notice(
    *, actor: Actor, notice: int, send_at: datetime | None = None
) -> Outcome[Notice]:
    """Send a notice now, or at an instant to come. Who gets it is worked out when it begins.

    It goes out in the name of the actor, who still has to hold the words by then. Refuses one without
    subject, text or recipients (`incomplete`), and one that is no draft any more (`notice_state`).
    """
    row = _step(notice, "send")
    rules.check_complete(row)
    now = clock.now()
    change(
        [row],
        state=NoticeState.SCHEDULED,
        send_at=send_at or now,
        moved_at=now,
        problem="",
        author_id=actor.id if actor.kind == "staff" else None,
        author_label=actor.label,
    )
    enqueue(send_notice.using(run_after=row.send_at), notice=row.pk)
    return Outcome([row])


@operation("messaging.send_notice_now", needs=WORD)
def send_notice_now(*, actor: Actor, notice: int) -> Outcome[Notice]:
    """A notice that waits for its time goes out at once, in the name of the actor. Refuses one that
    waits for no time, or has begun (`notice_state`)."""
    row = _step(notice, "now")
    now = clock.now()
    change(
        [row],
        send_at=now,
        moved_at=now,
        author_id=actor.id if actor.kind == "staff" else None,
        author_label=actor.label,
    )
    enqueue(send_notice, notice=row.pk)
    return Outcome([row])


@operation("messaging.unschedule_notice", needs=WORD)
def unschedule_notice(*, actor: Actor, notice: int) -> Outcome[Notice]:
    """A notice that waits for its time is a draft again. Refuses one that has begun
    (`notice_state`)."""
    row = _step(notice, "unschedule")
    return Outcome(
        change([row], state=NoticeState.DRAFT, send_at=clock.now(), moved_at=clock.now())
    )


@operation("messaging.pause_notice", needs=WORD)
def pause_notice(*, actor: Actor, notice: int) -> Outcome[Notice]:
    """Stop for now: the rest is not written to, and its mails that wait in the queue stay there;
    letters wait for somebody to print them anyway. Refuses one that is not being sent, and one of
    which no mail waits any more (`notice_state`)."""
    (row,) = lock(Notice, [notice])
    waiting = _waiting(row).filter(channel=Channel.EMAIL)
    rules.demand(row, "pause", waiting=waiting.exists())
    outbox.put_aside(_mails(waiting))
    return Outcome(change([row], state=NoticeState.PAUSED, moved_at=clock.now(), ended_at=None))


@operation("messaging.go_on_with_notice", needs=WORD)
def go_on_with_notice(*, actor: Actor, notice: int) -> Outcome[Notice]:
    """Write to the rest of a paused one, and let go what waits. Refuses one that is not paused
    (`notice_state`)."""
    row = _step(notice, "go_on")
    outbox.take_up(_mails(_waiting(row).filter(channel=Channel.EMAIL)))
    change([row], state=NoticeState.RUNNING, problem="", moved_at=clock.now())
    enqueue(send_notice, notice=row.pk)
    return Outcome([row])


@operation("messaging.cancel_notice", needs=WORD)
def cancel_notice(*, actor: Actor, notice: int) -> Outcome[Notice]:
    """Nobody else gets it: the rest is not written to, and what still waits in the queue is
    stopped. What has gone out stays so. Refuses one that is not being sent, and one of which nothing
    waits any more (`notice_state`)."""
    (row,) = lock(Notice, [notice])
    waiting = list(_waiting(row).values_list("pk", flat=True))
    rules.demand(row, "cancel", waiting=bool(waiting))
    now = clock.now()
    change([row], state=NoticeState.CANCELLED, moved_at=now, ended_at=now, ids="", problem="")
    cancel_messages(actor=actor, messages=waiting)
    return Outcome([row])


@operation("messaging.remove_notice", needs=WORD)
def remove_notice(*, actor: Actor, notice: int) -> Outcome[Notice]:
    """Throw a draft away. Refuses one that is none any more (`notice_state`)."""
    row = _step(notice, "remove")
    there = NoticeFile.objects.filter(notice=row).values_list("pk", flat=True)
    remove(lock(NoticeFile, there))
    remove([row])
    return Outcome([row])


@operation("messaging.copy_notice", needs=WORD)
def copy_notice(*, actor: Actor, notice: int) -> Outcome[Notice]:
    """A new draft with the same text, files and choice of recipients. `Missing` without the other."""
    (source,) = lock(Notice, [notice])
    values = {name: getattr(source, name) for name in rules.WRITTEN}
    (made,) = add_notice(actor=actor, values=values, wanted=recipients.read(source.recipients)).done
    files = NoticeFile.objects.filter(notice=source).order_by("pk")
    add([NoticeFile(notice=made, file_id=one.file_id, name=one.name) for one in files])
    return Outcome([made])


@operation("messaging.send_test_notice", needs=WORD)
def send_test_notice(
    *, actor: Actor, own: OwnText, customer: int | None, to: str
) -> Outcome[OutgoingMail]:
    """Send the text to whoever writes it, as this customer would get it, past trial operation.

    Refuses what has no text (`incomplete`) and an address that is none (`mail.address`).
    """
    if not own.body:
        raise Refused("incomplete", _("The text is missing."), "body")
    one = people.addressees(actor, [customer]).get(customer) if customer else None
    language = one.language if one else GERMAN
    about = values.of(one, business(), None, language=language)
    rendered = render(ABOUT_NOTICE, about, language, own, author=actor.id)
    marked = replace(rendered, subject=_("[Test] %(subject)s") % {"subject": rendered.subject})
    sender = formataddr((house().name, house().address))
    row = mail.queue(message(marked, to=to, sender=sender), purpose=mail.HOUSE)
    return Outcome([row] if row else [])


def _waiting(row: Notice) -> QuerySet[Message]:
    """Its messages that have not gone out yet; what somebody sends once more is theirs."""
    found = Message.objects.filter(about_kind=ABOUT_NOTICE, about_id=row.pk)
    return found.filter(state=State.QUEUED, resend_of__isnull=True)


def _mails(messages: QuerySet[Message]) -> list[int]:
    return [one for one in messages.values_list("transport", flat=True) if one]


def _step(notice: int, step: str) -> Notice:
    """The locked notice, which can take this step."""
    (row,) = lock(Notice, [notice])
    rules.demand(row, step)
    return row
