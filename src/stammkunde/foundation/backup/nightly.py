"""The nightly backup, and how old the last proven one is."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from stammkunde.foundation import clock
from stammkunde.foundation.backup.archive import BadArchive
from stammkunde.foundation.backup.databases import CannotBackUp
from stammkunde.foundation.backup.saving import Saved, save
from stammkunde.foundation.backup.troubles import german
from stammkunde.foundation.models import BackupRun
from stammkunde.settings import ENV

TOO_OLD = timedelta(hours=48)
NAME = "stammkunde-{day:%Y-%m-%d}.zip"


@dataclass(frozen=True)
class Age:
    """`proven_at`: the last backup that was restored beside and found equal (UTC). `problem`: why
    the newest attempt failed, German, "" when it did not."""

    proven_at: datetime | None
    problem: str = ""

    @property
    def fresh(self) -> bool:
        """Whether the last proven one is younger than 48 hours (reliability 3.7)."""
        return self.proven_at is not None and clock.now() - self.proven_at < TOO_OLD


def age() -> Age:
    """How old the last proven backup is; two indexed reads."""
    proven = BackupRun.objects.filter(proven_at__isnull=False).order_by("-proven_at").first()
    newest = BackupRun.objects.order_by("-begun_at", "-pk").first()
    return Age(proven.proven_at if proven else None, newest.problem if newest else "")


def folder() -> Path:
    """Where nightly backups lie: STAMMKUNDE_BACKUP_DIR, else `backups` in the data folder."""
    return ENV.backup_dir or Path(settings.DATA_DIR) / "backups"


def run(target: Path, *, passphrase: str) -> Saved:
    """Back up into `target` and note how it went; raises what `save` raises."""
    begun = clock.now()
    try:
        saved = save(target, passphrase=passphrase)
    except (CannotBackUp, BadArchive, OSError) as problem:
        with suppress(DatabaseError):  # what went wrong counts, not that it cannot be noted
            _note(begun_at=begun, file=target.name, problem=german(problem)[:500])
        raise
    try:
        proven = clock.now() if saved.verified else None
        _note(begun_at=begun, file=target.name, bytes=saved.bytes, proven_at=proven)
    except DatabaseError as problem:
        raise CannotBackUp(
            f"{saved.path} ist geschrieben und vollständig, ließ sich aber nicht vermerken: "
            f"{german(problem)}."
        ) from problem
    return saved


def _note(**values: Any) -> None:
    BackupRun.objects.create(**values)


def tonight() -> None:
    """Back up under today's name and remove what is older than the kept ones.

    Only files of our own naming are removed, and never before the new one is there.
    """
    today = clock.today()
    run(folder() / NAME.format(day=today), passphrase=ENV.backup_passphrase.get_secret_value())
    ours = sorted(folder().glob("stammkunde-????-??-??.zip"), reverse=True)
    for old in ours[ENV.backup_keep :]:
        old.unlink(missing_ok=True)
    BackupRun.objects.filter(begun_at__lt=clock.now() - timedelta(days=400)).delete()
