"""Django's migrate, told to the write guard: migrations write every room's tables."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate

from stammkunde.foundation.operations import building


class Command(DjangoMigrate):
    """Bring the database up to date."""

    def handle(self, *args: Any, **options: Any) -> None:
        with building():
            super().handle(*args, **options)
