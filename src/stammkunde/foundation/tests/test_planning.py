"""SQLite's planner is told about its tables; PostgreSQL looks by itself."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from stammkunde.foundation import planning
from stammkunde.foundation.models import JournalEntry
from stammkunde.foundation.operations import building
from stammkunde.foundation.tasks import look_at_tables

pytestmark = pytest.mark.db(transaction=True)


def known() -> int:
    """How many indexes of the journal the planner knows something about."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if not cursor.fetchone()[0]:
            return 0
        table = JournalEntry._meta.db_table
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = %s", [table])
        return cursor.fetchone()[0]


def test_the_nightly_look_tells_the_planner_how_big_tables_are(django_user_model):
    if connection.vendor != "sqlite":
        planning.look_again()
        return
    with building():
        JournalEntry.objects.bulk_create(
            JournalEntry(at="2026-11-21T12:00Z", actor_kind="system", actor_label="x",
                         door="system", operation="test.many")
            for _ in range(200)
        )  # fmt: skip
    with transaction.atomic():
        planning.look_again()
    look_at_tables.func()
    assert known()
