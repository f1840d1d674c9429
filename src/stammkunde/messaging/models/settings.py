"""The room's settings: one row (house.md 8). Addresses of servers and keys are the machine's."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import Editable, LongText, Text


class BodyPolicy(models.TextChoices):
    """How much of a message is kept (C-01)."""

    NONE = "none", pgettext_lazy("messaging: policy", "Nothing but date and state")
    METADATA = "metadata", pgettext_lazy("messaging: policy", "Subject and recipient")
    FULL = "full", pgettext_lazy("messaging: policy", "The whole text")


class MessagingSettings(Editable):
    """How the business writes. `rate`: mails per minute that its server takes; 0 is no limit."""

    sender_name = Text(max_length=120, blank=True, personal=False)
    sender_address = Text(max_length=254, blank=True, personal=False)
    reply_to = Text(max_length=254, blank=True, personal=False)
    rate = models.PositiveIntegerField(default=0)
    keep_transactional = Text(
        max_length=8, choices=BodyPolicy.choices, default=BodyPolicy.FULL, personal=False
    )
    keep_organisational = Text(
        max_length=8, choices=BodyPolicy.choices, default=BodyPolicy.FULL, personal=False
    )
    keep_advertising = Text(
        max_length=8, choices=BodyPolicy.choices, default=BodyPolicy.METADATA, personal=False
    )
    body_days = models.PositiveIntegerField(default=730)
    signature = LongText(personal=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="messaging_settings_one_row"),
        ]
