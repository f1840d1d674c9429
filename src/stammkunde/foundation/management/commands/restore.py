"""`stammkunde restore FILE`: a backup into an empty place."""

from __future__ import annotations

import sqlite3
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from stammkunde.foundation.backup.archive import BadArchive
from stammkunde.foundation.backup.databases import CannotBackUp
from stammkunde.foundation.backup.restoring import restoring
from stammkunde.foundation.backup.troubles import german
from stammkunde.settings import ENV

AGAIN = "Danach den Befehl noch einmal aufrufen."


class Command(BaseCommand):
    """Refuses a used place; afterwards the tables are brought up to date."""

    help = "Eine Sicherung an einen leeren Platz zurückspielen"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="die Sicherung")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with restoring(
                options["file"],
                passphrase=ENV.backup_passphrase.get_secret_value(),
                say=self.stdout.write,
            ) as found:
                rows = sum(one.rows for one in found.tables.values())
                self.stdout.write(
                    f"Zurückgespielt: {rows} Zeilen in {len(found.tables)} Tabellen, "
                    f"{len(found.files)} Dateien, Stand {found.taken_at[:16].replace('T', ' ')} "
                    "UTC, verglichen, alles gleich."
                )
                call_command("migrate", interactive=False, verbosity=0)
        except (CannotBackUp, BadArchive) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            where = f"{problem.filename}: " if problem.filename else ""
            raise CommandError(f"{where}{german(problem)}. {AGAIN}") from problem
        except (DatabaseError, sqlite3.Error) as problem:
            raise CommandError(f"Die Datenbank: {german(problem)}. {AGAIN}") from problem
        self.stdout.write("Tabellen auf dem neuesten Stand. Weiter: stammkunde doctor")
