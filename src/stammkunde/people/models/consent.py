"""Consents: what a customer agreed to, when, through which door, with which proof (N-17)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import LongText, OnMerge, Text, key


class Purpose(models.TextChoices):
    """What the customer agreed to."""

    NEWSLETTER = "newsletter", pgettext_lazy("people: consent", "Newsletter")
    ADVERTISING = "advertising", pgettext_lazy("people: consent", "Advertising")
    BIRTHDAY = "birthday", pgettext_lazy("people: consent", "Birthday offers")
    PHOTOS = "photos", pgettext_lazy("people: consent", "Photos")


class Channel(models.TextChoices):
    """The way that the consent is about."""

    ANY = "any", pgettext_lazy("people: consent", "any way")
    EMAIL = "email", pgettext_lazy("people: consent", "E-mail")
    PHONE = "phone", pgettext_lazy("people: consent", "Phone")
    SMS = "sms", pgettext_lazy("people: consent", "SMS")
    WHATSAPP = "whatsapp", pgettext_lazy("people: consent", "WhatsApp")
    LETTER = "letter", pgettext_lazy("people: consent", "Letter")


class ConsentSource(models.TextChoices):
    """How the business got to know it."""

    PAPER = "paper", pgettext_lazy("people: consent", "Paper")
    TALK = "talk", pgettext_lazy("people: consent", "In person")
    PHONE = "phone", pgettext_lazy("people: consent", "Phone call")
    EMAIL = "email", pgettext_lazy("people: consent", "E-mail")
    PORTAL = "portal", pgettext_lazy("people: consent", "Portal")
    IMPORT = "import", pgettext_lazy("people: consent", "Old list")


class Consent(models.Model):
    """One statement of a customer: yes or no. Append-only; the newest by day wins."""

    customer = key("people.Customer", room="people", noun="consent", on_merge=OnMerge.MOVE)
    purpose = Text(max_length=12, choices=Purpose.choices, personal=False)
    channel = Text(max_length=10, choices=Channel.choices, personal=False)
    source = Text(max_length=10, choices=ConsentSource.choices, personal=False)
    given = models.BooleanField()
    on = models.DateField()
    proof = LongText(personal=True)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [
            models.Index(
                fields=["customer", "purpose", "channel", "-on", "-id"],
                name="people_consent_newest",
            ),
        ]
