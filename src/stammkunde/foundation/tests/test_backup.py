"""Backups: proven by restoring, refused where something is there already, whole or absent."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from stammkunde.foundation import clock, files
from stammkunde.foundation.backup import archive, databases, nightly, restoring, saving
from stammkunde.foundation.backup.archive import BadArchive, Manifest
from stammkunde.foundation.backup.databases import CannotBackUp, Database, Postgresql, Sqlite
from stammkunde.foundation.backup.sums import Sum, differences, sum_of
from stammkunde.foundation.models import BackupRun
from stammkunde.foundation.operations import building
from tests import cast

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(settings, tmp_path: Path) -> Path:
    """This installation's data folder, with one stored file and some people in the database."""
    settings.DATA_DIR = tmp_path / "here"
    target = files.path_of("a" * 48)
    target.parent.mkdir(parents=True)
    target.write_bytes(b"a picture")
    cast.customers({"first_name": "Yağmur", "last_name": "Öztürk", "email": "yagmur@mail.example"})
    return tmp_path


@pytest.fixture
def empty_place(here: Path, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Another installation, empty: from now on the current one."""
    place = here / "there"
    if connection.vendor == "sqlite":
        there: Database = Sqlite(place / "stammkunde.sqlite3")
        yield from _moved_in(there, place, settings, monkeypatch)
        return
    name = f"stammkunde_there_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    there = Postgresql({**connection.settings_dict, "NAME": name})
    yield from _moved_in(there, place, settings, monkeypatch)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _moved_in(there, place, settings, monkeypatch) -> Iterator[Database]:
    monkeypatch.setattr(databases, "current", lambda: there)
    settings.DATA_DIR = place
    yield there


def _save(here: Path, **more: str) -> saving.Saved:
    return saving.save(here / "backup.zip", **more)


def test_a_backup_holds_everything_and_is_proven(here: Path) -> None:
    saved = _save(here)
    assert (saved.verified, saved.files, saved.missing) == (True, 1, [])
    assert saved.path.stat().st_mode & 0o077 == 0, "only its owner reads it"
    with zipfile.ZipFile(saved.path) as packed:
        manifest = archive.manifest_of(packed)
        assert packed.read("files/" + "a" * 48) == b"a picture"
    assert manifest.tables["people_customer"].rows == 1
    assert list(here.glob(".stammkunde-work-*")) == []


@pytest.mark.slow  # a passphrase takes a second to turn into a key, on purpose
@pytest.mark.parametrize("passphrase", ["", "drei kleine Wörter"])
def test_a_backup_comes_back_into_an_empty_place(
    here: Path, passphrase: str, request: pytest.FixtureRequest
) -> None:
    taken = databases.current().sums()
    saved = _save(here, passphrase=passphrase)
    there: Database = request.getfixturevalue("empty_place")
    restoring.restore(saved.path, passphrase=passphrase)
    assert there.sums() == taken
    assert files.path_of("a" * 48).read_bytes() == b"a picture"
    assert not (here / "there" / restoring.MARK).exists()


def test_a_used_place_is_refused_and_stays_as_it_is(
    here: Path, request: pytest.FixtureRequest
) -> None:
    saved = _save(here)
    there: Database = request.getfixturevalue("empty_place")
    restoring.restore(saved.path)
    before = there.sums()
    with pytest.raises(CannotBackUp, match="schon Daten"):
        restoring.restore(saved.path)
    assert there.sums() == before


def test_files_that_lie_there_already_are_not_overwritten(
    here: Path, request: pytest.FixtureRequest
) -> None:
    saved = _save(here)
    request.getfixturevalue("empty_place")
    other = files.path_of("b" * 48)
    other.parent.mkdir(parents=True)
    other.write_bytes(b"somebody else's")
    with pytest.raises(CannotBackUp, match="nicht leer"):
        restoring.restore(saved.path)
    assert other.read_bytes() == b"somebody else's"


def test_a_restore_that_was_killed_begins_again(
    here: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = _save(here)
    there: Database = request.getfixturevalue("empty_place")
    with monkeypatch.context() as patch:
        patch.setattr(type(there), "give_back", _killed)
        with pytest.raises(KeyboardInterrupt):
            restoring.restore(saved.path)
    assert there.empty()
    restoring.restore(saved.path)
    assert there.sums()["people_customer"].rows == 1


def test_a_restore_that_was_killed_at_its_very_end_is_finished_by_the_next(
    here: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = _save(here)
    request.getfixturevalue("empty_place")
    restoring.restore(saved.path)
    mark = here / "there" / restoring.MARK
    mark.write_text("{}")
    assert restoring.restore(saved.path).tables
    assert not mark.exists()


def _killed(*_all: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.slow
def test_without_the_right_passphrase_nothing_comes_back(
    here: Path, request: pytest.FixtureRequest
) -> None:
    saved = _save(here, passphrase="richtig")
    there: Database = request.getfixturevalue("empty_place")
    for passphrase in ("", "falsch"):
        with pytest.raises(BadArchive, match="Passphrase"):
            restoring.restore(saved.path, passphrase=passphrase)
    assert there.empty()


@pytest.mark.slow
def test_a_damaged_backup_is_refused_wherever_a_bit_is_wrong(
    here: Path, request: pytest.FixtureRequest
) -> None:
    saved = _save(here)
    there: Database = request.getfixturevalue("empty_place")
    whole = saved.path.read_bytes()
    for place in range(40, len(whole) - 1, len(whole) // 25):
        saved.path.write_bytes(whole[:place] + bytes([whole[place] ^ 64]) + whole[place + 1 :])
        try:
            restoring.restore(saved.path)
        except (BadArchive, CannotBackUp):
            assert there.empty()
            continue
        # a bit in a place that ZIP does not need, such as a time stamp: then all is right
        raise_unless_equal(saved.path, there)
        break


def raise_unless_equal(path: Path, there: Database) -> None:
    """What came back must be what was taken, whatever the archive looks like."""
    with zipfile.ZipFile(path) as packed:
        assert differences(archive.manifest_of(packed).tables, there.sums()) == []


@pytest.mark.parametrize("content", [b"", b"kein Archiv", b"PK\x03\x04 halb"])
def test_what_is_no_backup_is_called_so(here: Path, content: bytes, empty_place: Database) -> None:
    (here / "x.zip").write_bytes(content)
    with pytest.raises(BadArchive, match=r"keine Sicherung|nicht lesbar|beschädigt"):
        restoring.restore(here / "x.zip")
    assert empty_place.empty()


def test_a_foreign_zip_and_a_later_format_are_refused() -> None:
    with pytest.raises(BadArchive, match="neueren Version"):
        Manifest.read('{"format": 99}')
    with pytest.raises(BadArchive, match="nicht lesbar"):
        Manifest.read("[]")


def test_the_older_backup_stays_when_the_new_one_fails(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = here / "backup.zip"
    nightly.run(path, passphrase="")
    first = path.read_bytes()

    def full(*_all: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "write", full)
    with pytest.raises(OSError, match="space"):
        nightly.run(path, passphrase="")
    assert path.read_bytes() == first
    assert "space" in nightly.age().problem


def test_a_backup_that_differs_from_what_was_taken_does_not_count(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = type(databases.current())
    honest = kind.proven

    def other(self: Database, source: Path) -> dict[str, Sum] | None:
        return {**(honest(self, source) or {}), "people_customer": Sum(0, "0" * 32)}

    monkeypatch.setattr(kind, "proven", other)
    with pytest.raises(CannotBackUp, match="people_customer: 0 Zeilen statt 1"):
        _save(here)
    assert not (here / "backup.zip").exists()


def test_what_a_killed_backup_left_is_cleared_by_the_next(here: Path) -> None:
    left = here / ".stammkunde-work-backup.zip-dead"
    left.mkdir()
    (left / "half").write_bytes(b"x")
    _save(here)
    assert not left.exists()


@pytest.mark.slow
def test_a_backup_under_writes_is_one_moment(here: Path) -> None:
    """Two rows are always written together: no backup may hold only one of them."""
    with building(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE foundation_pairs (id integer, half integer)")
    stop, written = threading.Event(), []

    def write() -> None:
        with building():
            while not stop.is_set():
                with closing(connection.copy()) as own, own.cursor() as cursor:
                    number = len(written)
                    cursor.execute(
                        "INSERT INTO foundation_pairs VALUES (%s, 1), (%s, 2)", [number, number]
                    )
                written.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        sizes = [_rows_of(_save(here).path, "foundation_pairs") for _round in range(3)]
    finally:
        stop.set()
        writer.join()
        with building(), connection.cursor() as cursor:
            cursor.execute("DROP TABLE foundation_pairs")
    assert all(size % 2 == 0 for size in sizes)
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0], "somebody wrote meanwhile"


def _rows_of(path: Path, table: str) -> int:
    with zipfile.ZipFile(path) as packed:
        return archive.manifest_of(packed).tables[table].rows


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


def test_the_nightly_one_keeps_as_many_as_asked_and_only_removes_its_own(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = nightly.folder()
    folder.mkdir(parents=True)
    for day in range(1, 20):
        (folder / f"stammkunde-2020-01-{day:02}.zip").write_bytes(b"old")
    (folder / "eigene.zip").write_bytes(b"mine")
    nightly.tonight()
    left = sorted(path.name for path in folder.glob("*.zip"))
    assert "eigene.zip" in left
    assert len(left) == 1 + nightly.ENV.backup_keep
    assert f"stammkunde-{clock.today():%Y-%m-%d}.zip" in left


def test_the_age_is_that_of_the_last_proven_one() -> None:
    assert nightly.age().proven_at is None
    old = clock.now() - timedelta(hours=49)
    BackupRun.objects.create(begun_at=old, proven_at=old, file="a.zip")
    BackupRun.objects.create(begun_at=clock.now(), file="b.zip", problem="Platte voll")
    found = nightly.age()
    assert (found.proven_at, found.fresh, found.problem) == (old, False, "Platte voll")


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
