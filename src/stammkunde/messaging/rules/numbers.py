"""Phone numbers that can get a text message, in the one form that gateways take. Pure."""

from __future__ import annotations

import phonenumbers

HOME = "DE"
SHORTEST = 7
_MOBILE = frozenset(
    {
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
        phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
        phonenumbers.PhoneNumberType.UNKNOWN,
    }
)


def e164(text: str, *, region: str = HOME) -> str:
    """The number as gateways take it ("+491711234567"), "" when it is none.

    A number without country code is one of `region`.

    >>> e164("0171 1234567")
    '+491711234567'
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number) or number.extension:
        return ""
    if len(str(number.national_number)) < SHORTEST:  # emergency and service numbers
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def takes_text(text: str, *, region: str = HOME) -> bool:
    """Whether a text message can arrive there; German landlines read it aloud at best."""
    found = e164(text, region=region)
    if not found:
        return False
    return phonenumbers.number_type(phonenumbers.parse(found, region)) in _MOBILE


def shown(number: str) -> str:
    """As people write it: "+49 171 1234567"; what is no number stays as it is."""
    try:
        parsed = phonenumbers.parse(number, HOME)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
