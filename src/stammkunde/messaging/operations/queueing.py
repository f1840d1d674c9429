"""The one path to customers: rows in the transaction of their cause, no network (ADR 33)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from stammkunde.foundation import clock, mail
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Among
from stammkunde.foundation.models import StoredFile
from stammkunde.foundation.operations import Outcome, batch, operation
from stammkunde.foundation.refusals import Forbidden, Missing, Refusal
from stammkunde.foundation.writes import add
from stammkunde.messaging import keeping
from stammkunde.messaging.channels import letter, sms
from stammkunde.messaging.drafting import Draft, storable
from stammkunde.messaging.house import house
from stammkunde.messaging.marks import address_states
from stammkunde.messaging.models import Attachment, Channel, Message, State
from stammkunde.messaging.writing import Desk, Prepared, prepare
from stammkunde.people import lifecycle
from stammkunde.people import queries as people
from stammkunde.people.rules import folded_email

__all__ = ["keeping", "queue_messages"]

_MANY = "messaging.write_many"
_TRIES = 20  # each one that fails means that somebody else has written: it ends


@operation("messaging.queue_messages", needs="messaging.write")
def queue_messages(*, actor: Actor, drafts: Sequence[Draft]) -> Outcome[Message]:
    """Write messages that the worker sends after this transaction: rolled back, they never were.

    Everything is fetched set-wise; hand over at most 500 at a time. Whom the gate stops gets a
    message in state `suppressed` with its reason, what cannot be sent one in state `failed` with
    the words why: visible in the log, never an error. A dedupe key that is there already writes
    nothing (refusal `already_there`). During an import, a bulk edit or demo data nothing is written
    at all (`batch`), for they never send (D14). To more than one customer needs
    `messaging.write_many`. No undo: what is sent is sent; `cancel_messages` stops what waits.
    """
    if batch() is not None:
        text = _("Imports and bulk edits send nothing.")
        return Outcome([], [Refusal(at, "batch", text) for at in range(len(drafts))])
    if len({one.customer for one in drafts}) > 1 and not actor.may(_MANY):
        raise Forbidden(_MANY)
    refused: list[Refusal] = []
    left = dict(enumerate(map(storable, drafts)))
    for attempt in range(_TRIES):
        refused += _there(left)
        desk = _desk(actor, left.values())
        made = [prepare(desk, one) for one in left.values()]
        try:
            with transaction.atomic():
                return Outcome(_written(desk, made), refused)
        except IntegrityError:  # somebody with the same occasion was faster: look again
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _there(left: dict[int, Draft]) -> list[Refusal]:
    """Take out the drafts whose occasion has been written about, also earlier among themselves."""
    keys = {one.dedupe_key for one in left.values()} - {""}
    known = set(
        Message.objects.filter(Among("dedupe_key", keys)).values_list("dedupe_key", flat=True)
        if keys
        else ()
    )
    refused = []
    for at, one in sorted(left.items()):
        if not one.dedupe_key:
            continue
        if one.dedupe_key in known:
            text = _("This message has been written already.")
            refused.append(Refusal(at, "already_there", text))
            del left[at]
        known.add(one.dedupe_key)
    return refused


def _desk(actor: Actor, drafts: Collection[Draft]) -> Desk:
    """Everything that the drafts ask for, in a constant number of queries."""
    ids = {one.customer for one in drafts if one.customer is not None}
    addressees = people.addressees(actor, ids) if ids else {}
    folded = {one.folded for one in addressees.values()} - {""}
    folded |= {folded_email(one.recipient.strip()) for one in drafts if one.recipient}
    keys = {file.key for one in drafts for file in one.attachments}
    stored = {row.key: row for row in StoredFile.objects.filter(key__in=keys)} if keys else {}
    if gone := keys - stored.keys():
        raise Missing(f"{len(gone)} files")
    letters = [one.customer for one in drafts if one.channel == Channel.LETTER and one.customer]
    author = actor.id if actor.kind == "staff" else None
    return Desk(
        at=clock.now(),
        house=house(),
        author=get_user_model().objects.filter(pk=author).first() if author else None,
        addressees=addressees,
        states=address_states(folded) if folded else {},
        posts=people.postal(actor, letters) if letters else (),
        language=lifecycle.house_language(),
        files=stored,
    )


def _written(desk: Desk, made: Sequence[Prepared]) -> list[Message]:
    mails = [one for one in made if one.mail is not None]
    rows = mail.queue_all([one.mail for one in mails if one.mail is not None])
    for one, row in zip(mails, rows, strict=True):
        one.message.transport = row.pk
    done = add([one.message for one in made])
    texts = [one for one in made if one.draft.channel == Channel.SMS]
    sms.carry([sms.Carried(one.message, one.source, one.to) for one in texts])
    posted = [
        one
        for one in made
        if one.draft.channel == Channel.LETTER and one.message.state == State.QUEUED
    ]
    letter.carry(
        [
            letter.Carried(one.message, one.subject, one.source, one.draft.letterhead)
            for one in posted
        ]
    )
    add(
        [
            Attachment(
                message=one.message,
                file_id=file.key,
                name=file.name,
                size=desk.files[file.key].size,
            )
            for one in made
            for file in one.draft.attachments
        ]
    )
    return done
