"""For work on many rows in one go, such as an import: less looking around, less memory."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

# Objects made before Python looks for cycles among them: rows hardly hold any (an eighth of the
# time of an import).
_OBJECTS = (50_000, 20, 20)
_READ = {"mmap_size": 0, "cache_size": -32_768}  # a negative size is in KiB


@contextmanager
def long_work() -> Iterator[None]:
    """Inside, Python collects garbage seldom, SQLite reads its file into a larger cache instead of
    mapping it, and PostgreSQL sorts words into its search indexes by the two megabytes.

    Mapped pages count as memory of this process: as much again as everything else of an import,
    and nothing is quicker for it. The search index is half of what an import costs PostgreSQL, a
    third less so (measured); who is done lets it catch up (`planning.look_again`).
    """
    before, file = gc.get_threshold(), _file(_READ)
    _pending("2MB")
    gc.set_threshold(*_OBJECTS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        with suppress(DatabaseError):  # a connection that is gone has nothing to go back to
            _file(file)
            _pending("512kB")


def _pending(limit: str) -> None:
    if connection.vendor == "postgresql" and not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('gin_pending_list_limit', %s, false)", [limit])


def _file(wanted: dict[str, int]) -> dict[str, int]:
    """Set how SQLite goes about its file; how it did before."""
    if connection.vendor != "sqlite":
        return {}
    before = {}
    with connection.cursor() as cursor:
        for name, size in wanted.items():
            (before[name],) = cursor.execute(f"PRAGMA {name}").fetchone() or (0,)
            cursor.execute(f"PRAGMA {name} = {size}")
    return before
