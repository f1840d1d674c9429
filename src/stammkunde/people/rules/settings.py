"""What is right for the room's settings (C-03, C-04, C-07, C-21, PAR-13). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation.refusals import Refused
from stammkunde.people.models import AutoSelf, Business, NameOrder, NumberMode, UniqueEmail

_CHOICES = {
    "profile": Business,
    "number_mode": NumberMode,
    "unique_email": UniqueEmail,
    "auto_self": AutoSelf,
    "name_order": NameOrder,
}
_NUMBERS = frozenset({"number_prefix", "number_digits", "number_start"})
_SWITCHES = frozenset({"title_shown", "formal", "birth_dates_of_company_contacts", "adult_check"})
SETTINGS_KEYS = frozenset(_CHOICES) | _NUMBERS | _SWITCHES
HIGHEST_START = 999_999_999


def clean_settings(values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings among `values` as they are stored.

    Refuses what is none of the choices (`unknown`), a prefix of more than 12 characters or with
    blanks (`prefix_invalid`), digits beyond 1 to 12 (`digits_invalid`), a first number below 1 or
    beyond nine digits (`start_invalid`).
    """
    for key, choices in _CHOICES.items():
        if key in values and values[key] not in choices.values:
            raise Refused("unknown", _("This is none of the choices."), key)
    prefix = str(values.get("number_prefix", ""))
    if len(prefix) > 12 or not prefix.isprintable() or " " in prefix:
        text = _("At most 12 characters, without blanks.")
        raise Refused("prefix_invalid", text, "number_prefix")
    if not 1 <= int(values.get("number_digits", 1)) <= 12:
        raise Refused("digits_invalid", _("Between 1 and 12 digits."), "number_digits")
    if not 1 <= int(values.get("number_start", 1)) <= HIGHEST_START:
        text = _("The first number is a whole number between 1 and 999999999.")
        raise Refused("start_invalid", text, "number_start")
    return {key: values[key] for key in SETTINGS_KEYS if key in values}


def check_start(start: int, before: int, counted: int) -> None:
    """Refuse a first number that has been counted past already: numbers only go up (C-03).

    before: the first number so far. counted: the last number that was given out.
    """
    if start != before and start <= counted:
        text = _("The count has reached %(counted)s already and only goes up.")
        raise Refused("start_too_low", text % {"counted": counted}, "number_start")
