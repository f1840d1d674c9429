"""The transport queue of e-mail: a row first, a delivery later (house.md 8)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import LongText, Text

__all__ = ["MailState", "OutgoingMail"]


class MailState(models.TextChoices):
    """Where a mail stands. UNCLEAR: it may have gone out; only a person may send it again."""

    QUEUED = "queued", pgettext_lazy("mail", "Waiting")
    SENDING = "sending", pgettext_lazy("mail", "Being sent")
    ACCEPTED = "accepted", pgettext_lazy("mail", "Accepted by the mail server")
    FAILED = "failed", pgettext_lazy("mail", "Failed")
    UNCLEAR = "unclear", pgettext_lazy("mail", "Unclear, please check")
    DISCARDED = "discarded", pgettext_lazy("mail", "Discarded")


class OutgoingMail(models.Model):
    """One message for one set of envelope recipients: accepted for all of them or for none.

    `mime` are the finished bytes with CRLF line ends; Message-ID and bytes never change, whatever
    happens on the way. `recipients` holds one address per line. `attempts` is the token of
    compare-and-set for the sender that holds the lease. `purpose` is a key of `mail.PURPOSES`: in
    trial operation only the house's own mail goes out.
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
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "not_before", "id"], name="mail_next")]

    @property
    def addresses(self) -> list[str]:
        """The envelope recipients."""
        return self.recipients.split("\n")
