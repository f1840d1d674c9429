"""What is killed and what must be true afterwards: one `Flow` per command (reliability G-F1, D24, D55).

A flow knows how to begin a round on a clean place, which command is killed, what must hold the
moment after (`look`) and after the repeat (`finish`). Violations are `Wrong`, said in one line.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

import psycopg

from stammkunde.foundation.backup.restoring import MARK
from tests.races.harness import SERVER, Ground
from tests.races.zygote import Ended, Zygote

CUSTOMERS = "300"
# Where a move goes to, also when this run is about SQLite.
OTHER = SERVER or os.environ.get("STAMMKUNDE_OTHER_DATABASE_URL", "")
_WORK = ".stammkunde-work-"


class Wrong(Exception):
    """The oracle says no."""


def need(true: bool, said: str) -> None:
    """`Wrong` unless `true`."""
    if not true:
        raise Wrong(said)


@dataclass
class Flow:
    """One command on one ground; subclasses say what it is."""

    ground: Ground
    folder: Path
    zygote: Zygote
    name: ClassVar[str] = ""
    disk: ClassVar[str] = "data"  # what a small disk is: the data folder, or the folder for results

    def prepare(self) -> None:
        """Once, before the first round."""

    def begin(self, number: int) -> None:
        """A clean place for the next round."""

    def words(self) -> tuple[str, ...]:
        """The command that is killed."""
        raise NotImplementedError

    def look(self, ended: Ended) -> None:
        """What holds after a kill, before anything else is started."""

    def finish(self, before: list[Ended]) -> None:
        """Repeat the command to its end; what holds then. `before`: the runs of this round."""
        raise NotImplementedError

    def close(self) -> None:
        """Once, after the last round."""


def rows_of(url: str, path: Path) -> dict[str, list[str]]:
    """Every table's rows as sorted text, read by plain drivers; {} where there is no database."""
    if url:
        with psycopg.connect(url) as link:
            named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            tables = [name for (name,) in link.execute(named).fetchall()]
            return {
                name: sorted(str(row) for row in link.execute(f'SELECT * FROM "{name}"').fetchall())  # type: ignore[call-overload]
                for name in tables
            }
    if not path.exists() or not path.stat().st_size:
        return {}
    with closing(sqlite3.connect(path, timeout=20)) as link:
        [(whole,)] = link.execute("PRAGMA integrity_check(1)").fetchall()
        need(whole == "ok", f"{path.name} is damaged: {whole}")
        named = (
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
            "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        return {
            name: sorted(map(str, link.execute(f'SELECT * FROM "{name}"').fetchall()))
            for (name,) in sorted(link.execute(named).fetchall())
        }


