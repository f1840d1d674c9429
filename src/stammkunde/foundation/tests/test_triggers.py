"""Append-only tables, held by the database."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from stammkunde.foundation import triggers
from stammkunde.foundation.models import (
    JournalChange,
    JournalEntry,
    JournalSubject,
    MaintenanceWindow,
)
from stammkunde.foundation.operations import operation
from tests import cast
from tests.toyroom import cast as toys

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("own_registries")]

JOURNAL = [JournalEntry, JournalChange, JournalSubject]


@pytest.mark.parametrize("model", JOURNAL)
def test_the_journal_refuses_every_change(model: type) -> None:
    toys.thing()
    for attempt in (
        lambda: model.objects.update(id=99),
        lambda: model.objects.all().delete(),
        lambda: model.objects.first().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()
    assert model.objects.exists()


@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id + 100", "DELETE FROM {}"])
def test_raw_sql_is_refused_as_well(verb: str) -> None:
    toys.thing()
    for table in sorted(triggers.APPEND_ONLY & connection_tables()):
        if not rows_of(table):
            continue
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            run(verb.format(table))


def test_no_other_way_to_replace_or_empty_is_left() -> None:
    outcome = toys.thing()
    entry = JournalEntry.objects.get()
    assert outcome.pk
    ways = {
        "sqlite": [
            (
                'INSERT OR REPLACE INTO foundation_journalchange (id, entry, "table", "row", field)'
                ' SELECT id, entry, "table", "row", \'x\' FROM foundation_journalchange'
            ),
            (
                'REPLACE INTO foundation_journalsubject (id, entry, kind, "row")'
                " SELECT id, entry, 'x', \"row\" FROM foundation_journalsubject"
            ),
        ],
        "postgresql": [
            "TRUNCATE foundation_journalentry",
            "TRUNCATE foundation_journalsubject, foundation_journalchange CASCADE",
            (
                'INSERT INTO foundation_journalsubject (id, entry, kind, "row")'
                " SELECT id, entry, 'x', \"row\" FROM foundation_journalsubject"
                " ON CONFLICT (id) DO UPDATE SET kind = 'x'"
            ),
        ],
    }[connection.vendor]
    for way in ways:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            run(way)
    assert JournalEntry.objects.get().at == entry.at


def connection_tables() -> set[str]:
    """The tables that are there."""
    return set(connection.introspection.table_names())


def rows_of(table: str) -> int:
    """How many rows a table has."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def run(statement: str) -> None:
    """One statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_maintenance_opens_the_guard_and_is_journalled() -> None:
    toys.thing()

    @operation("toyroom.erase", needs="")
    def erase(*, actor: object) -> None:
        with triggers.maintenance("Löschung auf Wunsch"):
            JournalChange.objects.update(new=None)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            JournalChange.objects.update(new="x")

    erase(actor=cast.visitor())
    assert not JournalChange.objects.exclude(new=None).exists()
    assert JournalEntry.objects.filter(operation="toyroom.erase").exists()
    assert not MaintenanceWindow.objects.exists()


def test_an_error_closes_the_window_and_stays_the_error_it_was() -> None:
    @operation("toyroom.erase", needs="")
    def erase(*, actor: object) -> None:
        with triggers.maintenance("Löschung"):
            run("SELECT * FROM there_is_no_such_table")

    with pytest.raises(DatabaseError, match="there_is_no_such_table"):
        erase(actor=cast.visitor())
    assert not MaintenanceWindow.objects.exists()


def test_a_survived_error_leaves_no_window_open() -> None:
    toys.thing()

    @operation("toyroom.erase", needs="")
    def erase(*, actor: object) -> None:
        try:
            with triggers.maintenance("Löschung"):
                raise ZeroDivisionError
        except ZeroDivisionError:
            JournalChange.objects.update(new="x")

    with pytest.raises(DatabaseError, match="append-only"):
        erase(actor=cast.visitor())


def test_maintenance_belongs_inside_operations() -> None:
    with pytest.raises(RuntimeError), triggers.maintenance("nur so"):
        pass


def test_after_migrating_no_trigger_is_missing() -> None:
    assert triggers.missing(connection) == []


def test_a_dropped_trigger_is_noticed_and_comes_back() -> None:
    name = "foundation_journalentry_no_update"
    on = " ON foundation_journalentry" if connection.vendor == "postgresql" else ""
    run(f"DROP TRIGGER {name}{on}")
    assert triggers.missing(connection) == [name]
    triggers.install(connection)
    assert triggers.missing(connection) == []
    toys.thing()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        JournalEntry.objects.update(door="x")


@pytest.mark.slow
@pytest.mark.db(transaction=True)
def test_migrating_again_brings_a_lost_trigger_back() -> None:
    name = "foundation_journalchange_no_delete"
    on = " ON foundation_journalchange" if connection.vendor == "postgresql" else ""
    run(f"DROP TRIGGER {name}{on}")
    call_command("migrate", verbosity=0, interactive=False)
    assert triggers.missing(connection) == []


@pytest.mark.db(transaction=True)
def test_the_flush_between_tests_leaves_nothing_behind() -> None:
    toys.thing()
    assert JournalEntry.objects.exists()


@pytest.mark.db(transaction=True)
def test_the_next_test_finds_an_empty_journal() -> None:
    assert not JournalEntry.objects.exists()
    assert not MaintenanceWindow.objects.exists()
    assert triggers.missing(connection) == []
