"""What is known of an e-mail address: whether it takes mail. By address, not by customer: the same
address may stand at several, and it may have bounced before it was anybody's.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import Text


class AddressKind(models.TextChoices):
    """HARD: gone, nothing automatic goes there. SOFT: a hint only. COMPLAINT: reported us as spam."""

    HARD = "hard", pgettext_lazy("messaging: address", "Undeliverable")
    SOFT = "soft", pgettext_lazy("messaging: address", "Temporarily undeliverable")
    COMPLAINT = "complaint", pgettext_lazy("messaging: address", "Marked our mail as spam")


class AddressState(models.Model):
    """One address that did not take mail. address: folded. count: how often in a row.

    cleared_at: somebody said that it is right again, or mail was delivered; from then on it counts
    as good until the next bounce.
    """

    address = Text(max_length=254, unique=True, personal=True)
    kind = Text(max_length=10, choices=AddressKind.choices, personal=False)
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)
    reason = Text(max_length=500, blank=True, personal=True)  # the server's own words
    code = Text(max_length=20, blank=True, personal=False)
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["address"],
                condition=models.Q(kind="hard", cleared_at__isnull=True),
                name="messaging_address_dead",
            ),
        ]


class MailboxMark(models.Model):
    """How far the mailbox for bounces has been read: one row per mailbox (IMAP UIDs)."""

    mailbox = Text(max_length=400, unique=True, personal=False)
    validity = models.BigIntegerField(default=0)
    uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    problem = Text(max_length=300, blank=True, personal=False)
    seen = models.PositiveIntegerField(default=0)
    bounces = models.PositiveIntegerField(default=0)
