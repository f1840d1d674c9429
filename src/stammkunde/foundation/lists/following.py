"""Search tables follow their declaration: after every migrate, and whenever somebody asks.

A table with other columns than its `SearchIndex` declares is made anew and filled again, whole or
not at all. So a group of a search needs no migration.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import connection, models, transaction
from django.utils.formats import number_format

from stammkunde.foundation import setup
from stammkunde.foundation.lists.search import SearchIndex, prepare
from stammkunde.foundation.operations import building

CHUNK = 1_000
SAID_EVERY = 20_000  # rows
_LOCK = 7_105_218  # one rebuild at a time on PostgreSQL; SQLite has one writer anyway

FOLLOWED: dict[str, tuple[type[models.Model], SearchIndex]] = {}

Say = Callable[[str], None]


def follow(model: type[models.Model], index: SearchIndex) -> None:
    """Declare that the rows of `model` are found through `index`: its table is kept up to date."""
    FOLLOWED[index.table] = (model, index)
    setup.after_migrate(model, partial(_after_migrate, model, index))


def differs(index: SearchIndex) -> bool:
    """Whether the table is missing or has other columns than declared."""
    return columns_there(index.table) != index.columns


def behind() -> list[str]:
    """The search tables that differ from their declaration, for `doctor`."""
    return [table for table, (_model, index) in FOLLOWED.items() if differs(index)]


def said(text: str) -> None:
    """Progress for who looks on: to standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def bring_up_to_date(model: type[models.Model], index: SearchIndex, say: Say = said) -> bool:
    """Make the table anew and fill it where it differs; True when it did.

    In one transaction: whoever is stopped in between leaves the old table as it was.
    """
    if not differs(index):
        return False
    with building(), transaction.atomic():
        if connection.vendor == "postgresql":
            prepare(connection)
            _run("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            if not differs(index):
                return False  # somebody else was faster
        table, *indexes = index.create_sql(connection)
        _run(f"DROP TABLE IF EXISTS {index.table}")
        _run(table)
        total, done = model._default_manager.count(), 0
        for rows in chunks(model):
            index.fill(rows)
            done += len(rows)
            if done % SAID_EVERY < CHUNK or (done == total and total >= CHUNK):
                say(f"Suche {index.table}: {_many(done)} von {_many(total)} Zeilen")
        for statement in indexes:
            _run(statement)
    return True


def chunks(model: type[models.Model]) -> Iterator[list[Any]]:
    """All rows of a model by id, a thousand at a time, in constant memory."""
    last = 0
    while rows := list(model._default_manager.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield rows
        last = rows[-1].pk


def columns_there(table: str) -> tuple[str, ...]:
    """The columns of a search table as the database has them, without its key; () without table."""
    if connection.vendor == "sqlite":
        sql, wanted = "SELECT name FROM pragma_table_info(%s) ORDER BY cid", table
    else:
        sql, wanted = (
            (
                "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s)"
                " AND attnum > 1 AND NOT attisdropped ORDER BY attnum"
            ),
            table,
        )
    with connection.cursor() as cursor:
        cursor.execute(sql, [wanted])
        return tuple(name for (name,) in cursor.fetchall())


def _run(statement: str, params: list[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def _many(count: int) -> str:
    return number_format(count, force_grouping=True)


def _after_migrate(model: type[models.Model], index: SearchIndex) -> None:
    bring_up_to_date(model, index)
