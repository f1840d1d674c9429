"""Writing to one customer by hand (COM-06), and keeping what goes along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from stammkunde.foundation import clock, files, uploads
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.jobs import every, job
from stammkunde.foundation.models import StoredFile
from stammkunde.foundation.operations import Outcome, operation
from stammkunde.foundation.refusals import Refused
from stammkunde.messaging import attachments
from stammkunde.messaging.drafting import Draft, File
from stammkunde.messaging.models import Attachment, Category, Channel, Message, NoticeFile, State
from stammkunde.messaging.operations.queueing import queue_messages
from stammkunde.messaging.rules import writing as rules

KIND = "messaging.message"
UNDO = timedelta(seconds=20)  # a message by hand waits that long, and can be stopped until then
UNUSED = timedelta(days=2)


@dataclass(frozen=True)
class Letter:
    """What somebody wrote to one customer. recipient: one of their addresses, "" for the first.

    send_at: None for now. confirmed: the writer has seen the warnings.
    """

    customer: int
    subject: str
    body: str
    channel: str = Channel.EMAIL
    category: str = Category.ORGANISATIONAL
    recipient: str = ""
    files: tuple[File, ...] = ()
    send_at: datetime | None = None
    confirmed: bool = False
    participant: int | None = None


@operation("messaging.write_message", needs="messaging.write")
def write_message(*, actor: Actor, letter: Letter) -> Outcome[Message]:
    """Write to one customer by hand; an e-mail leaves after `UNDO`, or at its time.

    Refuses what has no subject or text (`incomplete`), too many or too large files (`too_many_files`,
    `too_large`), and, writing nothing, whatever the gate would stop (`not_sent.<reason>`): the
    writer sits there and can do something about it. `Missing` for files that they may not read.
    """
    rules.check_text(letter.subject, letter.body, letter.channel)
    rules.check_files([files.readable(actor, one.key).size for one in letter.files])
    soon = clock.now() + UNDO if letter.channel == Channel.EMAIL else None
    draft = Draft(
        customer=letter.customer,
        participant=letter.participant,
        kind=KIND,
        category=letter.category,
        channel=letter.channel,
        subject=letter.subject,
        body=letter.body,
        recipient=letter.recipient or None,
        attachments=letter.files,
        send_at=letter.send_at or soon,
        confirmed=letter.confirmed,
    )
    outcome = queue_messages(actor=actor, drafts=[draft])
    for one in outcome.refused:
        raise Refused(one.code, one.message, one.field)
    for row in outcome.done:
        if row.state == State.SUPPRESSED:
            raise Refused(f"not_sent.{row.reason}", rules.why_not(row.reason), "to")
        if row.state == State.FAILED:
            raise Refused(
                "not_sent.failed", row.answer or _("This cannot be sent so."), "recipient"
            )
    return Outcome(outcome.done)


@operation("messaging.keep_files", needs="messaging.write")
def keep_files(*, actor: Actor, checked: Sequence[uploads.Checked]) -> Outcome[StoredFile]:
    """Keep files that somebody attaches while they still write: nothing is lost when something else
    is refused. Who never sends them leaves them to the nightly sweep. Refuses when there is no room
    (`upload_full`)."""
    return Outcome([uploads.keep(one) for one in checked])


@every("messaging.unused_files", at="03:40")
@job(lease=600, tries=2)
def sweep_unused_files() -> None:
    """Files that were attached to something nobody ever sent."""
    old = StoredFile.objects.filter(owner=attachments.KIND, created_at__lt=clock.now() - UNUSED)
    unused = set(old.values_list("key", flat=True))
    for model in (Attachment, NoticeFile):
        used = model._default_manager.filter(file__in=old).values_list("file__key", flat=True)
        unused.difference_update(used)
    files.remove(unused)
