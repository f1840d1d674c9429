"""Letters of this room: what is mailed to colleagues, and the links in them.

A link always begins with the house's own address (`BASE_URL`), whatever the request says (D35).
"""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from stammkunde.foundation.mail import HOUSE, queue

_SALT = "stammkunde.accounts.invitation"


def token_of(seed: str) -> str:
    """The token of an invitation: 256 bits that nobody has without the house's secret key."""
    digest = salted_hmac(_SALT, seed, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def link_of(invitation: Any) -> str:
    """The whole address that an invited colleague opens."""
    path = reverse("accounts:join", args=[token_of(invitation.seed)])
    return settings.BASE_URL.rstrip("/") + path


def invite(user: Any, invitation: Any, by: str) -> None:
    """Queue the letter that brings the link."""
    context = {"user": user, "url": link_of(invitation), "until": invitation.until, "by": by}
    message = EmailMessage(
        _("Your access to Stammkunde"),
        render_to_string("accounts/mail/invitation.txt", context),
        to=[user.email],
    )
    queue(message, purpose=HOUSE)
