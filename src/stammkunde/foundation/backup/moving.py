"""Moving a whole database to another place: SQLite to PostgreSQL and back, row by row.

Compared per table by `Sum`s of the values themselves; the counters of keys move, too, so that a key
that was given out once is never given out again. Search tables are made anew over there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from stammkunde.foundation.backup.databases import END_OTHERS, CannotBackUp
from stammkunde.foundation.backup.sums import Sum, differences, sum_of
from stammkunde.foundation.backup.troubles import german
from stammkunde.foundation.backup.workplaces import Say, alone, held
from stammkunde.foundation.operations import building
from stammkunde.settings.environment import database_of

HERE, THERE = "default", "stammkunde_move"
MARK = "stammkunde_moving"  # a table: this place is half moved into, by us
_CHUNK = 2_000


@dataclass(frozen=True)
class Moved:
    """What was moved and compared."""

    tables: int
    rows: int


def move(url: str, say: Say) -> Moved:
    """Copy this installation's database to the empty database at `url`, as it is at one moment.

    Nothing else is written here meanwhile on SQLite; on PostgreSQL later writes are not moved: stop
    the service first. Refused (`CannotBackUp`, German): the same database, a place with tables of
    somebody else. Killed in between, the same command begins again.
    """
    target = database_of(url)
    if not target:
        raise CannotBackUp(
            "Das Ziel muss mit postgresql:// oder sqlite:// beginnen, zum Beispiel "
            "postgresql://name:passwort@server/datenbank"
        )
    with alone(Path(settings.DATA_DIR), say):
        return _move(url, target, say)


def _move(url: str, target: dict[str, Any], say: Say) -> Moved:
    here, there = connections[HERE], _opened(target)
    if _address(here.settings_dict) == _address(there.settings_dict):
        raise CannotBackUp("Das ist dieselbe Datenbank.")
    known = set(there.introspection.table_names())
    if known and MARK not in known:
        raise CannotBackUp(
            "In der Zieldatenbank sind schon Tabellen; umgezogen wird in eine leere."
        )
    try:
        if MARK in known:
            _wipe(there)
        _run(there, f"CREATE TABLE IF NOT EXISTS {MARK} (id integer PRIMARY KEY)")
        there.close()
        say("Tabellen anlegen …")
        _elsewhere(url, "migrate", "--verbosity", "0")
        there = _opened(target)
        with building(), _free_of_keys(there), transaction.atomic(THERE), _one_moment():
            rows = _copy(here, there, say)
        there.close()
        say("Suche aufbauen …")
        _elsewhere(url, "migrate", "--verbosity", "0")
        there = _opened(target)
        _run(there, f"DROP TABLE {MARK}")
    finally:
        there.close()
        del connections[THERE], connections.databases[THERE]
    return Moved(len(_models()), rows)


def _copy(here: BaseDatabaseWrapper, there: BaseDatabaseWrapper, say: Say) -> int:
    tables = _models()
    for model in reversed(tables):
        _run(there, f"DELETE FROM {_name(there, model)}")  # noqa: S608
    wanted, found, total = {}, {}, 0
    for model in tables:
        table = model._meta.db_table
        wanted[table] = sum_of(_copied(model, there))
        found[table] = sum_of(_values(model, THERE))
        total += wanted[table].rows
        if wanted[table].rows >= _CHUNK:
            say(f"{table}: {wanted[table].rows} Zeilen")
    if wrong := differences(wanted, found):
        raise CannotBackUp("Der Umzug ist nicht gleich: " + "; ".join(wrong[:5]))
    _counters(here, there, tables, found)
    for table in there.introspection.table_names():
        if table.endswith("_search"):  # made anew and filled by the next migrate
            _run(there, f"DROP TABLE {there.ops.quote_name(table)}")
    return total


def _wipe(there: BaseDatabaseWrapper) -> None:
    """A move that was killed begins from nothing: it may have died inside a migration."""
    if there.vendor == "sqlite":
        there.close()
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{there.settings_dict['NAME']}{suffix}").unlink(missing_ok=True)
        return
    _run(there, END_OTHERS)
    with transaction.atomic(THERE):
        for table in there.introspection.table_names():
            if table != MARK:
                _run(there, f"DROP TABLE IF EXISTS {there.ops.quote_name(table)} CASCADE")


def _models() -> list[type[models.Model]]:
    """Every table with a model, those of many-to-many included; migrations keep their own."""
    found = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)
             if model._meta.managed and not model._meta.proxy}  # fmt: skip
    return list(found.values())


def _columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return list(model._meta.concrete_fields)


def _values(model: type[models.Model], alias: str) -> Iterator[tuple[str, ...]]:
    """The rows as the comparison sees them: the same text on both databases."""
    for row in _read(model, alias):
        yield tuple(map(_plain, row))


def _read(model: type[models.Model], alias: str) -> Iterator[tuple[Any, ...]]:
    names = [field.attname for field in _columns(model)]
    rows = model._base_manager.using(alias).order_by().values_list(*names)
    return rows.iterator(chunk_size=_CHUNK)


def _copied(model: type[models.Model], there: BaseDatabaseWrapper) -> Iterator[tuple[str, ...]]:
    """Write the rows over there while they pass."""
    fields = _columns(model)
    names = ", ".join(there.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    insert = f"INSERT INTO {_name(there, model)} ({names}) VALUES ({marks})"  # noqa: S608
    waiting: list[list[Any]] = []
    with there.cursor() as cursor:
        for row in _read(model, HERE):
            pairs = zip(fields, row, strict=True)
            waiting.append([field.get_db_prep_save(value, there) for field, value in pairs])
            if len(waiting) == _CHUNK:
                cursor.executemany(insert, waiting)
                waiting.clear()
            yield tuple(map(_plain, row))
        if waiting:
            cursor.executemany(insert, waiting)


def _plain(value: Any) -> str:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return value.astimezone(timezone.get_fixed_timezone(0)).isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    return repr(bytes(value) if isinstance(value, memoryview) else value)


def _counters(
    here: BaseDatabaseWrapper,
    there: BaseDatabaseWrapper,
    tables: list[type[models.Model]],
    found: dict[str, Sum],
) -> None:
    """The next key over there is the next key here, even where the newest rows are gone."""
    for model in tables:
        key = model._meta.pk
        if not isinstance(key, models.AutoField | models.BigAutoField):
            continue
        table, column = model._meta.db_table, str(key.column)
        last = max(_counted(here, table, column), _highest(model))
        if there.vendor == "postgresql":
            sequence = "pg_get_serial_sequence(%s, %s)"
            _run(there, f"SELECT setval({sequence}, %s, %s)",
                 [f'"{table}"', column, max(last, 1), last > 0])  # fmt: skip
        elif last:
            _run(there, "DELETE FROM sqlite_sequence WHERE name = %s", [table])
            _run(there, "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


def _highest(model: type[models.Model]) -> int:
    top = model._base_manager.using(HERE).aggregate(top=models.Max("pk"))["top"]
    return int(top or 0)


def _counted(database: BaseDatabaseWrapper, table: str, column: str) -> int:
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        else:
            cursor.execute(
                "SELECT last_value FROM pg_sequences WHERE schemaname = current_schema() AND "
                "quote_ident(schemaname) || '.' || quote_ident(sequencename) = "
                "pg_get_serial_sequence(%s, %s)",
                [f'"{table}"', column],
            )
        row = cursor.fetchone()
    return int(row[0] or 0) if row else 0


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read one moment of the source: SQLite's write lock, PostgreSQL's repeatable read."""
    with transaction.atomic(HERE):
        if connections[HERE].vendor == "postgresql":
            _run(connections[HERE], "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


@contextmanager
def _free_of_keys(there: BaseDatabaseWrapper) -> Iterator[None]:
    """Tables come in any order: foreign keys are looked at in the end."""
    there.disable_constraint_checking()
    try:
        yield
    finally:
        there.enable_constraint_checking()
    there.check_constraints()


def _opened(target: dict[str, Any]) -> BaseDatabaseWrapper:
    """A connection to the target, under an alias of its own."""
    defaults = {key: value for key, value in connections[HERE].settings_dict.items()
                if key not in {"USER", "PASSWORD", "HOST", "PORT", "OPTIONS"}}  # fmt: skip
    empty = {"USER": "", "PASSWORD": "", "HOST": "", "PORT": ""}
    connections.databases[THERE] = {**defaults, **empty, **target}
    if hasattr(connections, THERE):
        del connections[THERE]
    return connections[THERE]


def _address(known: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(known.get(key) or "") for key in ("ENGINE", "HOST", "PORT", "NAME"))


def _elsewhere(url: str, *arguments: str) -> None:
    """Run one of our commands on the target: it knows one database only."""
    ran = subprocess.run(
        [sys.executable, "-m", "stammkunde", *arguments],
        env={**os.environ, "STAMMKUNDE_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
        pass_fds=held(),
    )
    if ran.returncode:
        raise _failed(ran.stderr)


def _failed(said: str) -> CannotBackUp:
    """Its last words; the tables at the target are a matter of the next run."""
    last = said.strip().rpartition("\n")[2][-500:]
    return CannotBackUp(
        f"Am Ziel: {german(Exception(last))}. Danach den Befehl noch einmal aufrufen."
    )


def _name(database: BaseDatabaseWrapper, model: type[models.Model]) -> str:
    return database.ops.quote_name(model._meta.db_table)


def _run(database: BaseDatabaseWrapper, sql: str, params: list[Any] | None = None) -> None:
    with database.cursor() as cursor:
        cursor.execute(sql, params)
