"""Secrets at rest are sealed with a key that is derived from the house's secret key (ADR 28).

A backup alone therefore opens no second factor. Former secret keys (SECRET_KEY_FALLBACKS) still open.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_INFO = b"stammkunde.accounts.sealing"


class Unreadable(ValueError):
    """Not sealed by this house, sealed with a key that it no longer has, or too old."""


def seal(text: str) -> str:
    """The text, unreadable for whoever lacks the secret key."""
    return _box().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str, *, age: int | None = None) -> str:
    """What was sealed; at most `age` seconds ago. Raises `Unreadable`."""
    try:
        return _box().decrypt(sealed.encode(), ttl=age).decode()
    except (InvalidToken, UnicodeError) as problem:
        raise Unreadable from problem


def seal_for(user: int, purpose: str, value: Any) -> str:
    """A JSON value that a page carries along for one person and one purpose."""
    return seal(json.dumps([user, purpose, value]))


def unseal_for(user: int, purpose: str, sealed: str, *, age: int) -> Any:
    """The value that `seal_for` packed for the same person and purpose. Raises `Unreadable`."""
    whose, what, value = json.loads(unseal(sealed, age=age))
    if (whose, what) != (user, purpose):
        raise Unreadable
    return value


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(str(key))) for key in keys])


def _derived(key: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(key.encode())
    return base64.urlsafe_b64encode(made)
