"""The way out of the house: a mail server, or a provider with a programming interface."""

from __future__ import annotations

import smtplib
from typing import Protocol

from django.conf import settings

from stammkunde.foundation.mail import smtp
from stammkunde.foundation.mail.answers import Answer
from stammkunde.foundation.mail.provider import Provider
from stammkunde.foundation.models import OutgoingMail

MAILS_PER_CONNECTION = 100


class Road(Protocol):
    """What the postman walks on. `server` names it: the rate holds per server."""

    server: str

    def open(self) -> str:
        """ "" once mail can go; otherwise what is wrong, and no mail is touched by it."""

    def deliver(self, row: OutgoingMail) -> Answer:
        """Hand one mail over, for all of its recipients or for none; never raises what is expected."""

    def close(self) -> None:
        """Say goodbye, if there is anybody."""


class MailServer:
    """SMTP; one connection stays open while there is something to send."""

    def __init__(self, url: str) -> None:
        self.server = smtp.host_of(url)
        self._url = url
        self._link: smtplib.SMTP | None = None
        self._sent = 0

    def open(self) -> str:
        """A connection that answers; a new one after a hundred mails."""
        if self._sent >= MAILS_PER_CONNECTION:
            self.close()
        if self._link is not None and smtp.is_alive(self._link):
            return ""
        self.close()
        try:
            self._link = smtp.connect(smtp.server_of(self._url))
        except (OSError, smtplib.SMTPException, ValueError) as problem:
            return f"{type(problem).__name__} {getattr(problem, 'smtp_code', '')}".strip()
        return ""

    def deliver(self, row: OutgoingMail) -> Answer:
        """One SMTP conversation."""
        assert self._link is not None
        self._sent += 1
        return smtp.deliver(self._link, row.envelope_from, row.addresses, bytes(row.mime))

    def close(self) -> None:
        """QUIT, or let go."""
        link, self._link = self._link, None
        self._sent = 0
        if link is None:
            return
        try:
            link.quit()
        except (OSError, smtplib.SMTPException):
            link.close()


def road(url: str | None = None) -> Road | None:
    """The way that this installation is set up for; None while there is none.

    url: a mail server of one's own choice, "" for none.
    """
    if url is None and settings.MAIL_PROVIDER:
        return Provider(settings.MAIL_PROVIDER, settings.ANYMAIL)
    address = settings.SMTP_URL if url is None else url
    return MailServer(address) if address else None
