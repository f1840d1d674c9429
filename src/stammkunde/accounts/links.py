"""Links for a new password: they begin with the house's own address, whatever a request says (D35)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36

from stammkunde.accounts import queries


def reset_link(user: Any) -> str:
    """The whole address at which this user sets a new password, once and within the hour.

    The token depends on password, e-mail and last login: whatever changes them makes it void.
    """
    key = f"{int_to_base36(user.pk)}-{default_token_generator.make_token(user)}"
    return settings.BASE_URL.rstrip("/") + reverse("account_reset_key", args=[key])


def read_key(key: str) -> tuple[int, str]:
    """User and token of a link's last part; (0, "") for anything that is none."""
    number, _, token = key.partition("-")
    try:
        return base36_to_int(number), token
    except ValueError:
        return 0, ""


def user_of(number: int, token: str) -> Any:
    """The active user whom this link belongs to; None when it is over."""
    for user in queries.active_users([number]):
        if default_token_generator.check_token(user, token):
            return user
    return None
