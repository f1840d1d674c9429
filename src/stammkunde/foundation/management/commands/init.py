"""`stammkunde init`: data folder and tables, new or brought up to date. Repeatable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """Says in German what it did and what comes next."""

    help = "Datenverzeichnis und Datenbank anlegen oder auf den neuesten Stand bringen"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.DATA_DIR).resolve()
        self._folder(folder)
        try:
            steps = self._migrate()
        except DatabaseError as problem:
            raise CommandError(
                f"Die Datenbank antwortet nicht wie erwartet: {problem}"
            ) from problem
        where = "PostgreSQL"
        if connection.vendor == "sqlite":
            file = Path(str(connection.settings_dict["NAME"])).resolve()
            file.chmod(0o600)
            where = str(file)
        self.stdout.write(f"Datenverzeichnis: {folder}")
        self.stdout.write(f"Datenbank:        {where}")
        self.stdout.write(
            f"Tabellen:         {steps} Schritte ausgeführt"
            if steps
            else "Tabellen:         aktuell"
        )
        self.stdout.write("")
        self._next()

    def _folder(self, folder: Path) -> None:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (folder / "files").mkdir(mode=0o700, exist_ok=True)
        except OSError as problem:
            raise CommandError(
                f"{folder} lässt sich nicht anlegen ({problem.strerror}). "
                "STAMMKUNDE_DATA_DIR muss auf einen beschreibbaren Ordner zeigen."
            ) from problem

    def _migrate(self) -> int:
        executor = MigrationExecutor(connection)
        steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        call_command("migrate", interactive=False, verbosity=0)
        return steps

    def _next(self) -> None:
        lines = ["Als Nächstes:"]
        if not get_user_model()._default_manager.exists():
            lines.append("  stammkunde create-owner --email DEINE@ADRESSE --password-stdin")
        lines.append("  stammkunde serve --worker")
        lines.append("  stammkunde doctor")
        self.stdout.write("\n".join(lines))
