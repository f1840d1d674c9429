"""Giving a backup back: only into an empty place, compared with its own sums before it counts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from zipfile import ZipFile

from django.conf import settings
from django.db import connection

from stammkunde.foundation import files
from stammkunde.foundation.backup import archive, databases
from stammkunde.foundation.backup.archive import BadArchive, Manifest
from stammkunde.foundation.backup.databases import CannotBackUp, Database
from stammkunde.foundation.backup.saving import workplace
from stammkunde.foundation.backup.sums import differences

MARK = "restoring.json"


def restore(source: Path, *, passphrase: str = "") -> Manifest:
    """Put a backup into this empty installation; returns what it said about itself.

    Refused (`CannotBackUp`, German): a place that holds data already, a backup of the other kind
    of database. `BadArchive`: damaged, of a later version, wrong passphrase. Killed in between, the
    same command begins again: what it had put there so far is known by a mark.
    """
    place = Path(settings.DATA_DIR).absolute()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    database, mark = databases.current(), place / MARK
    connection.close()
    begun = mark.exists()
    if not database.empty():
        if begun and (done := _finished(source, database, passphrase, place)):
            mark.unlink()
            return done
        raise CannotBackUp(
            "Hier sind schon Daten. Zurückgespielt wird nur an einen leeren Platz: "
            "STAMMKUNDE_DATA_DIR (bei PostgreSQL auch STAMMKUNDE_DATABASE_URL) auf einen neuen "
            "Ort zeigen lassen, dann den Befehl wiederholen."
        )
    if not begun and any(path.is_file() for path in files.folder().rglob("*")):
        raise CannotBackUp(f"In {files.folder()} liegen schon Dateien; der Platz ist nicht leer.")
    with workplace(place / "restore") as folder:
        with archive.opened(source, passphrase, folder) as packed:
            manifest = archive.manifest_of(packed)
            if manifest.vendor != database.vendor:
                raise CannotBackUp(
                    f"Diese Sicherung ist für {_NAMES[manifest.vendor]}, eingestellt ist "
                    f"{_NAMES[database.vendor]}. Erst dort zurückspielen, dann umziehen mit "
                    "stammkunde move-database."
                )
            copy = folder / "database"
            if archive.extract(packed, database.member, copy) != manifest.database:
                raise BadArchive("Die Datenbank in der Sicherung ist beschädigt.")
            _prove(manifest, database, copy)
            mark.write_text(json.dumps({"taken_at": manifest.taken_at}))
            _unpack(packed, manifest)
        database.give_back(copy)
    wrong = differences(manifest.tables, database.sums())
    if wrong:
        raise CannotBackUp("Zurückgespielt, aber nicht gleich: " + "; ".join(wrong[:5]))
    mark.unlink()
    return manifest


_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def _prove(manifest: Manifest, database: Database, copy: Path) -> None:
    """SQLite's file is judged before it gets its name; PostgreSQL's by its one transaction."""
    if database.vendor != "sqlite":
        return
    wrong = differences(manifest.tables, database.proven(copy) or {})
    if wrong:
        raise BadArchive("Die Sicherung ist beschädigt: " + "; ".join(wrong[:5]))


def _unpack(packed: ZipFile, manifest: Manifest) -> None:
    folder = files.folder()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    for key, wanted in manifest.files.items():
        target = files.path_of(key)
        target.parent.mkdir(exist_ok=True)
        if archive.extract(packed, f"files/{key}", target) != wanted:
            raise BadArchive(f"Die Datei {key} in der Sicherung ist beschädigt.")


def _finished(source: Path, database: Database, passphrase: str, place: Path) -> Manifest | None:
    """The manifest, when a restore that was killed had done everything but forget its mark."""
    with (
        workplace(place / "restore") as folder,
        archive.opened(source, passphrase, folder) as packed,
    ):
        manifest = archive.manifest_of(packed)
    return None if differences(manifest.tables, database.sums()) else manifest
