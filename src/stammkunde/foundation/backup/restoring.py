"""Giving a backup back: only into an empty place, compared with its own sums before it counts.

A mark in the data folder says that a place is half restored, from the first byte to the last step.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from django.conf import settings
from django.db import connection

from stammkunde.foundation import files
from stammkunde.foundation.backup import archive, databases
from stammkunde.foundation.backup.archive import BadArchive, Manifest
from stammkunde.foundation.backup.databases import CannotBackUp, Database
from stammkunde.foundation.backup.sums import differences
from stammkunde.foundation.backup.workplaces import Say, alone, settle, workplace

MARK = "restoring.json"
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def restore(source: Path, *, passphrase: str = "") -> Manifest:
    """As `restoring`, with nothing to do after it."""
    with restoring(source, passphrase=passphrase) as manifest:
        return manifest


@contextmanager
def restoring(
    source: Path, *, passphrase: str = "", say: Say = lambda _text: None
) -> Iterator[Manifest]:
    """Put a backup into this empty installation; gives what it said about itself.

    The caller brings the tables up to date inside the `with`: only then the place counts as
    restored. Refused (`CannotBackUp`, German): a place that holds data already, a backup of the
    other kind of database. `BadArchive`: damaged, of a later version, wrong passphrase. Killed at
    any moment, the same command begins again: what it had put there so far is known by a mark.
    """
    place = Path(settings.DATA_DIR).absolute()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone(place, say):
        database, mark = databases.current(), place / MARK
        connection.close()
        if mark.exists():
            database.end_others()
        if database.empty():
            manifest = _put(source, passphrase, database, place)
        else:
            manifest = _put_already(source, passphrase, database, place)
        yield manifest
        mark.unlink()
        settle(place)


def _put(source: Path, passphrase: str, database: Database, place: Path) -> Manifest:
    mark = place / MARK
    if not mark.exists() and any(path.is_file() for path in files.folder().rglob("*")):
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
            _write(mark, manifest, equal=False)
            _unpack(packed, manifest)
        database.give_back(copy)
    wrong = differences(manifest.tables, database.sums())
    if wrong:
        raise CannotBackUp("Zurückgespielt, aber nicht gleich: " + "; ".join(wrong[:5]))
    _write(mark, manifest, equal=True)
    return manifest


def _put_already(source: Path, passphrase: str, database: Database, place: Path) -> Manifest:
    """The manifest, when a restore of the same backup was killed after the data had come."""
    said = _read(place / MARK)
    if said:
        with (
            workplace(place / "restore") as folder,
            archive.opened(source, passphrase, folder) as packed,
        ):
            manifest = archive.manifest_of(packed)
        same = said.get("database") == manifest.database
        if same and (said["equal"] or not differences(manifest.tables, database.sums())):
            _write(place / MARK, manifest, equal=True)
            return manifest
    raise CannotBackUp(
        "Hier sind schon Daten. Zurückgespielt wird nur an einen leeren Platz: "
        "STAMMKUNDE_DATA_DIR (bei PostgreSQL auch STAMMKUNDE_DATABASE_URL) auf einen neuen "
        "Ort zeigen lassen, dann den Befehl wiederholen."
    )


def _write(mark: Path, manifest: Manifest, *, equal: bool) -> None:
    """`equal`: all data are there and compared; what is left is bringing the tables up to date."""
    half = mark.with_suffix(".new")
    half.write_text(json.dumps({"database": manifest.database, "equal": equal}))
    half.replace(mark)
    settle(mark.parent)


def _read(mark: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(mark.read_text()))
    except FileNotFoundError:
        return {}


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
        target = files.place_of(key)
        target.parent.mkdir(exist_ok=True)
        if archive.extract(packed, f"files/{key}", target) != wanted:
            raise BadArchive(f"Die Datei {key} in der Sicherung ist beschädigt.")