def cleared(folder: Path) -> None:
    """An empty folder."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def without(rows: dict[str, list[str]], *tables: str) -> dict[str, list[str]]:
    """The rows of all other tables."""
    return {name: found for name, found in rows.items() if name not in tables}


def sqlite_file(data_dir: Path) -> Path:
    """Where an installation on SQLite has its database."""
    return data_dir / "stammkunde.sqlite3"


def on_server(statement: str) -> list[tuple[Any, ...]]:
    """One statement outside a transaction on the server of this run."""
    with psycopg.connect(OTHER, autocommit=True) as link:
        cursor = link.execute(statement)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []


def database_url(name: str) -> str:
    """The URL of a database on the server of this run."""
    return urlunsplit(urlsplit(OTHER)._replace(path=f"/{name}"))


def anew(name: str) -> None:
    """An empty database of this name."""
    on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    on_server(f'CREATE DATABASE "{name}" TEMPLATE template0')


class Backup(Flow):
    """`backup`: in every second round an older backup of that name is there already."""

    name, disk = "backup", "folder"

    def prepare(self) -> None:
        self.out = self.folder / "backups"
        self.target = self.out / "b.zip"
        self.older = b""
        self.out.mkdir(parents=True, exist_ok=True)
        ended = self.zygote.run("backup", str(self.target))
        need(ended.code == 0, ended.text)
        self.whole = self.target.read_bytes()
        self.rows = without(self._here(), "foundation_backuprun")

    def begin(self, number: int) -> None:
        self.older = self.whole if number % 2 else b""
        self.target.unlink(missing_ok=True)
        if self.older:
            self.target.write_bytes(self.older)

    def words(self) -> tuple[str, ...]:
        return ("backup", str(self.target))

    def look(self, ended: Ended) -> None:
        said = "Geprüft" in ended.text
        need(said or ended.code != 0, f"exit 0 without a word: {ended.text}")
        if not self.target.exists():
            need(not self.older and not said, "the backup (or the older one) is gone")
        elif said or self.target.read_bytes() != self.older:
            self._read_whole()
        others = [p.name for p in self.out.iterdir() if p != self.target]
        need(all(name.startswith(_WORK) for name in others), f"looks like a backup: {others}")

    def finish(self, before: list[Ended]) -> None:
        self.zygote.settle()
        ended = self.zygote.run(*self.words())
        need(ended.code == 0, f"the repeat: {ended.text}")
        self._read_whole()
        left = [p.name for p in self.out.iterdir() if p != self.target]
        need(not left, f"left behind: {left}")
        if self.ground.url:
            found = on_server(
                "SELECT datname FROM pg_database WHERE datname LIKE 'stammkunde_check%'"
            )
            need(not found, f"scratch databases left behind: {found}")
        runs = int(self.ground.sql("SELECT count(*) FROM foundation_backuprun")[0][0])
        good = sum("Geprüft" in one.text and one.code == 0 for one in before)
        need(runs > good, f"{runs} noted runs of {good} acknowledged")
        self.ground.sql("DELETE FROM foundation_backuprun")
        need(without(self._here(), "foundation_backuprun") == self.rows, "the source has changed")

    def _here(self) -> dict[str, list[str]]:
        return rows_of(self.ground.url, sqlite_file(self.ground.data_dir))

    def _scratch(self) -> list[tuple[Any, ...]]:
        if not self.ground.url:
            return []
        database = urlsplit(self.ground.url).path.lstrip("/")
        own = blake2b(database.encode(), digest_size=4).hexdigest()
        named = "SELECT datname FROM pg_database WHERE datname LIKE 'stammkunde_check%'"
        return [name for name in on_server(named) if own in name[0]]

    def _read_whole(self) -> None:
        with zipfile.ZipFile(self.target) as packed:
            need(packed.testzip() is None, "the archive is damaged")
            manifest = json.loads(packed.read("manifest.json"))
            names = set(packed.namelist())
        wanted = {f"files/{key}" for key in manifest["files"]}
        there = {f"files/{p.name}" for p in self.ground.data_dir.glob("files/*/*") if p.is_file()}
        need(len(there) >= 8 and there == wanted <= names, "files are missing in it")
        counts = {name: one["rows"] for name, one in manifest["tables"].items()}
        there = {name: len(rows) for name, rows in self.rows.items()}
        counts.pop("foundation_backuprun", None)
        need(counts == there, f"counts differ: {counts.items() ^ there.items()}")


class Restore(Flow):
    """`restore` into an empty place, again and again until it ends."""

    name = "restore"

    def prepare(self) -> None:
        self.backup = self.folder / "source.zip"
        ended = self.zygote.run("backup", str(self.backup))
        need(ended.code == 0, ended.text)
        self.rows = without(self._here(), "foundation_backuprun")
        self.files = self._files()

    def begin(self, number: int) -> None:
        self.zygote.settle()
        if number % 2 and not self.ground.data_dir.is_mount():
            shutil.rmtree(self.ground.data_dir)  # the folder itself need not be there
        else:
            cleared(self.ground.data_dir)
        if self.ground.url:
            anew(urlsplit(self.ground.url).path.lstrip("/"))

    def words(self) -> tuple[str, ...]:
        return ("restore", str(self.backup))

    def look(self, ended: Ended) -> None:
        here = self._here()
        if here:
            self._same(here)
        need(ended.code != 0 or bool(here), "exit 0, but nothing is there")

    def finish(self, before: list[Ended]) -> None:
        done = any(one.code == 0 for one in before)
        # Killed between its last step and its last word: whole, and nobody was told.
        unsaid = bool(self._here()) and not (self.ground.data_dir / MARK).exists()
        ended = self.zygote.run(*self.words())
        if done or unsaid:
            need(ended.code == 1 and "schon Daten" in ended.text, f"not refused: {ended.text}")
        else:
            need(ended.code == 0, f"the repeat: {ended.text}")
        self._same(self._here())
        need(self._files() == self.files, "the stored files differ")
        there = {p.name for p in self.ground.data_dir.iterdir()}
        known = {"files", *(f"stammkunde.sqlite3{end}" for end in ("", "-wal", "-shm"))}
        need(there <= known, f"left behind: {there - known}")
        again = self.zygote.run(*self.words())
        need(again.code == 1 and "schon Daten" in again.text, f"over data: {again.text}")
        need(self.zygote.run("doctor").code == 0, "the doctor finds something")

    def _same(self, here: dict[str, list[str]]) -> None:
        here = without(here, "foundation_backuprun")
        wrong = [name for name in {*here, *self.rows} if here.get(name) != self.rows.get(name)]
        need(not wrong, f"differs: {sorted(wrong)[:5]}")

    def _here(self) -> dict[str, list[str]]:
        return rows_of(self.ground.url, sqlite_file(self.ground.data_dir))

    def _files(self) -> dict[str, bytes]:
        folder = self.ground.data_dir / "files"
        return {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


class Move(Flow):
    """`move-database` out of this ground into a SQLite file."""

    name, disk = "move to sqlite", "folder"

    def prepare(self) -> None:
        self.source = self._source()
        self.target_path = self.folder / "moved" / "there.sqlite3"
        self.target_url = f"sqlite://{self.target_path}"

    def begin(self, number: int) -> None:
        self.zygote.settle()
        cleared(self.target_path.parent)

    def words(self) -> tuple[str, ...]:
        return ("move-database", "--to", self.target_url)

    def look(self, ended: Ended) -> None:
        if ended.code == 0:
            self._whole()

    def finish(self, before: list[Ended]) -> None:
        ended = self.zygote.run(*self.words())
        if ended.code == 0:
            need(all(one.code != 0 for one in before), "moved twice")
        else:
            need(ended.code == 1 and "schon Tabellen" in ended.text, f"the repeat: {ended.text}")
        self._whole()
        need(self._source() == self.source, "the source has changed")

    def _source(self) -> dict[str, list[str]]:
        return rows_of(self.ground.url, sqlite_file(self.ground.data_dir))

    def _target(self) -> dict[str, list[str]]:
        return rows_of("", self.target_path)

    def _whole(self) -> None:
        """Equal numbers of rows in every table, and the customers' own texts."""
        there = self._target()
        need("stammkunde_moving" not in there, "still marked as half moved")
        wanted = {name: len(rows) for name, rows in self.source.items() if _moves(name)}
        found = {name: len(rows) for name, rows in there.items() if _moves(name)}
        need(found == wanted, f"counts differ: {found.items() ^ wanted.items()}")
        need(bool(wanted["people_customer"]), "nobody is there")


def _moves(table: str) -> bool:
    """Search tables differ between databases; Django's own list of migrations is made anew."""
    return "_search" not in table and table != "django_migrations"


class MoveUp(Move):
    """`move-database` out of this ground into a PostgreSQL database."""

    name = "move to postgresql"

    def prepare(self) -> None:
        super().prepare()
        self.there = f"race_{secrets.token_hex(6)}"
        self.target_url = database_url(self.there)

    def begin(self, number: int) -> None:
        self.zygote.settle()
        anew(self.there)

    def _target(self) -> dict[str, list[str]]:
        return rows_of(self.target_url, Path())

    def close(self) -> None:
        """Remove the target."""
        on_server(f'DROP DATABASE IF EXISTS "{self.there}" WITH (FORCE)')
