"""The worker's mail round: claim one row, hand it over, write down what the server said.

Never silently twice (D13): a row is claimed before a byte is sent; a row whose sender went silent
becomes UNCLEAR, and only a person sends it again. Nothing is claimed without a working connection,
so a server that is away costs no mail an attempt. Any number of workers: a claim is one short
transaction, an end counts only for who holds the attempt.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from stammkunde.foundation import clock
from stammkunde.foundation.mail import gates, pace
from stammkunde.foundation.mail.answers import Answer, End
from stammkunde.foundation.mail.outbox import EMPTIED, released
from stammkunde.foundation.mail.purposes import OTHER
from stammkunde.foundation.mail.road import Road, road
from stammkunde.foundation.models import MailState, OutgoingMail

LEASE = timedelta(minutes=10)
TRIES = 14
FIRST_PAUSE = 60
LONGEST_PAUSE = 4 * 3600
WAITS = timedelta(hours=1)  # until a gate that lets a mail wait is asked again
SHORT = 1.0  # a wait that is over so soon is waited for on the spot
_AT_ONCE = 500

log = logging.getLogger("stammkunde.mail")


class TooFast(Exception):
    """The server may get its next mail only in `wait` seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(wait)
        self.wait = wait


def claim(server: str = "") -> OutgoingMail | None:
    """Take the next due mail: SENDING with a lease, committed before anything goes out.

    Raises `TooFast` while the rate of `server` does not allow one more.
    """
    per_minute = gates.per_minute()
    with transaction.atomic():
        row = _due().select_for_update(skip_locked=True).order_by("not_before", "pk").first()
        if row is None:
            return None
        if (wait := pace.wait(server, per_minute)) > 0:
            raise TooFast(wait)
        row.state = MailState.SENDING
        row.attempts += 1
        row.lease_until = clock.now() + LEASE
        row.save(update_fields=["state", "attempts", "lease_until"])
        gates.tell([row])
    return row


def _due() -> QuerySet[OutgoingMail]:
    """Mail whose time has come and that may go: in trial operation only the house's own."""
    due = OutgoingMail.objects.filter(state=MailState.QUEUED, not_before__lte=clock.now())
    return due.filter(released())


def settle(row: OutgoingMail, answer: Answer) -> bool:
    """Write down the end of an attempt; False when a person has meanwhile decided otherwise.

    A late answer still counts for a row that became UNCLEAR: it is the truth that was missing.
    """
    now = clock.now()
    values: dict[str, object] = {
        "lease_until": None, "last_error": answer.text, "code": answer.code,
    }  # fmt: skip
    if answer.end is End.ACCEPTED:
        values |= {"state": MailState.ACCEPTED, "ended_at": now, "last_error": ""}
        values |= {"provider_id": answer.id[:200], "provider": row.provider}
        if row.purpose != OTHER:
            values["mime"] = b""  # whoever wrote it keeps what may be kept; a link can be a key
    elif answer.end is End.UNCLEAR:
        values |= {"state": MailState.UNCLEAR}
    elif answer.end is End.NEVER or row.attempts >= TRIES:
        values |= {"state": MailState.FAILED, "ended_at": now}
    else:
        values |= {"state": MailState.QUEUED, "not_before": now + pause(row.attempts)}
    log.info(
        "mail %s", answer.end.value, extra={"fields": {"mail": row.pk, "attempt": row.attempts}}
    )
    return _ended(row, values, said=answer.text)


def suppress(row: OutgoingMail, reason: str) -> bool:
    """A gate said no: the mail never goes, text and addresses are gone; the dedupe key stays."""
    values = EMPTIED | {"state": MailState.SUPPRESSED, "ended_at": clock.now(), "code": ""}
    return _ended(row, values | {"last_error": reason, "lease_until": None}, said=reason)


