"""Append-only tables, held by the database itself.

Declared in code and installed after every migrate, because table rebuilds on SQLite drop triggers
silently (house.md 4). `missing` is asked by `stammkunde doctor` and by a house test.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection as default_connection
from django.db import transaction

from stammkunde.foundation.models import MaintenanceWindow
from stammkunde.foundation.operations import current

APPEND_ONLY: set[str] = set()
_WINDOW = "foundation_maintenancewindow"
_FUNCTION = "foundation_refuse_change"
# SQLite has no TRUNCATE; its REPLACE counts as a delete (PRAGMA recursive_triggers).
_VERBS = {"sqlite": ("update", "delete"), "postgresql": ("update", "delete", "truncate")}


def append_only(table: str) -> None:
    """Declare that rows of `table` are only ever added."""
    APPEND_ONLY.add(table)


append_only("foundation_journalentry")
append_only("foundation_journalchange")
append_only("foundation_journalsubject")


def install(connection: Any = default_connection) -> None:
    """Create every declared trigger that is not there."""
    absent = missing(connection)
    if not absent:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for name in absent:
            table, _, verb = name.rpartition("_no_")
            cursor.execute(_statement(connection.vendor, name, table, verb))


def missing(connection: Any = default_connection) -> list[str]:
    """The names of declared triggers that the database lacks."""
    declared = {f"{table}_no_{verb}" for table in APPEND_ONLY for verb in _VERBS[connection.vendor]}
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {name for (name,) in cursor.fetchall()}
    return sorted(declared - there)


@contextmanager
def maintenance(reason: str) -> Iterator[None]:
    """Let the running operation touch append-only rows (erasure). Journalled by that operation.

    The window is a row that no other transaction ever sees.
    """
    run = current()
    if run is None:
        raise RuntimeError("maintenance belongs inside an operation")
    run.enter()
    with transaction.atomic():  # an error takes the window along
        window = MaintenanceWindow.objects.create(reason=reason)
        yield
        window.delete()


_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM {_WINDOW}) THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$ LANGUAGE plpgsql
"""  # noqa: S608


def _statement(vendor: str, name: str, table: str, verb: str) -> str:
    if vendor == "postgresql":
        return (
            f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} "
            f"FOR EACH {'STATEMENT' if verb == 'truncate' else 'ROW'} EXECUTE FUNCTION {_FUNCTION}()"
        )
    return (
        f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} "  # noqa: S608
        f"WHEN NOT EXISTS (SELECT 1 FROM {_WINDOW}) "
        f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
    )
