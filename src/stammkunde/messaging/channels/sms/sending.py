"""The worker's round of text messages: claim one row, call the gateway, write down what it said."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, QuerySet

from stammkunde.foundation import actors, clock, guard, ratelimit
from stammkunde.foundation.models import BusinessData
from stammkunde.messaging.channels.sms.gateways import Answer, End, Gateway, Report, gateway_of
from stammkunde.messaging.models import Message, OutgoingSms, Reason, SmsState, State
from stammkunde.messaging.rules.gate import may_still_get
from stammkunde.people import queries as people

LEASE = timedelta(minutes=5)
TRIES = 8
FIRST_PAUSE, LONGEST_PAUSE = 60, 3600
TURN = 120.0  # seconds of one round
_OPEN = (State.QUEUED.value, State.SENDING.value, State.UNCLEAR.value)
_SETTLED = (State.SENT.value, State.UNCLEAR.value, State.SOFT.value, State.SENDING.value)

log = logging.getLogger("stammkunde.sms")
guard.free(OutgoingSms._meta.db_table)


def gateway() -> Gateway | None:
    """The machine's gateway (`STAMMKUNDE_SMS_URL`), None where texts are noted by hand."""
    return gateway_of(settings.SMS_URL)


def live() -> Exists:
    """The condition that text messages may leave the house: none do in trial operation."""
    return Exists(BusinessData.objects.filter(trial_ended_at__isnull=False))


def due() -> QuerySet[OutgoingSms]:
    """Text messages whose time has come; none in trial operation."""
    rows = OutgoingSms.objects.filter(state=SmsState.QUEUED, not_before__lte=clock.now())
    return rows.filter(live())


def claim() -> OutgoingSms | None:
    """Take the next one: SENDING with a lease, committed before anything goes out (D13)."""
    if not due().exists():
        return None
    with transaction.atomic():
        locked = due().select_for_update(skip_locked=True, of=("self",))
        row = locked.order_by("not_before", "pk").first()
        if row is None:
            return None
        row.state = SmsState.SENDING
        row.attempts += 1
        row.lease_until = clock.now() + LEASE
        row.save(update_fields=["state", "attempts", "lease_until"])
        _tell(row, state=State.SENDING)
    return row


def send_due(way: Gateway | None = None, *, seconds: float = TURN) -> int:
    """Send what is due, one after the other, as fast as the gateway takes it; how many went.

    Right with any number of workers at once. Nothing happens without a gateway.
    """
    out = way or gateway()
    expire()
    if out is None:
        return 0
    sent, end = 0, time.monotonic() + seconds
    while time.monotonic() < end and due().exists():
        try:
            ratelimit.hit("messaging.sms", out.name, out.rate, timedelta(minutes=1))
        except ratelimit.TooMany as full:
            if time.monotonic() + full.wait >= end:
                break
            time.sleep(full.wait)
            continue
        row = claim()
        if row is None:
            break
        sent += _send(out, row)
    return sent


def _send(out: Gateway, row: OutgoingSms) -> int:
    no = objection(row)
    if no is not None:
        _end(row, SmsState.ENDED, state=State.SUPPRESSED, reason=no)
        return 0
    try:
        answer = out.deliver(row.number, row.text, f"{row.message_id}-{row.attempts}")
    except Exception as problem:  # noqa: BLE001 - one bad text must not stop the others (D15)
        answer = Answer(End.UNCLEAR, type(problem).__name__)
    settle(row, answer, out.name)
    return 1


def objection(row: OutgoingSms) -> str | None:
    """Ask the gate again on the way out: who was locked or died meanwhile gets nothing (C-09)."""
    message = row.message
    if message.customer_id is None:
        return None
    actor = actors.system(door="job")
    addressee = people.addressees(actor, [message.customer_id]).get(message.customer_id)
    if addressee is None:
        return Reason.GONE.value
    no = may_still_get(addressee, message)
    return no.value if no else None


def settle(row: OutgoingSms, answer: Answer, provider: str) -> bool:
    """Write down the end of an attempt; False when somebody else has decided meanwhile."""
    log.info("sms %s", answer.end.value, extra={"fields": {"sms": row.pk, "try": row.attempts}})
    if answer.end is End.ACCEPTED:
        return _end(
            row, SmsState.ENDED, state=State.SENT, sent_at=clock.now(), answer="", code="",
            provider=provider, provider_id=answer.id,
        )  # fmt: skip
    words = {"answer": answer.text, "code": answer.code}
    if answer.end is End.UNCLEAR:
        return _end(row, SmsState.UNCLEAR, state=State.UNCLEAR, **words)
    if answer.end is End.NEVER or row.attempts >= TRIES:
        return _end(row, SmsState.ENDED, state=State.FAILED, **words)
    return _end(row, SmsState.QUEUED, state=State.QUEUED, **words)


def _end(row: OutgoingSms, end: SmsState, **said: Any) -> bool:
    """Compare-and-set on the attempt, transport and message in one transaction."""
    now = clock.now()
    values: dict[str, Any] = {"state": end, "lease_until": None}
    values |= {key: said.pop(key) for key in ("provider", "provider_id") if key in said}
    if end == SmsState.QUEUED:
        values["not_before"] = now + pause(row.attempts)
    if end == SmsState.ENDED:
        values |= {"ended_at": now, "text": "", "number": ""}  # the log keeps what its policy says
    with transaction.atomic():
        mine = OutgoingSms.objects.filter(
            pk=row.pk, attempts=row.attempts, state__in=[SmsState.SENDING, SmsState.UNCLEAR]
        ).update(**values)
        if mine:
            _tell(row, **said)
    return bool(mine)


def _tell(row: OutgoingSms, **said: Any) -> None:
    rows = Message.objects.filter(pk=row.message_id, state__in=_OPEN)
    rows.update(state_at=clock.now(), **said)


def pause(attempt: int) -> timedelta:
    """How long to wait after the attempt: 1, 2, 4 ... minutes, at most an hour."""
    return timedelta(seconds=min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1)))


def expire() -> int:
    """Those whose sender went silent become UNCLEAR; never back into the queue. How many."""
    silent = OutgoingSms.objects.filter(state=SmsState.SENDING, lease_until__lt=clock.now())
    rows = list(silent)
    return sum(
        _end(row, SmsState.UNCLEAR, state=State.UNCLEAR, answer="no answer noted") for row in rows
    )


def heard_report(provider: str, report: Report) -> bool:
    """What a delivery report says about a message; False when nobody knows it.

    It resolves an unclear one, too. Reports come late, twice and out of order: what was delivered
    stays delivered.
    """
    row = OutgoingSms.objects.filter(provider=provider, provider_id=report.id or "-").first()
    if row is None:
        return False
    states = {"delivered": State.DELIVERED, "failed": State.HARD}
    state = states.get(report.state)
    if state is None:
        return True
    rows = Message.objects.filter(pk=row.message_id, state__in=_SETTLED)
    words = report.text if state == State.HARD else ""
    rows.update(state=state, answer=words, state_at=clock.now())
    return True
