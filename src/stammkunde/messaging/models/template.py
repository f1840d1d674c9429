"""What the office says its own way: shipped texts it changed, texts of its own, signatures."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from stammkunde.foundation.columns import Editable, LongText, Text
from stammkunde.messaging.models.message import Category


class MessageTemplate(Editable):
    """A text of the office (COM-14): a shipped one that was changed, or one of its own.

    key: that of the shipped text, or "own.<word>". A column that is "" says what the product says
    (shipped) or what the German text says (own). `_du`: German for whom Du holds.
    """

    key = Text(max_length=60, unique=True, personal=False)
    name = Text(max_length=120, blank=True, personal=False)
    category = Text(max_length=14, choices=Category.choices, blank=True, personal=False)
    subject = Text(max_length=200, blank=True, personal=False)
    body = LongText(personal=False)
    subject_du = Text(max_length=200, blank=True, personal=False)
    body_du = LongText(personal=False)
    subject_en = Text(max_length=200, blank=True, personal=False)
    body_en = LongText(personal=False)
    archived_at = models.DateTimeField(null=True, editable=False)


class PersonalSignature(Editable):
    """What stands under the messages that one colleague writes by hand (COM-18)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        related_query_name="messaging_signature",
        primary_key=True,
    )
    text = LongText(personal=False)
