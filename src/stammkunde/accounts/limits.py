"""How often somebody may try a password (reliability 3.5, D36, D37).

Whether the account exists plays no part: the key is the e-mail that was typed. Only failed tries
stay counted, so a success takes back its own try and nothing else: it resets no counter.

A browser that has logged in to the account before carries a signed device mark and has tries of its
own. So strangers who keep guessing cannot keep the owner out. On a new device one address's guessing
costs 15 minutes at most, because 20 an hour never bite before 6 in 15 minutes do; only while very
many addresses guess at once has a new device to wait until they stop.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from django.core import signing

from stammkunde.accounts.rules import fold_email
from stammkunde.foundation.ratelimit import Limit, Rule, Ticket, hashed, take

MINUTE, HOUR, DAY = 60, 3600, 86_400
DEVICE_AGE = 90 * DAY
_SALT = "stammkunde.accounts.device"

PER_ADDRESS = Rule("login.address", (Limit(30, 15 * MINUTE), Limit(60, HOUR)))
PER_PAIR = Rule("login.pair", (Limit(5, 5 * MINUTE), Limit(8, HOUR)))
PER_ACCOUNT = Rule("login.account", (Limit(5, 5 * MINUTE), Limit(6, 15 * MINUTE), Limit(20, HOUR)))
PER_DEVICE = Rule("login.device", (Limit(5, 5 * MINUTE), Limit(7, 15 * MINUTE), Limit(12, HOUR)))

# A code of an app lasts half a minute: five tries for each, and as many an hour as for passwords.
# They are counted whatever becomes of the password before, so a known one brings no more tries.
CODE = Limit(5, 30)
FACTOR_PER_PAIR = Rule("factor.pair", (CODE, Limit(8, HOUR)))
FACTOR_PER_ACCOUNT = Rule("factor.account", (CODE, Limit(6, 15 * MINUTE), Limit(20, HOUR)))
FACTOR_PER_DEVICE = Rule("factor.device", (CODE, Limit(7, 15 * MINUTE), Limit(12, HOUR)))

RESET_PER_ACCOUNT = Rule("reset.account", (Limit(3, HOUR),))
RESET_PER_ADDRESS = Rule("reset.address", (Limit(20, HOUR),))
ASK_PER_ADDRESS = Rule("passkey.ask", (Limit(60, 15 * MINUTE),))

PER_LINK = Rule("join.address", (Limit(30, 15 * MINUTE), Limit(60, HOUR)))


@dataclass(frozen=True)
class Try:
    """Somebody tries to log in: the e-mail as typed, the address, the browser's device mark."""

    email: str
    address: str
    device: str = ""
    request_id: str = ""

    @property
    def account(self) -> str:
        """The account that is meant, whether it exists or not."""
        return fold_email(self.email)


def take_try(attempt: Try) -> Sequence[Ticket]:
    """Count a try before the password is looked at; raises `TooMany`."""
    mark = known_device(attempt)
    if mark:
        return take([(PER_DEVICE, mark)])
    place = neighbourhood(attempt.address)
    return take(
        [
            (PER_ADDRESS, place),
            (PER_PAIR, f"{place} {attempt.account}"),
            (PER_ACCOUNT, attempt.account),
        ]
    )


def take_factor(attempt: Try) -> Sequence[Ticket]:
    """Count a try before a code is looked at; raises `TooMany`.

    A browser that has come in before has tries of its own, so who knows the password and guesses
    codes keeps nobody out there. A passkey cannot be guessed and is never counted.
    """
    mark = known_device(attempt)
    if mark:
        return take([(FACTOR_PER_DEVICE, mark)])
    pair = f"{neighbourhood(attempt.address)} {attempt.account}"
    return take([(FACTOR_PER_PAIR, pair), (FACTOR_PER_ACCOUNT, attempt.account)])


def take_reset(attempt: Try) -> None:
    """Count a wish for a new password, whether the account exists or not; raises `TooMany`."""
    place = neighbourhood(attempt.address)
    take([(RESET_PER_ADDRESS, place), (RESET_PER_ACCOUNT, attempt.account)])


def take_question(address: str) -> None:
    """Count a question for a passkey: each begins a session; raises `TooMany`."""
    take([(ASK_PER_ADDRESS, neighbourhood(address))])


def take_link(address: str) -> None:
    """Count somebody who says a password to the link of an invitation; raises `TooMany`."""
    take([(PER_LINK, neighbourhood(address))])


def new_device(email: str) -> str:
    """A device mark for a browser that has just logged in: signed, holds no e-mail."""
    return signing.dumps([_account_hash(email), secrets.token_urlsafe(12)], salt=_SALT)


def known_device(attempt: Try) -> str:
    """The mark's own part when it was made for this account within 90 days, else ""."""
    try:
        account, mark = signing.loads(attempt.device, salt=_SALT, max_age=DEVICE_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(mark) if account == _account_hash(attempt.account) else ""


def neighbourhood(address: str) -> str:
    """Whom one limit holds together: an IPv4 address, an IPv6 network of 64 bits."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def _account_hash(email: str) -> str:
    return hashed("device", fold_email(email))[:32]
