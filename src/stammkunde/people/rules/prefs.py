"""What a customer may have otherwise than the house (CUS-15, C-24). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.tones import TONES
from stammkunde.people.models import AddressForm, Language, PreferredChannel
from stammkunde.people.rules.cascade import COMPANY_LEVEL, CUSTOMER_LEVEL, Held, cascade
from stammkunde.people.rules.statuses import Settings

PREFS: dict[str, tuple[tuple[str, Any], ...]] = {
    "address_form": tuple(AddressForm.choices),
    "language": tuple(Language.choices),
    "channel": tuple(PreferredChannel.choices),
    "tone": TONES,
}
PREF_LABELS = {
    "address_form": pgettext_lazy("people", "Form of address"),
    "language": pgettext_lazy("people", "Language"),
    "channel": gettext_lazy("Preferred channel"),
    "tone": gettext_lazy("Colour in the calendar"),
}


def house_prefs(business: Settings) -> dict[str, str]:
    """What holds for everybody who has nothing of their own."""
    form = AddressForm.SIE if business.formal else AddressForm.DU
    return {
        "address_form": form.value,
        "language": Language.GERMAN.value,
        "channel": PreferredChannel.EMAIL.value,
        "tone": "n",
    }


def held_prefs(business: Settings, own: Mapping[str, str]) -> dict[str, Held[str | None]]:
    """What holds for a customer, by key, and whether it is their own."""
    house = house_prefs(business)
    return {
        key: cascade((CUSTOMER_LEVEL, own.get(key)), (COMPANY_LEVEL, house[key])) for key in PREFS
    }


def language_of(business: Settings, own: Mapping[str, str]) -> str:
    """The language that everything for a customer is written in: "de" (Sie), "de-informal" (Du) or
    "en". Their own settings before the house's (DUS-01, C-24); an empty `own` gives the house's.
    """
    held = held_prefs(business, own)
    if held["language"].value == Language.ENGLISH:
        return Language.ENGLISH.value
    return "de-informal" if held["address_form"].value == AddressForm.DU else "de"


def clean_prefs(values: Mapping[str, Any]) -> dict[str, str]:
    """The values as they are stored, "" for the house's own. Refuses what is no choice (`unknown`)."""
    cleaned: dict[str, str] = {}
    for key, value in values.items():
        if key not in PREFS or (value and value not in dict(PREFS[key])):
            raise Refused("unknown", _("This is none of the choices."), key)
        cleaned[key] = str(value or "")
    return cleaned
