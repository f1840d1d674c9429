"""For work on many rows in one go, such as an import: less looking around, less memory."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

# Objects made before Python looks for cycles among them: rows hardly hold any (an eighth of the
# time of an import), and what was there before the work is not looked at again.
_OBJECTS = (50_000, 20, 20)


@contextmanager
def long_work() -> Iterator[None]:
    """Inside, Python collects garbage seldom, SQLite reads its file instead of mapping it, and
    PostgreSQL sorts words into its search indexes by the two megabytes.

    Mapped pages count as memory of this process: as much again as everything else of an import,
    and nothing is quicker for it. The search index is half of what an import costs PostgreSQL, a
    third less so (measured); who is done lets it catch up (`planning.look_again`).
    """
    before, mapped = gc.get_threshold(), _map(0)
    _pending("2MB")
    gc.freeze()
    gc.set_threshold(*_OBJECTS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
        # What was garbage by then now counts as old, and Python hardly ever looks there by itself:
        # a worker would grow with every job.
        gc.collect()
        with suppress(DatabaseError):  # a connection that is gone has nothing to go back to
            _map(mapped)
            _pending("512kB")


def _pending(limit: str) -> None:
    if connection.vendor == "postgresql" and not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('gin_pending_list_limit', %s, false)", [limit])


def _map(size: int) -> int:
    """Set how many bytes of its file SQLite maps into memory; how many it was before."""
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        (before,) = cursor.execute("PRAGMA mmap_size").fetchone() or (0,)
        cursor.execute(f"PRAGMA mmap_size = {size}")
    return int(before)
