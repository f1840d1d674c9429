"""Django's e-mail backend that sends nothing: it inserts rows (house.md 8)."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from stammkunde.foundation.mail.outbox import queue
from stammkunde.foundation.mail.purposes import OTHER
from stammkunde.foundation.refusals import Refused


class RowBackend(BaseEmailBackend):
    """Every message becomes a row in the current transaction, so allauth uses it unknowingly.

    What it is about says its attribute `purpose`, if it has one.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue the messages; returns how many. Refused ones raise unless `fail_silently`."""
        done = 0
        for message in email_messages:
            try:
                queue(message, purpose=getattr(message, "purpose", OTHER))
            except Refused:
                if not self.fail_silently:
                    raise
                continue
            done += 1
        return done
