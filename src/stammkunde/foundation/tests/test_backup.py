"""Backups: proven by restoring, refused where something is there already, whole or absent."""

from __future__ import annotations

import secrets
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from stammkunde.foundation import clock, files
from stammkunde.foundation.backup import (
    archive,
    databases,
    halves,
    nightly,
    restoring,
    saving,
    workplaces,
)
from stammkunde.foundation.backup.archive import BadArchive
from stammkunde.foundation.backup.databases import CannotBackUp, Database, Postgresql, Sqlite
from stammkunde.foundation.backup.sums import Sum, differences
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
    target.with_suffix(".small").write_bytes(b"the same, small")
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
    assert files.place_of("a" * 48 + ".small").read_bytes() == b"the same, small"
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
    here: Path, request: pytest.FixtureRequest
) -> None:
    """While the tables were brought up to date: the data are there, the place does not count yet."""
    saved = _save(here)
    there: Database = request.getfixturevalue("empty_place")
    with pytest.raises(KeyboardInterrupt), restoring.restoring(saved.path):
        _killed()
    assert "Zurückspielen unterbrochen" in halves.unfinished()
    assert not there.empty()
    assert restoring.restore(saved.path).tables
    assert halves.unfinished() == ""


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
    assert nightly.age().problem == "Der Datenträger ist voll"


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
    """Of whatever name: the nightly one has another every night."""
    left = here / ".stammkunde-work-stammkunde-2026-01-01.zip-dead"
    left.mkdir()
    (left / "half").write_bytes(b"x")
    _save(here)
    assert not left.exists()


def test_scratch_databases_of_killed_backups_go_and_those_in_use_stay(here: Path) -> None:
    if connection.vendor == "sqlite":  # proves a file in its private folder
        _save(here)
        assert not list(here.glob(f"{workplaces.WORK}*"))
        return
    own = Postgresql(connection.settings_dict)._scratch()
    with connection.cursor() as cursor:
        for number in (1, 2):
            cursor.execute(f"CREATE DATABASE {own}{number} TEMPLATE template0")
        cursor.execute("SELECT pg_advisory_lock(%s, 2)", [databases._LOCK])
        try:
            _save(here)
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [own])
            assert cursor.fetchall() == [(f"{own}2",)]
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, 2)", [databases._LOCK])
            cursor.execute(f"DROP DATABASE {own}2")


def test_a_backup_leaves_the_work_of_another_that_is_running_alone(here: Path) -> None:
    with workplaces.workplace(here / "other.zip") as other:
        (other / "half").write_bytes(b"x")
        _save(here)
        assert (other / "half").exists()
    assert not other.exists()


def test_a_restore_of_another_backup_never_finishes_a_half_one(
    here: Path, request: pytest.FixtureRequest
) -> None:
    saved = _save(here)
    cast.customers({"first_name": "Bea", "last_name": "Berg"})
    second = saving.save(here / "second.zip")
    request.getfixturevalue("empty_place")
    with pytest.raises(KeyboardInterrupt), restoring.restoring(saved.path):
        _killed()
    with pytest.raises(CannotBackUp, match="schon Daten"):
        restoring.restore(second.path)
    assert restoring.restore(saved.path).tables


def test_a_second_restore_waits_for_the_first(here: Path, empty_place: Database) -> None:
    """Also for what a killed one had started: programs hold the lock as long as they run."""
    place, said = here / "there", threading.Event()
    place.mkdir()
    with workplaces.alone(place, print):
        child = subprocess.Popen(["sleep", "60"], pass_fds=workplaces.held())
    try:
        waiting = threading.Thread(target=_wait_for, args=(place, said))
        waiting.start()
        assert said.wait(10), "nobody waited for the orphan"
    finally:
        child.kill()
        child.wait()
        waiting.join(10)
    assert not waiting.is_alive()


def _wait_for(place: Path, said: threading.Event) -> None:
    with workplaces.alone(place, lambda _text: said.set()):
        pass


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


def test_a_backup_that_cannot_be_noted_says_that_it_is_there(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_values: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(nightly, "_note", full)
    with pytest.raises(CannotBackUp, match=r"vollständig.*Datenträger ist voll"):
        nightly.run(here / "backup.zip", passphrase="")
    assert (here / "backup.zip").exists()
