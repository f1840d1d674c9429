"""What is right for the settings of sending. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from stammkunde.foundation.refusals import Refused

TEXTS = ("sender_name", "sender_address", "reply_to")
RATE = "rate"
FASTEST = 6_000
_LONGEST_NAME = 120
_ENDS_A_NAME = frozenset('<>"')


def clean(values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings among `values` as they are stored; "" and 0 leave it to the machine.

    Refuses a name of more than 120 characters or with `<`, `>`, `"` or a line break
    (`name_invalid`), an address that is none (`email_invalid`), a rate that is no whole number
    between 0 and 6,000 (`rate_invalid`).
    """
    cleaned: dict[str, Any] = {key: str(values[key]).strip() for key in TEXTS if key in values}
    name = cleaned.get("sender_name", "")
    if len(name) > _LONGEST_NAME or not name.isprintable() or _ENDS_A_NAME.intersection(name):
        text = _("At most 120 characters in one line, without quotation marks and < >.")
        raise Refused("name_invalid", text, "sender_name")
    for key in ("sender_address", "reply_to"):
        if cleaned.get(key):
            _check_address(cleaned[key], key)
    if RATE in values:
        cleaned[RATE] = _rate(values[RATE])
    return cleaned


def _check_address(address: str, key: str) -> None:
    try:
        validate_email(address)
    except ValidationError as problem:
        text = _("This is not a complete e-mail address.")
        raise Refused("email_invalid", text, key) from problem


def _rate(value: Any) -> int:
    try:
        rate = int(value)
    except (TypeError, ValueError):
        rate = -1
    if not 0 <= rate <= FASTEST:
        raise Refused("rate_invalid", _("A whole number between 0 and 6,000."), RATE)
    return rate
