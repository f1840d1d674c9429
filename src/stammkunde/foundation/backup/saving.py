"""Making a backup. It counts only when it was restored beside and equals what was taken (F4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from stammkunde.foundation import clock, files
from stammkunde.foundation.backup import archive, databases
from stammkunde.foundation.backup.archive import Manifest
from stammkunde.foundation.backup.databases import CannotBackUp
from stammkunde.foundation.backup.sums import differences
from stammkunde.foundation.backup.workplaces import settle, workplace
from stammkunde.foundation.models import StoredFile
from stammkunde.version import __version__


@dataclass(frozen=True)
class Saved:
    """A finished backup. `verified`: restored beside and found equal; `missing`: files that the
    database knows and whose bytes were gone already."""

    path: Path
    bytes: int
    rows: int
    files: int
    verified: bool
    missing: list[str] = field(default_factory=list)


def save(target: Path, *, passphrase: str = "") -> Saved:
    """Back everything up into the file `target`: database, stored files, checksums.

    The file appears when it is whole, and replaces an older one of that name only then. Readers
    and writers go on meanwhile. Raises `CannotBackUp` (German) where something is in the way, when
    the copy does not equal what was taken, and `OSError` when the disk is full.
    """
    target = target.absolute()
    known = set(StoredFile.objects.filter(ready_at__isnull=False).values_list("key", flat=True))
    database = databases.current()
    with workplace(target) as folder:
        copy = folder / database.member
        taken = database.take(copy)
        there = dict(files.complete())
        manifest = Manifest(
            version=__version__,
            taken_at=clock.now().isoformat(),
            vendor=database.vendor,
            database=archive.sha256(copy),
            migrations=sorted(
                f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
            ),
            tables=taken,
            files={key: archive.sha256(path) for key, path in there.items()},
        )
        packed = folder / "backup.zip"
        members = [(database.member, copy)]
        members += [(f"files/{key}", path) for key, path in there.items()]
        archive.write(packed, manifest, iter(members))
        ready = packed
        if passphrase:
            ready = folder / "locked.zip"
            archive.lock(packed, ready, passphrase)
        copy.unlink()
        verified = _proven(ready, database, passphrase, folder)
        ready.chmod(0o600)
        ready.replace(target)
        settle(target.parent)
    rows = sum(one.rows for one in taken.values())
    size = target.stat().st_size
    count = sum("." not in name for name in there)  # without the small pictures beside them
    return Saved(target, size, rows, count, verified, sorted(known - there.keys()))


def _proven(ready: Path, database: databases.Database, passphrase: str, folder: Path) -> bool:
    """Read the finished archive like a stranger, restore it beside, compare."""
    with archive.opened(ready, passphrase, folder) as packed:
        manifest = archive.manifest_of(packed)
        copy = folder / "proof"
        if archive.extract(packed, database.member, copy) != manifest.database:
            raise CannotBackUp("Die Sicherung liest sich anders, als sie geschrieben wurde.")
        bytes_ = folder / "bytes"
        for key, wanted in manifest.files.items():
            if archive.extract(packed, f"files/{key}", bytes_) != wanted:
                raise CannotBackUp(f"Die Datei {key} ist in der Sicherung beschädigt.")
    found = database.proven(copy)
    if found is None:
        return False
    wrong = differences(manifest.tables, found)
    if wrong:
        raise CannotBackUp("Die Sicherung gleicht dem Bestand nicht: " + "; ".join(wrong[:5]))
    return True
