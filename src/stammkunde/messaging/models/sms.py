"""The transport of text messages: a row first, a call of the gateway later (D13)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import LongText, Text
from stammkunde.messaging.models.message import Message


class SmsState(models.TextChoices):
    """Where a text message stands on its way out; what came of it says its `Message`."""

    QUEUED = "queued", pgettext_lazy("messaging: sms", "Waiting")
    SENDING = "sending", pgettext_lazy("messaging: sms", "Being sent")
    ENDED = "ended", pgettext_lazy("messaging: sms", "Ended")
    UNCLEAR = "unclear", pgettext_lazy("messaging: sms", "Unclear")


class OutgoingSms(models.Model):
    """One text message on its way; `text` goes as soon as nobody needs it any more.

    attempts: the token of compare-and-set for the sender that holds the lease. provider,
    provider_id: how the gateway calls it, so that its delivery report finds it.
    """

    message = models.OneToOneField(
        Message, on_delete=models.PROTECT, related_name="+", related_query_name="messaging_sms"
    )
    number = Text(max_length=20, personal=True)
    text = LongText(personal=True)
    segments = models.PositiveSmallIntegerField(default=1)
    state = Text(max_length=8, choices=SmsState.choices, default=SmsState.QUEUED, personal=False)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    provider = Text(max_length=20, blank=True, personal=False)
    provider_id = Text(max_length=80, blank=True, personal=False)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "provider_id"],
                condition=~Q(provider_id=""),
                name="messaging_sms_known_to_provider",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "not_before", "id"], name="messaging_sms_next"),
        ]
