"""`stammkunde move-database --to URL`: this installation's data into another, empty database."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from stammkunde.foundation.backup.databases import CannotBackUp
from stammkunde.foundation.backup.moving import move
from stammkunde.foundation.backup.troubles import german


class Command(BaseCommand):
    """The source stays as it was; switching over is one line in the environment."""

    help = "Umziehen: von SQLite nach PostgreSQL oder zurück, Tabelle für Tabelle verglichen"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to",
            required=True,
            metavar="URL",
            help="postgresql://name:passwort@server/datenbank oder sqlite:///pfad/datei.sqlite3",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            moved = move(options["to"], self.stdout.write)
        except CannotBackUp as problem:
            raise CommandError(str(problem)) from problem
        except (DatabaseError, OSError) as problem:
            raise CommandError(
                f"Der Umzug kam nicht zu Ende: {german(problem)}. Die alte Datenbank ist "
                "unverändert; danach den Befehl noch einmal aufrufen."
            ) from problem
        self.stdout.write(
            f"Umgezogen und verglichen: {moved.rows} Zeilen in {moved.tables} Tabellen.\n"
            "Jetzt STAMMKUNDE_DATABASE_URL auf das Ziel setzen und Stammkunde neu starten. "
            "Die alte Datenbank ist unverändert."
        )
