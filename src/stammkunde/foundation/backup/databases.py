"""Taking and giving back a whole database: SQLite by its backup API, PostgreSQL by pg_dump.

Never by copying the live file: with write-ahead logging that gives a file without tables (F4).
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from stammkunde.foundation.backup.sums import Sum, sum_of
from stammkunde.foundation.backup.troubles import german
from stammkunde.foundation.backup.workplaces import held, settle

_FETCH = 2000
_LOCK = 1_398_030_669  # the class of our advisory locks: "STAM" as a number
# Everybody else of our role in this database of ours.
END_OTHERS = (
    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE "
    "datname = current_database() AND usename = current_user "
    "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


class CannotBackUp(Exception):
    """Something is missing or in the way; German text that says what to do."""


class Database(Protocol):
    """One kind of database, as backups need it."""

    vendor: str
    member: str

    def empty(self) -> bool:
        """Whether there is nothing yet."""
        ...

    def take(self, target: Path) -> dict[str, Sum]:
        """Write the database of one moment to `target`; returns what it held then."""
        ...

    def proven(self, source: Path) -> dict[str, Sum] | None:
        """What `source` holds once restored beside; None where no scratch database can be made."""
        ...

    def give_back(self, source: Path) -> None:
        """Make `source` the database, at once or not at all. The place is empty; `source` may go."""
        ...

    def end_others(self) -> None:
        """End what a killed run of ours has left at work over there."""
        ...

    def sums(self) -> dict[str, Sum]:
        """What the database holds now."""
        ...


def current() -> Database:
    """The database of this installation."""
    if connection.vendor == "sqlite":
        return Sqlite(Path(str(connection.settings_dict["NAME"])))
    return Postgresql(connection.settings_dict)


def _rows(cursor: Any) -> Iterator[tuple[Any, ...]]:
    while some := cursor.fetchmany(_FETCH):
        yield from map(tuple, some)


class Sqlite:
    """A file."""

    vendor, member = "sqlite", "database.sqlite3"

    def __init__(self, path: Path) -> None:
        self.path = path

    def empty(self) -> bool:
        """No file, or one without tables."""
        if not self.path.exists() or not self.path.stat().st_size:
            return True
        with closing(sqlite3.connect(self.path)) as there:
            return not there.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]

    def take(self, target: Path) -> dict[str, Sum]:
        """All pages in one step of the backup API: one moment, and nobody waits for it."""
        try:
            with (
                closing(sqlite3.connect(self.path, timeout=20)) as source,
                closing(sqlite3.connect(target)) as copy,
            ):
                source.backup(copy, pages=-1)
                copy.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as problem:
            raise CannotBackUp(
                f"Die Datenbank ließ sich nicht lesen: {german(problem)}."
            ) from problem
        return self._sums(target)

    def proven(self, source: Path) -> dict[str, Sum] | None:
        """Opened, asked whether it is whole, counted."""
        return self._sums(source)

    def give_back(self, source: Path) -> None:
        """Renamed into place; what an earlier database left beside it would damage this one."""
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        source.chmod(0o600)
        if source.stat().st_dev == self.path.parent.stat().st_dev:
            source.replace(self.path)
        else:
            self._from_afar(source)
        settle(self.path.parent)

    def _from_afar(self, source: Path) -> None:
        """A database on another disk than the data folder."""
        half = self.path.with_name(self.path.name + ".restoring")
        try:
            shutil.copyfile(source, half)
            half.chmod(0o600)
            with half.open("rb") as file:
                os.fsync(file.fileno())
            half.replace(self.path)
        finally:
            half.unlink(missing_ok=True)

    def end_others(self) -> None:
        """Nobody works on a file that has no name yet."""

    def sums(self) -> dict[str, Sum]:
        """Counted in the file itself."""
        return self._sums(self.path)

    @staticmethod
    def _sums(path: Path) -> dict[str, Sum]:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as there:
            try:
                whole = there.execute("PRAGMA integrity_check(1)").fetchone()[0]
            except sqlite3.DatabaseError as problem:
                raise CannotBackUp(f"Die Datenbankdatei ist beschädigt: {problem}") from problem
            if whole != "ok":
                raise CannotBackUp(f"Die Datenbankdatei ist beschädigt: {whole}")
            there.execute("BEGIN")
            listed = there.execute(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
            )
            return {name: Sqlite._sum(there, name) for (name,) in listed.fetchall()}

    @staticmethod
    def _sum(there: Any, table: str) -> Sum:
        names = there.execute("SELECT name FROM pragma_table_info(?) ORDER BY name", [table])
        columns = ", ".join(f'"{name}"' for (name,) in names.fetchall())
        return sum_of(_rows(there.execute(f'SELECT {columns} FROM "{table}"')))  # noqa: S608


class Postgresql:
    """A server: pg_dump and pg_restore of its version must be installed here."""

    vendor, member = "postgresql", "database.dump"

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings

    def empty(self) -> bool:
        """No tables in our schema."""
        with self._connected() as there, there.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
            return not cursor.fetchone()[0]

    def take(self, target: Path) -> dict[str, Sum]:
        """pg_dump and our counting look at the same exported snapshot."""
        with self._connected() as there, there.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            name = str(self.settings["NAME"])
            self._run("pg_dump", "--format=custom", "--no-owner", "--no-privileges",
                      f"--snapshot={snapshot}", f"--file={target}", name)  # fmt: skip
            found = self._sums(there)
            cursor.execute("ROLLBACK")
        return found

    def proven(self, source: Path) -> dict[str, Sum] | None:
        """Restored into a database of its own that is dropped afterwards."""
        with self._connected() as there, there.cursor() as cursor:
            cursor.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname=current_user"
            )
            if not cursor.fetchone()[0]:
                return None
            self._clear(cursor)
            number = secrets.randbelow(2**31)
            scratch = f"{self._scratch()}{number}"
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [_LOCK, number])
            try:
                cursor.execute(f"CREATE DATABASE {scratch} TEMPLATE template0")
                beside = Postgresql({**self.settings, "NAME": scratch})
                beside.give_back(source)
                return beside.sums()
            finally:
                cursor.execute(f"DROP DATABASE IF EXISTS {scratch} WITH (FORCE)")

    def _scratch(self) -> str:
        """How databases begin in which this one proves its backups."""
        name = str(self.settings["NAME"]).encode()
        return f"stammkunde_check_{hashlib.blake2b(name, digest_size=4).hexdigest()}_"

    def _clear(self, cursor: Any) -> None:
        """Remove the scratch databases of killed runs: nobody holds the lock of their number."""
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self._scratch()]
        )
        for (name,) in cursor.fetchall():
            number = name.removeprefix(self._scratch())
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, int(number)])
            if cursor.fetchone()[0]:
                cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, int(number)])

    def end_others(self) -> None:
        """Their transaction is rolled back, as if the server had noticed that they are gone."""
        with self._connected() as there, there.cursor() as cursor:
            cursor.execute(END_OTHERS)

    def give_back(self, source: Path) -> None:
        """In one transaction."""
        self._run("pg_restore", "--no-owner", "--no-privileges", "--single-transaction",
                  "--exit-on-error", f"--dbname={self.settings['NAME']}", str(source))  # fmt: skip

    def sums(self) -> dict[str, Sum]:
        """Counted at one moment."""
        with self._connected() as there, there.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            found = self._sums(there)
            cursor.execute("ROLLBACK")
        return found

    @staticmethod
    def _sums(there: BaseDatabaseWrapper) -> dict[str, Sum]:
        found: dict[str, Sum] = {}
        with there.cursor() as cursor:
            cursor.execute("SET LOCAL TIME ZONE 'UTC'")
            cursor.execute(
                "SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) "
                "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
                "WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace "
                "AND a.attnum > 0 AND NOT a.attisdropped GROUP BY c.relname ORDER BY c.relname"
            )
            tables = cursor.fetchall()
        for table, columns in tables:
            with there.connection.cursor(name="stammkunde_sums") as rows:
                rows.itersize = _FETCH
                rows.execute(f'SELECT ROW({columns})::text FROM "{table}"')  # noqa: S608
                found[table] = sum_of(map(tuple, rows))
        return found

    @contextmanager
    def _connected(self) -> Iterator[BaseDatabaseWrapper]:
        """A connection of its own, in autocommit: its snapshot concerns nobody else."""
        own = connection.copy()
        own.settings_dict = {**self.settings}
        try:
            own.connect()
            yield own
        finally:
            own.close()

    def _run(self, program: str, *arguments: str) -> None:
        found = shutil.which(program)
        if found is None:
            raise CannotBackUp(
                f"{program} fehlt auf diesem Rechner. Debian/Ubuntu: apt install postgresql-client"
            )
        reach = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
        said = {name: str(self.settings.get(key) or "") for name, key in reach.items()}
        known = {name: value for name, value in said.items() if value}
        ran = subprocess.run(
            [found, "--no-password", *arguments],
            env={**os.environ, **known},
            capture_output=True,
            text=True,
            check=False,
            pass_fds=held(),
        )
        if ran.returncode:
            raise CannotBackUp(f"{program}: {german(Exception(ran.stderr.strip()[-500:]))}")
