"""What backups are made of: formats, checksums, ages, and what disks complain of."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from stammkunde.foundation import clock
from stammkunde.foundation.backup import nightly, troubles
from stammkunde.foundation.backup.archive import BadArchive, Manifest
from stammkunde.foundation.backup.databases import CannotBackUp, Sqlite
from stammkunde.foundation.backup.sums import Sum, differences, sum_of
from stammkunde.foundation.backup.troubles import german
from stammkunde.foundation.models import BackupRun

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def test_a_foreign_zip_and_a_later_format_are_refused() -> None:
    with pytest.raises(BadArchive, match="neueren Version"):
        Manifest.read('{"format": 99}')
    with pytest.raises(BadArchive, match="nicht lesbar"):
        Manifest.read("[]")


def test_a_plain_copy_of_the_live_file_is_no_backup(tmp_path: Path) -> None:
    """Why the documents warn of it (reliability F4): the rows are still in the log beside it."""
    live = tmp_path / "live.sqlite3"
    with closing(sqlite3.connect(live)) as there:
        there.execute("PRAGMA journal_mode=WAL")
        there.execute("CREATE TABLE t (a)")
        there.executemany("INSERT INTO t VALUES (?)", [(number,) for number in range(500)])
        there.commit()
        shutil.copyfile(live, tmp_path / "copy.sqlite3")
        Sqlite(live).take(tmp_path / "backup.sqlite3")
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy:
        assert copy.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    assert Sqlite(tmp_path / "backup.sqlite3").sums()["t"].rows == 500


def test_the_age_is_that_of_the_last_proven_one() -> None:
    assert nightly.age().proven_at is None
    old = clock.now() - timedelta(hours=49)
    BackupRun.objects.create(begun_at=old, proven_at=old, file="a.zip")
    BackupRun.objects.create(begun_at=clock.now(), file="b.zip", problem="Platte voll")
    found = nightly.age()
    assert (found.proven_at, found.fresh, found.problem) == (old, False, "Platte voll")


def test_what_disks_and_databases_complain_of_is_said_in_german() -> None:
    assert german(OSError(28, "No space left on device")) == "Der Datenträger ist voll"
    assert german(sqlite3.OperationalError("database or disk is full")) == troubles.FULL
    assert german(CannotBackUp("Das ist dieselbe Datenbank.")) == "Das ist dieselbe Datenbank."


def test_sums_do_not_mind_the_order_but_every_value() -> None:
    rows = [(1, "a"), (2, "b"), (2, "b")]
    assert sum_of(rows) == sum_of(reversed(rows))
    assert sum_of(rows) != sum_of(rows[:2])
    assert sum_of(rows) != sum_of([(1, "b"), (2, "a"), (2, "b")])
    wanted = {"a": Sum(1, "x"), "b": Sum(1, "x"), "c": Sum(2, "x")}
    found = {"b": Sum(1, "y"), "c": Sum(1, "x"), "d": Sum(1, "x")}
    assert differences(wanted, found) == [
        "a: fehlt",
        "b: 1 Zeilen, aber mit anderem Inhalt",
        "c: 1 Zeilen statt 2",
        "d: gehört nicht dazu",
    ]
