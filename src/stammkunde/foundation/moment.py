"""Reading much in several questions as it was in one moment, while others write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_ONE_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


@contextmanager
def one_moment() -> Iterator[None]:
    """Inside, every question is answered as of the first one. Nothing may be written.

    PostgreSQL keeps the snapshot of a transaction, SQLite that of a reader, who takes no lock that
    a writer waits for. Inside a transaction it is left as it is.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            _say(_ONE_SNAPSHOT)
            yield
    else:  # Django's own BEGIN would be the one writer
        _say("BEGIN DEFERRED")
        try:
            yield
        finally:
            _say("COMMIT")


def _say(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
