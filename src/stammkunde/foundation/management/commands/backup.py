"""`stammkunde backup FILE`: everything into one file that was proven to be restorable."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stammkunde.foundation.backup import nightly
from stammkunde.foundation.backup.archive import BadArchive
from stammkunde.foundation.backup.databases import CannotBackUp
from stammkunde.foundation.backup.troubles import german
from stammkunde.settings import ENV


class Command(BaseCommand):
    """Says what went in; exit code 1 where the backup is not there or not proven."""

    help = "Sichern: Datenbank und Dateien in eine geprüfte Datei"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="Zieldatei, zum Beispiel sicherung.zip")
        parser.add_argument(
            "--unencrypted",
            action="store_true",
            help="auch dann unverschlüsselt, wenn STAMMKUNDE_BACKUP_PASSPHRASE gesetzt ist",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        secret = "" if options["unencrypted"] else ENV.backup_passphrase.get_secret_value()
        try:
            saved = nightly.run(options["file"], passphrase=secret)
        except (CannotBackUp, BadArchive) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(
                f"{options['file']} ließ sich nicht schreiben: {german(problem)}. "
                "Eine ältere Sicherung dieses Namens ist unverändert."
            ) from problem
        locked = "verschlüsselt" if secret else "unverschlüsselt"
        self.stdout.write(
            f"{saved.path}: {saved.rows} Zeilen, {saved.files} Dateien, {saved.bytes} Byte, {locked}"
        )
        for key in saved.missing:
            self.stderr.write(f"Hinweis: Die Datei {key} fehlte schon im Bestand.")
        if not saved.verified:
            raise CommandError(
                "Die Sicherung ist geschrieben, aber nicht geprüft: Diese Datenbankrolle darf keine "
                "Probedatenbank anlegen (ALTER ROLE … CREATEDB)."
            )
        self.stdout.write("Geprüft: daneben zurückgespielt und verglichen, alles gleich.")
