"""Double opt-in for whoever needs one: a link in a mail, a page with a button, then a handler.

    @opting.confirmation("messaging.consent", question=_("…"), button=_("Yes, I agree"))
    def consent_is_confirmed(payload, at) -> Confirmed: ...

    url = opting.confirm_url("messaging.consent", {"asked": "17"})

Looking at the page does nothing, for mail servers open links to look for viruses: only the button
does. The payload is signed with its kind and its time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

VALID = timedelta(days=14)
_SALT = "stammkunde.messaging.confirm"
_KIND = "k"

Payload = Mapping[str, str]


@dataclass(frozen=True)
class Confirmed:
    """What the page says afterwards."""

    title: Any
    text: Any = ""


Handler = Callable[[Payload, datetime], Confirmed]


@dataclass(frozen=True)
class Confirmation:
    """A kind of confirmation. language: that of the page, by the payload; "" for the house's."""

    key: str
    handler: Handler
    question: Any
    button: Any
    language: Callable[[Payload], str] | None = None


CONFIRMATIONS: dict[str, Confirmation] = {}


def confirmation(
    key: str,
    *,
    question: Any,
    button: Any,
    language: Callable[[Payload], str] | None = None,
) -> Callable[[Handler], Handler]:
    """Declare a kind of confirmation, "<room>.<noun>"; the handler may be called more than once."""

    def declare(handler: Handler) -> Handler:
        known = CONFIRMATIONS.get(key)
        if known is not None and known.handler.__module__ != handler.__module__:
            raise ValueError(f"two confirmations named {key}")
        CONFIRMATIONS[key] = Confirmation(key, handler, question, button, language)
        return handler

    return declare


def confirm_url(key: str, payload: Payload) -> str:
    """The whole address that goes into a mail. LookupError for a kind that nobody declared."""
    if key not in CONFIRMATIONS:
        raise LookupError(f"nobody declared the confirmation {key}")
    token = signing.dumps({_KIND: key, **payload}, salt=_SALT, compress=True)
    return settings.BASE_URL.rstrip("/") + reverse("messaging:confirm", args=[token])


def asked(token: str) -> tuple[Confirmation, Payload] | None:
    """What a token asks; None for one that is not ours, or older than `VALID`."""
    try:
        said = signing.loads(token, salt=_SALT, max_age=VALID)
    except signing.BadSignature:
        return None
    if not isinstance(said, dict):
        return None
    found = CONFIRMATIONS.get(said.pop(_KIND, ""))
    return (found, said) if found else None
