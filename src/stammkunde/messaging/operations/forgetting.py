"""Messages go with the customers they were written to (DEL-03)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from stammkunde.foundation import clock, erasing, files
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Among
from stammkunde.foundation.models import MailState, OutgoingMail
from stammkunde.foundation.operations import Outcome, operation
from stammkunde.foundation.writes import change, lock
from stammkunde.messaging.models import Attachment, Channel, Message

_PIECE = 500
_OPEN = (MailState.QUEUED, MailState.SENDING, MailState.UNCLEAR)


@operation("messaging.forget_messages", needs="people.erase")
def forget_messages(*, actor: Actor, customers: Collection[int]) -> Outcome[Message]:
    """Erase everything that was said to these customers, for ever: no undo.

    What still waits is never sent; mails that carried something lose text and addresses and keep
    only their dedupe key, text messages and attachments go. A consequence of erasing customers.
    """
    found = Message.objects.filter(Among("customer", customers))
    ids = list(found.order_by("pk").values_list("pk", flat=True))
    done: list[Message] = []
    for start in range(0, len(ids), _PIECE):
        done += let_go(ids[start : start + _PIECE])
    return Outcome(done)


def let_go(ids: Collection[int]) -> list[Message]:
    """Erase messages with all that carried them, inside an operation; what waits never goes. Mails
    are locked first, as workers do."""
    if not ids:
        return []
    mails = Message.objects.filter(pk__in=list(ids), channel=Channel.EMAIL)
    _forget_mails(list(mails.values_list("transport", flat=True)))
    rows = lock(Message, ids)
    again = Message.objects.filter(resend_of__in=rows)
    change(lock(Message, again.values_list("pk", flat=True)), resend_of_id=None)
    keys = _without_files(rows)
    rows = lock(Message, ids)
    erasing.erase(rows, clock.now())
    files.remove(keys - files.used(keys))
    return rows


def _without_files(rows: Sequence[Message]) -> set[str]:
    """Attachments no longer name their files, which others may have been sent, too; their keys."""
    found = Attachment.objects.filter(message__in=rows, file__isnull=False)
    attached = lock(Attachment, found.values_list("pk", flat=True))
    keys = {one.file_id for one in attached if one.file_id}
    change(attached, file_id=None)
    return keys


def _forget_mails(transports: list[int | None]) -> None:
    mails = OutgoingMail.objects.filter(pk__in=[one for one in transports if one])
    mails.filter(state__in=_OPEN).update(state=MailState.DISCARDED, ended_at=clock.now())
    mails.update(mime=b"", recipients="", envelope_from="", last_error="")
