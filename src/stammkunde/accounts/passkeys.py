"""Passkeys (WebAuthn): what the browser is asked, and whether its answer is right. Pure.

A passkey is found by the browser itself (discoverable) and asks for finger, face or PIN (user
verification). So it is two factors in one, nobody has to name it, and the question that goes out
is the same for everybody: it tells no stranger who has one (D36).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

LONGEST = 20_000  # signs of an answer; real ones have about 1,000

T = TypeVar("T")


class WrongPasskey(Exception):
    """An answer that is none, is for another question or is wrongly signed."""


@dataclass(frozen=True)
class Place:
    """Where the browser believes to be: host name, origin (scheme, host, port) and a name."""

    host: str
    origin: str
    name: str = "Stammkunde"

    def server(self) -> Fido2Server:
        """What asks and checks for this place only: an answer for any other origin is wrong."""
        entity = PublicKeyCredentialRpEntity(id=self.host, name=self.name)
        return Fido2Server(entity, verify_origin=lambda origin: origin == self.origin)


@dataclass(frozen=True)
class Key:
    """A registered passkey as it is stored: base 64 of its id and of its public part."""

    id: str
    public: str
    count: int


@dataclass(frozen=True)
class Shown:
    """A passkey that has just been shown: its id and the counter it came with."""

    id: str
    count: int


def ask_new(
    place: Place, *, user: int, email: str, name: str, known: Sequence[Key]
) -> tuple[dict[str, Any], Any]:
    """The question that makes a passkey for a person, and what to remember until the answer."""
    entity = PublicKeyCredentialUserEntity(id=handle(user), name=email, display_name=name)
    asked, state = place.server().register_begin(
        user=entity,
        credentials=[_public(key) for key in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(asked), state


def ask(place: Place) -> tuple[dict[str, Any], Any]:
    """The question that any passkey of this place can answer, and what to remember."""
    asked, state = place.server().authenticate_begin(
        user_verification=UserVerificationRequirement.REQUIRED
    )
    return dict(asked), state


def made(place: Place, state: Any, answer: Any) -> Key:
    """The passkey that the browser made. Raises `WrongPasskey`."""
    data: AuthenticatorData = _read(lambda: place.server().register_complete(state, _map(answer)))
    credential = data.credential_data
    if credential is None:
        raise WrongPasskey
    return Key(_text(credential.credential_id), _text(credential), data.counter)


def id_of(answer: Any) -> str:
    """Which passkey an answer claims to come from. Raises `WrongPasskey`."""
    return _text(_read(lambda: AuthenticationResponse.from_dict(_map(answer))).raw_id)


def shown(place: Place, state: Any, answer: Any, key: Key) -> Shown:
    """What a right answer of this passkey says. Raises `WrongPasskey`."""
    found = _read(lambda: AuthenticationResponse.from_dict(_map(answer)))
    _read(lambda: place.server().authenticate_complete(state, [_public(key)], found))
    return Shown(key.id, found.response.authenticator_data.counter)


def went_back(key: Key, now: Shown) -> bool:
    """Whether the counter did not move on: then there are two of a key that is one (D38).

    Keys that are kept in step over several devices count nothing and always say 0.
    """
    return bool(key.count or now.count) and now.count <= key.count


def handle(user: int) -> bytes:
    """What a passkey knows its owner by: no number of ours, no name."""
    return hashlib.sha256(f"stammkunde.passkey {user}".encode()).digest()


def _public(key: Key) -> AttestedCredentialData:
    return _read(lambda: AttestedCredentialData(base64.b64decode(key.public)))


def _map(answer: Any) -> Mapping[str, Any]:
    if not isinstance(answer, Mapping):
        raise WrongPasskey
    return answer


def _text(raw: bytes) -> str:
    return base64.b64encode(bytes(raw)).decode("ascii")


def _read(reading: Callable[[], T]) -> T:
    """What strangers send is anything: whatever the library stumbles over is a wrong answer."""
    try:
        return reading()
    except WrongPasskey:
        raise
    except (
        ValueError, TypeError, KeyError, IndexError, AttributeError, binascii.Error, OverflowError,
        RecursionError, NotImplementedError,
    ) as problem:  # fmt: skip
        raise WrongPasskey from problem
