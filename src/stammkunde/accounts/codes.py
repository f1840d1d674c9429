"""Recovery codes: ten of 80 bits each, for the day on which the phone is gone. Pure.

Stored is a plain hash: so many bits cannot be guessed, and the codes still open the door after the
house's secret key was lost, when nothing else beside a passkey does.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Sequence

COUNT = 10
_LENGTH = 16  # signs of base 32, five bits each
_WRITTEN = re.compile(r"[A-Z2-7]{16}")
# What people write for what they read: base 32 has neither 0 nor 1 nor 8.
_MISREAD = str.maketrans("018", "OIB")


def new_codes() -> list[str]:
    """Ten fresh codes, in groups of four."""
    raw = [base64.b32encode(secrets.token_bytes(10)).decode("ascii") for _ in range(COUNT)]
    return ["-".join(code[start : start + 4] for start in range(0, _LENGTH, 4)) for code in raw]


def plain(typed: str) -> str:
    """A typed code without blanks and dashes, "" when it can be none.

    >>> plain("abcd-efgh ijkl mn0p")
    'ABCDEFGHIJKLMNOP'
    """
    code = re.sub(r"[\s\-\u2010-\u2015]", "", typed).upper().translate(_MISREAD)
    return code if _WRITTEN.fullmatch(code) else ""


def fingerprint(user: int, code: str) -> str:
    """What is stored of a code."""
    return hashlib.sha256(f"stammkunde.recovery {user} {plain(code)}".encode()).hexdigest()


def without(prints: Sequence[str], user: int, typed: str) -> list[str] | None:
    """The fingerprints that are left once the typed code is used; None when it is none of them."""
    if not plain(typed):
        return None
    wanted = fingerprint(user, typed)
    rest = [one for one in prints if not secrets.compare_digest(one, wanted)]
    return rest if len(rest) < len(prints) else None
