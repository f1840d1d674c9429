"""Text messages: noted by hand, and what became of unclear ones (COM-10)."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import Outcome, operation
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.writes import add, change, lock
from stammkunde.messaging.drafting import Draft
from stammkunde.messaging.house import house
from stammkunde.messaging.models import (
    Category,
    Channel,
    Direction,
    Message,
    OutgoingSms,
    SmsState,
    State,
)
from stammkunde.messaging.operations.queueing import queue_messages
from stammkunde.messaging.rules import numbers, policy, segments
from stammkunde.messaging.rules.texts import refuse_problems
from stammkunde.messaging.rules.writing import why_not
from stammkunde.people import queries as people

WRITE = "messaging.write"
KIND = "messaging.message"
LONGEST = 2_000
ANYWAY, ARRIVED, DROP = "anyway", "arrived", "drop"
_ENDS = {
    ANYWAY: (SmsState.QUEUED, State.QUEUED),
    ARRIVED: (SmsState.ENDED, State.DELIVERED),
    DROP: (SmsState.ENDED, State.CANCELLED),
}


@operation("messaging.write_sms", needs=WRITE)
def write_sms(
    *,
    actor: Actor,
    customer: int,
    text: str,
    number: str = "",
    confirmed: bool = False,
) -> Outcome[Message]:
    """Send a text message to one customer by hand; placeholders are filled.

    number: one of theirs, by default the first. confirmed: the person has seen the warning (C-09).
    Refuses an empty text, one of more than six parts (`text`), an unknown placeholder
    (`placeholder_unknown`), a number that is none (`number`) and, writing nothing, whatever the gate
    would stop (`not_sent.<reason>`).
    """
    text = text.strip()
    counted = segments.count(text)
    if not text:
        raise Refused("text", _("The text is missing."), "text")
    if counted.too_long:
        said = _("That would be %(parts)s text messages, at most %(most)s go at once.")
        said %= {"parts": counted.segments, "most": segments.MOST}
        raise Refused("text", said, "text")
    refuse_problems(text, "text")
    if number and not numbers.e164(number):
        raise Refused("number", _("This is no phone number."), "number")
    draft = Draft(
        customer=customer,
        kind=KIND,
        channel=Channel.SMS,
        subject=str(_("Text message")),
        body=text,
        recipient=number or None,
        confirmed=confirmed,
    )
    outcome = queue_messages(actor=actor, drafts=[draft])
    for no in outcome.refused:
        raise Refused(no.code, no.message, no.field)
    for row in outcome.done:
        if row.state == State.SUPPRESSED:
            raise Refused(f"not_sent.{row.reason}", why_not(row.reason), "number")
        if row.state == State.FAILED:
            raise Refused("not_sent.failed", _("This cannot be sent so."), "number")
    return Outcome(outcome.done)


@operation("messaging.note_sms", needs=WRITE)
def note_sms(
    *,
    actor: Actor,
    customer: int,
    text: str,
    number: str = "",
    at: datetime | None = None,
    received: bool = False,
) -> Outcome[Message]:
    """Write down a text message that somebody sent, or got, with a phone of their own.

    Nothing is sent. number: as typed, by default the customer's first one. Refuses an empty text or
    one of more than 2,000 signs (`text`), a time to come (`future`). No undo: it was said.
    """
    text, now = text.replace("\x00", "").strip(), clock.now()
    if not 0 < len(text) <= LONGEST:
        raise Refused("text", _("Write what was said, at most 2,000 signs."), "text")
    when = at or now
    if when > now:
        raise Refused("future", _("What is noted has happened already."), "at")
    who = people.addressees(actor, [people.customer(actor, customer).pk])[customer]
    typed = number.replace("\x00", "").strip() or (who.phones[0][0] if who.phones else "")
    level = house().keep[Category.ORGANISATIONAL]
    author = get_user_model().objects.filter(pk=actor.id).first() if actor.id else None
    values = {
        "recipient": (numbers.e164(typed) or typed)[:254],
        "recipient_name": who.name[:400],
        "text": text,
    } | policy.emptied(level)
    row = Message(
        dedupe_key=f"noted:{uuid4()}",
        customer_id=customer,
        channel=Channel.SMS,
        direction=Direction.IN if received else Direction.OUT,
        category=Category.ORGANISATIONAL,
        kind=KIND,
        state=State.NOTED,
        kept=level,
        author=author,
        created_at=now,
        send_at=when,
        sent_at=when,
        state_at=now,
        **values,
    )
    return Outcome(add([row]))


@operation("messaging.settle_sms", needs=WRITE)
def settle_sms(*, actor: Actor, message: int, end: str) -> Outcome[Message]:
    """Say what became of an unclear text message: send it `anyway`, it has `arrived`, `drop` it.

    Refuses one that is not unclear any more (`not_unclear`). Sent anyway it may arrive twice. No
    undo.
    """
    (row,) = lock(Message, [message])
    transport = OutgoingSms.objects.filter(message=row, state=SmsState.UNCLEAR).first()
    if row.channel != Channel.SMS or row.state != State.UNCLEAR or transport is None:
        raise Refused("not_unclear", _("This message is not unclear any more."))
    way, state = _ENDS[end]
    now = clock.now()
    (carrier,) = lock(OutgoingSms, [transport.pk])
    values = {"state": way, "not_before": now}
    if way == SmsState.ENDED:
        values |= {"ended_at": now, "text": "", "number": ""}
    change([carrier], **values)
    arrived = {"sent_at": now} if end == ARRIVED else {}
    done = change([row], state=state, state_at=now, answer="", code="", **arrived)
    return Outcome(done)
