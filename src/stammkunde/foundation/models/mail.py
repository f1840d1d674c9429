"""The transport queue of e-mail: a row first, a delivery later (house.md 8)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import LongText, Text

__all__ = ["MailPace", "MailState", "OutgoingMail"]


class MailState(models.TextChoices):
    """Where a mail stands. UNCLEAR: it may have gone out; only a person may send it again.

    SUPPRESSED: a room above objected on its way out (`mail.gates`), `last_error` says why.
    """

    QUEUED = "queued", pgettext_lazy("mail", "Waiting")
    SENDING = "sending", pgettext_lazy("mail", "Being sent")
    ACCEPTED = "accepted", pgettext_lazy("mail", "Accepted by the mail server")
    FAILED = "failed", pgettext_lazy("mail", "Failed")
    UNCLEAR = "unclear", pgettext_lazy("mail", "Unclear, please check")
    DISCARDED = "discarded", pgettext_lazy("mail", "Discarded")
    SUPPRESSED = "suppressed", pgettext_lazy("mail", "Stopped")


class OutgoingMail(models.Model):
    """One message for one set of envelope recipients: accepted for all of them or for none.

    `mime` are the finished bytes with CRLF line ends; Message-ID and bytes never change, whatever
    happens on the way. `recipients` holds one address per line. `attempts` is the token of
    compare-and-set for the sender that holds the lease. `purpose` is a key of `mail.PURPOSES`: in
    trial operation only the house's own mail goes out. `code` is the server's, "5.1.1" or "550";
    provider, provider_id: who took it instead of a mail server, and how they call it.
    """

    dedupe_key = Text(max_length=200, unique=True, personal=False)
    message_id = Text(max_length=200, unique=True, personal=False)
    envelope_from = Text(max_length=320, personal=True)
    recipients = LongText(personal=True)
    mime = models.BinaryField()
    purpose = Text(max_length=40, blank=True, personal=False)
    state = Text(max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    last_error = LongText(personal=True)
    code = Text(max_length=20, blank=True, personal=False)
    provider = Text(max_length=30, blank=True, personal=False)
    provider_id = Text(max_length=200, blank=True, personal=False)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "not_before", "id"], name="mail_next"),
            models.Index(
                fields=["provider_id"], condition=~Q(provider_id=""), name="mail_by_provider_id"
            ),
        ]

    @property
    def addresses(self) -> list[str]:
        """The envelope recipients."""
        return self.recipients.split("\n")


class MailPace(models.Model):
    """When a mail server may get its next mail, for all workers: moved on by compare-and-set.

    `next_at` in microseconds since 1970, so that both databases compare it exactly.
    """

    server = Text(max_length=200, unique=True, personal=False)
    next_at = models.BigIntegerField(default=0)
