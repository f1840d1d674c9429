"""The SQL guard: every write belongs to the room of the running operation."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from stammkunde.foundation import guard
from stammkunde.foundation.guard import ForeignWrite
from stammkunde.foundation.operations import building, operation
from tests import cast
from tests.toyroom import cast as toys
from tests.toyroom.models import ToyThing

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("own_registries")]


def raw(statement: str) -> None:
    """One raw statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


WAYS: dict[str, Callable[[ToyThing], object]] = {
    "save": lambda thing: thing.save(),
    "create": lambda thing: ToyThing.objects.create(name="x"),
    "update": lambda thing: ToyThing.objects.update(name="x"),
    "delete": lambda thing: thing.delete(),
    "delete many": lambda thing: ToyThing.objects.all().delete(),
    "bulk_create": lambda thing: ToyThing.objects.bulk_create([ToyThing(name="x")]),
    "bulk_update": lambda thing: ToyThing.objects.bulk_update([thing], ["name"]),
    "many-to-many": lambda thing: thing.tags.add(toys.tag()),
    "get_or_create": lambda thing: ToyThing.objects.get_or_create(name="neu"),
    "raw": lambda thing: raw("UPDATE toyroom_toything SET name = 'x'"),
    "raw with blanks": lambda thing: raw('\n  delete  from "toyroom_toything" where 1 = 2'),
    "raw with comment": lambda thing: raw("/* so */ UPDATE toyroom_toything SET name = 'x'"),
    "raw with": lambda thing: raw(
        "WITH n AS (SELECT 'x' AS name) UPDATE toyroom_toything SET name = (SELECT name FROM n)"
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_outside_operations_nobody_writes(way: str) -> None:
    thing = toys.thing()
    with pytest.raises(ForeignWrite, match="outside any operation"):
        WAYS[way](thing)


@pytest.mark.parametrize("way", WAYS)
def test_the_operation_of_another_room_does_not_write_either(way: str) -> None:
    thing = toys.thing()

    @operation("people.meddle", needs="")
    def meddle(*, actor: object) -> None:
        WAYS[way](thing)

    with pytest.raises(ForeignWrite, match=r"people\.meddle writes toyroom_toything"):
        meddle(actor=cast.visitor())


def test_a_cascade_into_another_room_is_caught() -> None:
    made = cast.user()

    @operation("people.meddle", needs="")
    def meddle(*, actor: object) -> None:
        get_user_model().objects.filter(pk=made.pk).delete()

    with pytest.raises(ForeignWrite):
        meddle(actor=cast.visitor())


def test_the_owning_room_writes() -> None:
    @operation("toyroom.write", needs="")
    def write(*, actor: object) -> None:
        raw("UPDATE toyroom_toything SET name = 'x'")

    write(actor=cast.visitor())


def test_builders_and_migrations_write() -> None:
    with building():
        ToyThing.objects.create(name="x")
    with pytest.raises(ForeignWrite):
        ToyThing.objects.create(name="y")


def test_a_login_may_note_itself() -> None:
    made = cast.user()
    made.last_login = None
    made.save(update_fields=["last_login"])
    with pytest.raises(ForeignWrite):
        made.save(update_fields=["name"])
    with pytest.raises(ForeignWrite):
        made.save(update_fields=["last_login", "is_active"])


NAMED = 'UPDATE "toyroom_toything" SET "name" = %s'


@pytest.mark.parametrize(
    ("sql", "free"),
    [
        (NAMED, True),
        (f'{NAMED}, "note" = %s WHERE "toyroom_toything"."id" IN (%s, %s)', True),
        (f'{NAMED} WHERE "toyroom_toything"."pin" = %s', True),
        (f'{NAMED}, "pin" = %s', False),
        (f"{NAMED}, pin = %s", False),
        (f'{NAMED}, "note" = ("toyroom_toything"."note" || %s)', False),
        ('UPDATE "toyroom_toything" SET "pin" = %s', False),
        ('DELETE FROM "toyroom_toything"', False),
        ('INSERT INTO "toyroom_toything" ("name") VALUES (%s)', False),
    ],
)
def test_columns_that_are_declared_free_may_be_updated_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, sql: str, free: bool
) -> None:
    monkeypatch.setattr(guard, "FREE_COLUMNS", {})
    with pytest.raises(ForeignWrite):
        guard.check(sql)
    guard.free_columns("toyroom_toything", "name")
    guard.free_columns("toyroom_toything", "note")
    with nullcontext() if free else pytest.raises(ForeignWrite):
        guard.check(sql)


def test_reading_is_free() -> None:
    list(ToyThing.objects.all())
    raw("SELECT 'UPDATE toyroom_toything SET name'")
    raw("WITH n AS (SELECT 1) SELECT * FROM n")


def test_tables_belong_to_the_room_whose_model_they_hold() -> None:
    assert guard.room_of("people_customer") == "people"
    assert guard.room_of("people_customer_search") == "people"
    assert guard.room_of("toyroom_toything_tags") == "toyroom"
    assert guard.room_of("accounts_role") == "accounts"


def test_the_guard_is_on_in_every_test() -> None:
    assert guard.wrapper in connection.execute_wrappers
