"""Codes of an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds). Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct

WINDOW = 30  # seconds that one code lasts
DIGITS = 6
TOLERANCE = 1  # clocks of phones may be one window off


def new_secret() -> str:
    """A secret of 160 bits, as an app takes it (base 32)."""
    return base64.b32encode(secrets.token_bytes(20)).decode("ascii")


def code_at(secret: str, step: int) -> str:
    """The code of the window number `step`.

    >>> code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 59 // 30)
    '287082'
    """
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(secret: str, typed: str, *, now: float, after: int = 0) -> int | None:
    """The window whose code was typed: the one of `now` or a neighbour, but later than `after`.

    So a code counts once, and no older one counts after it. None when it is none of them. Every
    window is compared, so that the time it takes tells nothing.
    """
    code = "".join(typed.split())
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return None
    here, found = int(now) // WINDOW, None
    for step in range(here - TOLERANCE, here + TOLERANCE + 1):
        try:
            right = code_at(secret, step)
        except (binascii.Error, ValueError):
            return None
        if hmac.compare_digest(right, code) and step > after and found is None:
            found = step
    return found


def in_groups(secret: str) -> str:
    """The secret for people who type it: in groups of four.

    >>> in_groups("GEZDGNBVGY3TQOJQ")
    'GEZD GNBV GY3T QOJQ'
    """
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
