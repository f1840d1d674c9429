"""The link that ends advertising by e-mail: one click, without login, for ever (RFC 8058).

It says who it is about and nothing else, signed for this one purpose: nobody can guess one, and one
of another purpose opens nothing. A link begins with the house's own address (D35).
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

_SALT = "stammkunde.messaging.unsubscribe"
ONE_CLICK = "List-Unsubscribe=One-Click"


def _signer() -> Signer:
    return Signer(salt=_SALT, sep=".")


def token_of(public_id: UUID) -> str:
    """The token of a customer's link."""
    return _signer().sign(public_id.hex)


def customer_of(token: str) -> UUID | None:
    """Whom a token is about; None for every one that is not ours."""
    try:
        return UUID(hex=_signer().unsign(token))
    except (BadSignature, ValueError):
        return None


def unsubscribe_url(public_id: UUID) -> str:
    """The whole address that a customer opens, or their mail program calls."""
    return settings.BASE_URL.rstrip("/") + reverse(
        "messaging:unsubscribe", args=[token_of(public_id)]
    )


def headers(public_id: UUID) -> dict[str, str]:
    """The headers of advertising, and of nothing else, that mail programs make their button of."""
    return {
        "List-Unsubscribe": f"<{unsubscribe_url(public_id)}>",
        "List-Unsubscribe-Post": ONE_CLICK,
    }
