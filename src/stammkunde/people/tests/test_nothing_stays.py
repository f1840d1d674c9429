"""After an erasure nothing personal is left in any table; who adds a column need not think of it.

A customer is filled from what the models declare: each personal column of the customer and of
every row that hangs on them, written, changed and removed through the journal, so that old values
lie there, too. Then every column of every table of the database is read.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, models

from stammkunde.foundation import clock, erasing, triggers, writes
from stammkunde.foundation.models import StoredFile
from stammkunde.foundation.operations import Outcome, operation
from stammkunde.people import operations
from stammkunde.people.models import Customer, CustomerStatus, Guardianship, Participant
from tests import cast

pytestmark = pytest.mark.db

MARK, DAY, NUMBER = "qxzj", date(1907, 3, 5), 77_077
KEPT = "KQ-4711"
_count = itertools.count(1)


def value_of(column: Any, harmless: bool) -> Any:
    """Something for a column: the mark where it is personal."""
    if isinstance(column, models.CharField | models.TextField):
        if harmless:
            return column.choices[0][0] if column.choices else f"x{next(_count)}"
        room = column.max_length or 100
        return (MARK if room < 8 else f"{MARK}{next(_count)}")[:room]
    if isinstance(column, models.DateTimeField):
        return clock.now()
    if isinstance(column, models.DateField):
        return DAY
    if isinstance(column, models.BooleanField):
        return True
    return column.get_default() if column.has_default() else NUMBER


def filled(model: type[Any], **given: Any) -> Any:
    """A row of `model` with every personal column filled; `given` wins. Needed rows are made."""
    derived = writes.keeper_of(model).derived
    values = dict(given)
    for column in model._meta.concrete_fields:
        if column.name in values or (column.primary_key and not column.is_relation):
            continue
        harmless = erasing.harmless(column)
        if column.name in derived or (harmless and column.has_default()):
            continue
        if column.is_relation:
            if not column.null:
                values[column.name] = writes.add([filled(column.related_model, **given)])[0]
        elif not (harmless and column.null):
            values[column.name] = value_of(column, harmless)
    known = {column.name for column in model._meta.concrete_fields}
    return model(**{name: value for name, value in values.items() if name in known})


def below(model: type[models.Model]) -> Iterator[tuple[type[models.Model], Any]]:
    """Every table of the room that hangs on `model`, however deep."""
    for other, column in erasing.hanging(model):
        yield other, column
        if other is not Customer:
            yield from below(other)


@operation("people.fill_for_erasing", needs="")
def fill(*, actor: Any) -> Outcome[Customer]:
    """Write, change and remove one row of everything."""
    status = CustomerStatus.objects.get(code="customer")
    given = {"kind": "person", "status": status, "number": KEPT, "archived_at": clock.now()}
    (customer,) = writes.add([filled(Customer, **given)])
    (child,) = writes.add([filled(Participant, kind="person", customer=customer)])
    owners = {Customer: customer, Participant: child}
    for other, column in below(Customer):
        if other is Participant or column.related_model not in owners:
            continue
        if other is Guardianship and column.name == "participant":
            continue
        mine = {
            one.name: owners[one.related_model]
            for one in other._meta.concrete_fields
            if one is column or (one.related_model in owners and not one.null)
        }
        if other._meta.db_table not in triggers.APPEND_ONLY:
            writes.remove(writes.add([filled(other, **mine)]))
        writes.add([filled(other, **mine)])
    for row in (customer, child):
        again = {
            column.attname: value_of(column, False)
            for column in type(row)._meta.concrete_fields
            if not erasing.harmless(column)
            and column.name not in writes.keeper_of(type(row)).derived
            and column.related_model is not StoredFile
        }
        writes.change_each([(row, again)])
    return Outcome([customer])


def places(*marks: str) -> set[str]:
    """The tables in which one of the marks stands, search and journal included."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                text = " ".join(
                    one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one)
                    for one in map(raw, row)
                ).casefold()
                if any(mark in text for mark in marks):
                    found.add(table)
    return found


def raw(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


MARKS = (MARK, DAY.isoformat(), str(NUMBER))


def test_nothing_personal_is_left_anywhere_after_an_erasure():
    (customer,) = fill(actor=cast.system()).done
    before = places(*MARKS)
    hanging = {other._meta.db_table for other, _column in below(Customer)}
    personal = {
        other._meta.db_table
        for other, _column in below(Customer)
        if any(
            not erasing.harmless(column) and isinstance(column, models.CharField | models.TextField)
            for column in other._meta.concrete_fields
        )
    }
    assert {"people_customer", "foundation_journalchange", "people_customer_search"} <= before
    assert personal <= before
    assert len(hanging) > 6
    confirmed = ["in_use", "locked", "elsewhere", "share"]
    outcome = operations.erase_customers(
        actor=cast.owner(), customers=[customer.pk], confirmed=confirmed
    )
    assert not outcome.refused
    assert places(*MARKS) == set()
    assert Customer.objects.get(pk=customer.pk).number == KEPT


def test_somebody_else_keeps_everything():
    (other,) = fill(actor=cast.system()).done
    customer = cast.customer()
    before = places(*MARKS)
    operations.erase_customers(actor=cast.owner(), customers=[customer.pk], confirmed=["in_use"])
    assert places(*MARKS) == before
    assert Customer.objects.get(pk=other.pk).erased_at is None


def test_every_table_of_the_room_that_hangs_on_a_customer_is_walked():
    """A key to a customer that the walk does not know would leave rows behind."""
    known = {other for other, _column in below(Customer)}
    for model in Customer._meta.apps.get_app_config("people").get_models():
        keys = [column for column in model._meta.concrete_fields if column.is_relation]
        if any(column.related_model in {Customer, Participant} for column in keys):
            assert model in known, model
