"""A security key made of Python: answers the questions of a page as a browser with a passkey does."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

ORIGIN = "http://testserver"
PRESENT, VERIFIED, ATTESTED = 1, 4, 64


def b64(raw: bytes) -> str:
    """Base 64 as WebAuthn writes it."""
    return urlsafe_b64encode(raw).decode("ascii").rstrip("=")


class SoftKey:
    """One passkey; `count` is what it says next, `flags` what it claims of its owner."""

    def __init__(self, origin: str = ORIGIN, host: str = "testserver") -> None:
        self.origin, self.host = origin, host
        self.id = secrets.token_bytes(32)
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.count = 1
        self.flags = PRESENT | VERIFIED
        self.user = ""

    def make(self, asked: Any) -> str:
        """The answer to a question that makes a passkey, as the script sends it."""
        options = asked["publicKey"]
        self.user = options["user"]["id"]
        public = cbor.encode(ES256.from_cryptography_key(self.private.public_key()))
        data = self._data(self.flags | ATTESTED)
        data += bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        said = self._said("webauthn.create", options["challenge"])
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(clientDataJSON=b64(said), attestationObject=b64(attested))

    def show(self, asked: Any) -> str:
        """The answer to a question for a passkey, as the script sends it."""
        self.count += 1
        data = self._data(self.flags)
        said = self._said("webauthn.get", asked["publicKey"]["challenge"])
        signed = self.private.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=b64(said),
            authenticatorData=b64(data),
            signature=b64(signed),
            userHandle=self.user,
        )

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _said(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _answer(self, **response: str) -> str:
        whole = {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key"}
        return json.dumps({**whole, "response": response, "clientExtensionResults": {}})
