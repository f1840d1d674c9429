"""Many rows go in as Django would put them in: the same values, ids that nobody else gets."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from stammkunde.foundation import bulk
from stammkunde.foundation.models import JournalEntry, NumberRange
from stammkunde.foundation.operations import building
from stammkunde.foundation.tests.listlab.models import Guest

pytestmark = pytest.mark.db


NOON = dt.datetime(2026, 11, 21, 12, 30, 15, 123456, tzinfo=dt.UTC)


def guests(count, **values):
    made = {
        "email": "",
        "arrived_on": dt.date(2026, 1, 31),
        "created_at": NOON,
        "archived_at": NOON,
    }
    return [
        Guest(**made | values, name=f"O'Neal {n}", sort_name=f"oneal {n}") for n in range(count)
    ]


def stored(rows):
    """The values of rows as the database has them, without their ids."""
    names = [one.attname for one in Guest._meta.concrete_fields if one.attname != "id"]
    found = Guest.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")
    return list(found.values_list(*names))


def test_the_rows_are_those_that_bulk_create_makes():
    with building(), transaction.atomic():
        ours = bulk.insert(guests(20))
        theirs = Guest.objects.bulk_create(guests(20))
    assert stored(ours) == stored(theirs)
    assert not any(row._state.adding for row in ours)


def test_ids_go_on_where_others_left_off_and_others_go_on_behind_them():
    with building(), transaction.atomic():
        (before,) = bulk.insert(guests(1))
        many = bulk.insert(guests(20))
        (behind,) = guests(1)
        behind.save(force_insert=True)
    ids = [row.pk for row in many]
    assert ids == sorted(set(ids))
    assert before.pk < ids[0]
    assert behind.pk > ids[-1]


def test_a_constraint_refuses_and_leaves_nothing():
    with building(), pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(guests(20, created_at=None))
    assert not Guest.objects.exists()


def test_many_rows_cost_two_statements():
    with building(), transaction.atomic(), CaptureQueriesContext(connection) as asked:
        bulk.insert(guests(200))
    assert len(asked) == 2


def test_models_with_keys_of_their_own_go_the_plain_way():
    rows = [NumberRange(series=f"test.{n}", value=n) for n in range(20)]
    with building(), transaction.atomic():
        bulk.insert(rows)
    assert NumberRange.objects.filter(series__startswith="test.").count() == 20
    assert bulk._suits(JournalEntry)


def test_a_fresh_row_is_one_that_the_model_makes():
    said = {"name": "Anna", "email": "anna@example.de", "created_at": NOON, "archived_at": None}
    ours, theirs = bulk.fresh(Guest, said), Guest(**said)
    names = [one.attname for one in Guest._meta.concrete_fields]
    assert [getattr(ours, one) for one in names] == [getattr(theirs, one) for one in names]
    assert ours._state.adding
    with pytest.raises(KeyError):
        bulk.fresh(Guest, {"nobody": "knows"})


def test_values_of_different_kinds_in_one_column_go_in_as_django_prepares_them():
    days = [dt.date(2026, 1, 31), "2026-02-28", NOON.date()]
    rows = guests(3)
    for row, day in zip(rows, days, strict=True):
        row.arrived_on = day
    with building(), transaction.atomic():
        bulk.insert(rows)
    found = Guest.objects.order_by("pk").values_list("arrived_on", flat=True)
    assert list(found) == [dt.date(2026, 1, 31), dt.date(2026, 2, 28), dt.date(2026, 11, 21)]
