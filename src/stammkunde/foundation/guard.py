"""Foreign writes: every INSERT, UPDATE, DELETE belongs to the room of the running operation.

One wrapper around SQL sees what no linter can: save(), update(), many-to-many, bulk, raw, cascades.
It is on in tests and in development.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps

from stammkunde.foundation import operations

# Comments and WITH clauses may stand before the verb.
_WRITE = re.compile(
    r"^(?:\s|/\*.*?\*/|--[^\n]*\n|WITH\b.*?\)\s*(?=INSERT|REPLACE|UPDATE|DELETE))*"
    r"(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM|TRUNCATE)"
    r'\s+(?:ONLY\s+|TABLE\s+)*"?(?P<table>\w+)"?(?P<rest>.*)',
    re.IGNORECASE | re.DOTALL,
)
# Written by frameworks or by the house's own pipes, which are not operations.
FREE_PREFIXES = ("django_", "auth_", "account_", "foundation_", "sqlite_")
FREE_TABLES: set[str] = set()
_ASSIGNED = r'"\w+"\s*=\s*[^\s,]+'
_SET = re.compile(rf"^\s+SET\s+(?P<set>{_ASSIGNED}(?:,\s*{_ASSIGNED})*)\s*(?:WHERE\b|$)")
_COLUMN = re.compile(r'"(\w+)"\s*=')
FREE_COLUMNS: dict[str, frozenset[str]] = {"accounts_user": frozenset({"last_login", "password"})}


class ForeignWrite(AssertionError):
    """A table was written outside an operation of its room."""


def free(table: str) -> None:
    """Declare a table whose writes are not operations (counters, security events)."""
    FREE_TABLES.add(table)


def free_columns(table: str, *columns: str) -> None:
    """Declare columns whose updates are not operations (what a mail server says of a message)."""
    FREE_COLUMNS[table] = FREE_COLUMNS.get(table, frozenset()) | set(columns)


def _only_free(table: str, rest: str) -> bool:
    found = _SET.match(rest) if table in FREE_COLUMNS else None
    return found is not None and FREE_COLUMNS[table].issuperset(_COLUMN.findall(found["set"]))


@cache
def room_of(table: str) -> str:
    """The room that owns a table; search tables carry their room's name in front."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table == table:
            return model._meta.app_label
    return table.partition("_")[0]


def check(sql: str) -> None:
    """Raise `ForeignWrite` when `sql` writes a table that the running operation does not own."""
    found = _WRITE.match(sql)
    if found is None or operations.is_building():
        return
    table = found["table"].lower()
    if table.startswith(FREE_PREFIXES) or table in FREE_TABLES:
        return
    if _only_free(table, found["rest"]):
        return
    run = operations.current()
    if run is None:
        raise ForeignWrite(f"{table} is written outside any operation")
    if run.room != room_of(table):
        raise ForeignWrite(f"{run.info.name} writes {table}, which belongs to {room_of(table)}")


def wrapper(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """The wrapper for `connection.execute_wrapper`."""
    check(sql)
    return execute(sql, params, many, context)


def watch(connection: Any) -> None:
    """Put the guard around a connection, once."""
    if wrapper not in connection.execute_wrappers:
        connection.execute_wrappers.append(wrapper)