def wait(row: OutgoingMail) -> bool:
    """A gate lets the mail wait: back into the queue, and the attempt does not count."""
    values: dict[str, object] = {"state": MailState.QUEUED, "attempts": row.attempts - 1}
    values |= {"not_before": clock.now() + WAITS, "lease_until": None}
    return _ended(row, values, said="")


def _ended(row: OutgoingMail, values: dict[str, object], *, said: str) -> bool:
    """Compare-and-set on the attempt; those who want to know are told in the same transaction."""
    held = OutgoingMail.objects.filter(
        pk=row.pk, attempts=row.attempts, state__in=[MailState.SENDING, MailState.UNCLEAR]
    )
    with transaction.atomic():
        if not held.update(**values):
            return False
        for name, value in values.items():
            setattr(row, name, value)
        row.last_error = said  # the words of a yes are told, not kept
        gates.tell([row])
    return True


def expire() -> int:
    """Mails whose sender went silent become UNCLEAR; never back into the queue. Returns how many."""
    silent = OutgoingMail.objects.filter(state=MailState.SENDING, lease_until__lt=clock.now())
    if not silent.exists():
        return 0
    values = {"state": MailState.UNCLEAR, "lease_until": None, "last_error": "no answer noted"}
    with transaction.atomic():
        rows = list(silent.select_for_update(skip_locked=True).defer("mime")[:_AT_ONCE])
        OutgoingMail.objects.filter(pk__in=[row.pk for row in rows]).update(**values)
        for row in rows:
            row.state, row.last_error = MailState.UNCLEAR, "no answer noted"
        gates.tell(rows)
    return len(rows)


def pause(attempt: int) -> timedelta:
    """How long to wait after the attempt: 1, 2, 4, ... minutes, at most 4 hours (2 days in all)."""
    return timedelta(seconds=min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1)))


class Postman:
    """Brings one mail after another, by the road that the house is set up for."""

    def __init__(self, url: str | None = None) -> None:
        self._road: Road | None = road(url)
        self._rest_until = 0.0
        self._refusals = 0
        self.problem = ""

    def step(self) -> bool:
        """Send at most one mail; False when there is nothing to do now."""
        if self._road is None or time.monotonic() < self._rest_until:
            return False
        if not _due().exists():
            self.close()
            return False
        if not self._opened(self._road):
            return False
        try:
            row = claim(self._road.server)
        except TooFast as limit:
            return self._slower(limit.wait)
        if row is None:
            return False
        self._bring(self._road, row)
        return True

    def _bring(self, way: Road, row: OutgoingMail) -> None:
        """Ask, hand over, write down. Whatever goes wrong is this mail's alone (D15)."""
        try:
            no = gates.objection(row)
        except Exception as problem:
            log.exception("gate in trouble", extra={"fields": {"mail": row.pk}})
            settle(row, Answer(End.LATER, type(problem).__name__))
            return
        if no is not None:
            if no == gates.WAIT:
                wait(row)
            else:
                suppress(row, no)
            return
        row.provider = getattr(way, "name", "")
        try:
            answer = way.deliver(row)
        except Exception as problem:  # noqa: BLE001 - one poison mail must not stop the others
            answer = Answer(End.UNCLEAR, type(problem).__name__)
        settle(row, answer)
        if answer.end is not End.ACCEPTED:
            self.close()

    def _opened(self, way: Road) -> bool:
        problem = way.open()
        if problem:
            self._refusals += 1
            self._rest_until = time.monotonic() + min(300, 5 * 2 ** min(self._refusals, 6))
            log.warning("mail server unreachable", extra={"fields": {"problem": problem}})
        else:
            self._refusals = 0
        self.problem = problem
        return not problem

    def _slower(self, wait: float) -> bool:
        """Keep to the rate: a moment is waited for here, more than that elsewhere."""
        if wait > SHORT:
            self._rest_until = time.monotonic() + wait
            return False
        time.sleep(wait)
        return True

    def close(self) -> None:
        """Say goodbye, if there is anybody."""
        if self._road is not None:
            self._road.close()
