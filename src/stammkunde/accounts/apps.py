"""Start of the room."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Keys: staff, roles, security events."""

    name = "stammkunde.accounts"
    label = "accounts"

    def ready(self) -> None:
        from stammkunde.accounts import roles, security, sessions  # noqa: PLC0415 - models are there

        security.start()
        sessions.start()
        roles.start()
