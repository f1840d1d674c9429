"""That somebody was asked for their consent by e-mail, and what they answered (C-35, N-17)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from stammkunde.foundation.columns import OnMerge, Text, key


class ConsentAsked(models.Model):
    """One question by e-mail; who agrees clicks the link in it (double opt-in).

    address: where it was asked, which is part of the proof.
    """

    customer = key("people.Customer", room="messaging", noun="consent_asked", on_merge=OnMerge.MOVE)
    purpose = Text(max_length=12, personal=False)
    channel = Text(max_length=10, personal=False)
    address = Text(max_length=254, personal=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        related_query_name="messaging_consent_asked",
    )
