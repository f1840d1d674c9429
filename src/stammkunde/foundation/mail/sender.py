"""The worker's mail round: claim one row, hand it over, write down what the server said.

Never silently twice (D13): a row is claimed before a byte is sent; a row whose sender went silent
becomes UNCLEAR, and only a person sends it again. Nothing is claimed without a working connection,
so a server that is away costs no mail an attempt.
"""

from __future__ import annotations

import logging
import smtplib
import time
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from stammkunde.foundation import clock
from stammkunde.foundation.mail import smtp
from stammkunde.foundation.mail.outbox import released
from stammkunde.foundation.mail.purposes import HOUSE
from stammkunde.foundation.mail.smtp import Answer, End
from stammkunde.foundation.models import MailState, OutgoingMail

LEASE = timedelta(minutes=10)
TRIES = 14
FIRST_PAUSE = 60
LONGEST_PAUSE = 4 * 3600
MAILS_PER_CONNECTION = 100

log = logging.getLogger("stammkunde.mail")


def claim() -> OutgoingMail | None:
    """Take the next due mail: SENDING with a lease, committed before anything goes out."""
    if not _due().exists():
        return None
    with transaction.atomic():
        row = _due().select_for_update(skip_locked=True).order_by("not_before", "pk").first()
        if row is None:
            return None
        row.state = MailState.SENDING
        row.attempts += 1
        row.lease_until = clock.now() + LEASE
        row.save(update_fields=["state", "attempts", "lease_until"])
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
    values: dict[str, object] = {"lease_until": None, "last_error": answer.text}
    if answer.end is End.ACCEPTED:
        values |= {"state": MailState.ACCEPTED, "ended_at": now, "last_error": ""}
        if row.purpose == HOUSE:
            values["mime"] = b""  # a link in it is a key, and keys are not kept
    elif answer.end is End.UNCLEAR:
        values |= {"state": MailState.UNCLEAR}
    elif answer.end is End.NEVER or row.attempts >= TRIES:
        values |= {"state": MailState.FAILED, "ended_at": now}
    else:
        values |= {"state": MailState.QUEUED, "not_before": now + pause(row.attempts)}
    mine = OutgoingMail.objects.filter(
        pk=row.pk, attempts=row.attempts, state__in=[MailState.SENDING, MailState.UNCLEAR]
    ).update(**values)
    log.info(
        "mail %s", answer.end.value, extra={"fields": {"mail": row.pk, "attempt": row.attempts}}
    )
    return bool(mine)


def expire() -> int:
    """Mails whose sender went silent become UNCLEAR; never back into the queue. Returns how many."""
    silent = OutgoingMail.objects.filter(state=MailState.SENDING, lease_until__lt=clock.now())
    if not silent.exists():
        return 0
    return silent.update(state=MailState.UNCLEAR, lease_until=None, last_error="no answer noted")


def pause(attempt: int) -> timedelta:
    """How long to wait after the attempt: 1, 2, 4, ... minutes, at most 4 hours (2 days in all)."""
    return timedelta(seconds=min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1)))


class Postman:
    """Keeps one connection open while there is something to send."""

    def __init__(self, url: str | None = None) -> None:
        self._url = settings.SMTP_URL if url is None else url
        self._link: smtplib.SMTP | None = None
        self._sent = 0
        self._rest_until = 0.0
        self._refusals = 0
        self.problem = ""

    def step(self) -> bool:
        """Send at most one mail; False when there is nothing to do now."""
        if not self._url or time.monotonic() < self._rest_until:
            return False
        if not _due().exists():
            self.close()
            return False
        link = self._connection()
        if link is None:
            return False
        row = claim()
        if row is None:
            return False
        try:
            answer = smtp.deliver(link, row.envelope_from, row.addresses, bytes(row.mime))
        except Exception as problem:  # noqa: BLE001 - one poison mail must not stop the others (D15)
            answer = Answer(End.UNCLEAR, type(problem).__name__)
        settle(row, answer)
        self._sent += 1
        if answer.end is not End.ACCEPTED:
            self.close()
        return True

    def _connection(self) -> smtplib.SMTP | None:
        if self._sent >= MAILS_PER_CONNECTION:
            self.close()
        if self._link is not None and smtp.is_alive(self._link):
            return self._link
        self.close()
        try:
            self._link = smtp.connect(smtp.server_of(self._url))
        except (OSError, smtplib.SMTPException, ValueError) as problem:
            self._refusals += 1
            self._rest_until = time.monotonic() + min(300, 5 * 2 ** min(self._refusals, 6))
            code = getattr(problem, "smtp_code", "")
            self.problem = f"{type(problem).__name__} {code}".strip()
            log.warning("mail server unreachable", extra={"fields": {"problem": self.problem}})
            return None
        self._refusals, self._sent, self.problem = 0, 0, ""
        return self._link

    def close(self) -> None:
        """Say goodbye, if there is anybody."""
        link, self._link = self._link, None
        self._sent = 0
        if link is None:
            return
        try:
            link.quit()
        except (OSError, smtplib.SMTPException):
            link.close()
