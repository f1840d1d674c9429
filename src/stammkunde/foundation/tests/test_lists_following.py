"""Search tables follow their declaration, without a migration."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from stammkunde.foundation import checkup, operations, summaries
from stammkunde.foundation.lists import following
from stammkunde.foundation.lists.search import SearchGroup, SearchIndex
from stammkunde.foundation.tests.listlab.lists import SEARCH, texts
from stammkunde.foundation.tests.listlab.models import Guest
from stammkunde.foundation.tests.test_lists_engine import add, names

pytestmark = [pytest.mark.db, pytest.mark.urls("stammkunde.foundation.tests.listlab.urls")]

OLD = SearchIndex(
    SEARCH.table,
    groups=(SearchGroup("name", "Name"), SearchGroup("gone", "What nobody declares any more")),
    texts=lambda rows: [(found[0], "") for found in texts(rows)],
)


@pytest.fixture(autouse=True)
def followed(monkeypatch):
    """The laboratory's table is followed like that of a room."""
    monkeypatch.setitem(following.FOLLOWED, SEARCH.table, (Guest, SEARCH))


@pytest.fixture
def old_table():
    """Two guests in a table with the columns of an older version."""
    made = add("Müller, Anna", "Berg, Uwe", email="gast@example.org", phone="0171 2345")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {SEARCH.table}")
        for statement in OLD.create_sql(connection):
            cursor.execute(statement)
    with operations.building():
        OLD.fill(made)
    return made


def test_a_table_with_old_columns_is_made_anew_and_filled(old_table):
    assert following.columns_there(SEARCH.table) == ("name", "gone")
    said = []
    assert following.bring_up_to_date(Guest, SEARCH, said.append)
    assert following.columns_there(SEARCH.table) == SEARCH.columns
    assert not SEARCH.drift(old_table)
    assert names("q=example.org") == ["Berg, Uwe", "Müller, Anna"]
    assert names("q=mueller") == ["Müller, Anna"]


def test_a_missing_table_is_made(old_table):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {SEARCH.table}")
    assert following.columns_there(SEARCH.table) == ()
    assert following.bring_up_to_date(Guest, SEARCH)
    assert len(names("q=0171")) == 2


def test_a_table_as_declared_stays_as_it_is(old_table):
    following.bring_up_to_date(Guest, SEARCH)
    with operations.building():
        SEARCH.remove([old_table[0].pk])
    assert not following.bring_up_to_date(Guest, SEARCH)
    assert SEARCH.drift(old_table) == [old_table[0].pk]


def test_the_progress_of_a_long_list_is_said(old_table, monkeypatch):
    monkeypatch.setattr(following, "CHUNK", 1)
    monkeypatch.setattr(following, "SAID_EVERY", 1)
    said: list[str] = []
    following.bring_up_to_date(Guest, SEARCH, said.append)
    assert said == [f"Suche {SEARCH.table}: {n} von 2 Zeilen" for n in (1, 2)]


def test_doctor_names_a_table_that_differs(old_table):
    def found():
        return next(one for one in checkup.tables() if one.key == "search")

    assert found().state == checkup.State.BAD
    assert SEARCH.table in found().text
    following.bring_up_to_date(Guest, SEARCH)
    assert found().state == checkup.State.GOOD


def test_check_summaries_sees_it_and_puts_it_right(old_table, capsys):
    one = next(s for s in summaries.all_summaries() if s.key == "listlab.guest: search")
    drifts = list(one.drifts())
    assert [drift.row for drift in drifts] == [row.pk for row in old_table]
    summaries.mend(one, drifts)
    assert list(one.drifts()) == []


def test_migrate_does_it(old_table):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE people_customer_search")
    call_command("migrate", verbosity=0)
    assert following.behind() == [SEARCH.table]  # the laboratory is no room: nobody follows it
    assert not following.differs(following.FOLLOWED["people_customer_search"][1])
