"""What one customer has otherwise than the house (*Kundeneinstellungen*, CUS-15)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import Editable, OnMerge, Text, key
from stammkunde.foundation.tones import TONES


class AddressForm(models.TextChoices):
    """How the business speaks to a customer (*Ansprache*; *Anrede* is Frau or Herr)."""

    SIE = "sie", pgettext_lazy("people: address form", "Sie")
    DU = "du", pgettext_lazy("people: address form", "Du")


class PreferredChannel(models.TextChoices):
    """The way that a customer wants to be written to."""

    EMAIL = "email", pgettext_lazy("people: channel", "E-mail")
    LETTER = "letter", pgettext_lazy("people: channel", "Letter")
    PORTAL = "portal", _("Customer portal")


class Language(models.TextChoices):
    """The language that a customer is written in; German has two forms (`AddressForm`)."""

    GERMAN = "de", pgettext_lazy("people: language", "German")
    ENGLISH = "en", pgettext_lazy("people: language", "English")


class CustomerPrefs(Editable):
    """A customer's own settings; an empty one is the house's (rules.cascade).

    Who has nothing of their own needs no row.
    """

    customer = key(
        "people.Customer",
        room="people",
        noun="prefs",
        on_merge=OnMerge.JOIN,
        one=True,
        primary_key=True,
    )
    address_form = Text(max_length=4, blank=True, choices=AddressForm.choices, personal=True)
    language = Text(max_length=4, blank=True, choices=Language.choices, personal=True)
    channel = Text(max_length=8, blank=True, choices=PreferredChannel.choices, personal=True)
    tone = Text(max_length=1, blank=True, choices=TONES, personal=True)
