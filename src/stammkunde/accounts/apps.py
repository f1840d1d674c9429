"""Start of the room."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Keys: staff, roles, security events."""

    name = "stammkunde.accounts"
    label = "accounts"

    def ready(self) -> None:
        from stammkunde.accounts import (  # noqa: PLC0415 - models are there
            queries,
            roles,
            security,
            sessions,
        )
        from stammkunde.foundation import actors  # noqa: PLC0415 - as above

        security.start()
        sessions.start()
        roles.start()
        actors.staff_hold(queries.words_now)
