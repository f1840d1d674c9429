"""What the transport says of a message, and what the room says before one leaves (ADR 33).

The columns written here are transport, not office work: no journal, no operation (`guard`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stammkunde.foundation import actors, clock, guard, mail
from stammkunde.foundation.models import MailState, OutgoingMail
from stammkunde.messaging.bounces.causes import judge
from stammkunde.messaging.bounces.news import News, What
from stammkunde.messaging.bounces.verdict import Cause
from stammkunde.messaging.house import house
from stammkunde.messaging.marks import address_states
from stammkunde.messaging.models import Channel, Message, Notice, NoticeState, Reason, State
from stammkunde.messaging.operations.bounces import record_deliveries
from stammkunde.messaging.rules.gate import may_still_get, went_to_many
from stammkunde.people import queries as people
from stammkunde.people.rules import folded_email

COLUMNS = ("state", "reason", "answer", "code", "sent_at", "state_at")
_STATES = {
    MailState.QUEUED: State.QUEUED,
    MailState.SENDING: State.SENDING,
    MailState.ACCEPTED: State.SENT,
    MailState.FAILED: State.FAILED,
    MailState.UNCLEAR: State.UNCLEAR,
    MailState.DISCARDED: State.SUPPRESSED,
    MailState.SUPPRESSED: State.SUPPRESSED,
}
# What a bounce or a provider has said meanwhile is newer than the mail server's yes.
_OPEN = (State.QUEUED, State.SENDING, State.UNCLEAR)
_ASKED = (
    "customer_id", "channel", "category", "automatic", "confirmed", "about_kind", "about_id",
    "resend_of_id",
)  # fmt: skip


def connect() -> None:
    """Ask to be asked and told; called once, from the name plate."""
    guard.free_columns(Message._meta.db_table, *COLUMNS)
    mail.gate("", objection)
    mail.settled(heard)
    mail.rate(lambda: house().rate)


def heard(rows: Sequence[OutgoingMail]) -> None:
    """Copy the state of mails, the server's words and code to the messages they carry.

    A mail server that knows no such mailbox says what a bounce would say later, and the address is
    marked like after one (ADR 34).
    """
    for (state, answer, code), ids in _alike(rows).items():
        values: dict[str, Any] = {
            "state": _STATES[MailState(state)],
            "answer": answer,
            "code": code,
            "state_at": clock.now(),
        }
        if state == MailState.ACCEPTED:
            values["sent_at"] = values["state_at"]
        if state == MailState.DISCARDED:
            values |= {"reason": Reason.DISCARDED, "answer": ""}
        if state == MailState.SUPPRESSED:
            values |= {"reason": answer, "answer": ""}
        carried = Message.objects.filter(channel=Channel.EMAIL, transport__in=ids, state__in=_OPEN)
        carried.update(**values)
    news = [one for row in rows if (one := _no_such_mailbox(row)) is not None]
    if news:
        record_deliveries(actor=actors.system(door="job"), news=news)


def _no_such_mailbox(row: OutgoingMail) -> News | None:
    """What a refusal says of the address; None where it says nothing of it."""
    if row.state != MailState.FAILED or len(row.addresses) != 1:
        return None
    forever, cause = judge(row.code if "." in row.code else "", row.last_error)
    if not forever or cause is not Cause.UNKNOWN:
        return None
    said = row.last_error
    return News(What.DEAD, row.addresses[0], clock.now(), row.code, said, (row.message_id,))


def _alike(rows: Sequence[OutgoingMail]) -> dict[tuple[str, str, str], list[int]]:
    alike: dict[tuple[str, str, str], list[int]] = {}
    for row in rows:
        alike.setdefault((row.state, row.last_error, row.code), []).append(row.pk)
    return alike


def objection(row: OutgoingMail) -> str | None:
    """Ask the gate again on the way out: who was locked or died meanwhile gets nothing (C-09), and
    a mail of a notice that is paused waits."""
    found = Message.objects.filter(channel=Channel.EMAIL, transport=row.pk)
    message = found.only(*_ASKED).first()
    if message is None or message.customer_id is None:
        return None
    if went_to_many(message) and _paused(message.about_id):
        return mail.WAIT
    actor = actors.system(door="job")
    addressee = people.addressees(actor, [message.customer_id]).get(message.customer_id)
    if addressee is None:
        return Reason.GONE.value
    folded = folded_email(row.addresses[0])
    state = address_states([folded]).get(folded, "")
    no = may_still_get(addressee, message, address_state=state)
    return no.value if no else None


def _paused(notice: int | None) -> bool:
    return Notice.objects.filter(pk=notice or 0, state=NoticeState.PAUSED).exists()
