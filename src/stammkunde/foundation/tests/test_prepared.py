"""A statement that was written once finds what a new one finds."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from stammkunde.foundation import prepared
from stammkunde.foundation.models import JournalChange, JournalEntry
from tests import cast
from tests.toyroom import cast as toys
from tests.toyroom import operations as toyroom
from tests.toyroom.models import ToyThing

pytestmark = pytest.mark.db


def _things(numbers: tuple[int, ...], *more: str) -> models.QuerySet[ToyThing]:
    found = ToyThing.objects.filter(pk__in=numbers).exclude(name__in=more)
    return found.annotate(double=models.F("pk") * 2).order_by("pk")


def _names(numbers: tuple[int, ...]) -> models.QuerySet[Any, Any]:
    first, second = (ToyThing.objects.filter(pk=one).values_list("pk", "name") for one in numbers)
    return first.union(second)


def _entries(numbers: tuple[int, ...]) -> models.QuerySet[Any]:
    about = JournalChange.objects.filter(entry=models.OuterRef("pk"), row=numbers[0])
    return JournalEntry.objects.annotate(told=models.Exists(about)).order_by("pk")


def _computed(numbers: tuple[int, ...]) -> models.QuerySet[Any]:
    return ToyThing.objects.filter(pk=numbers[0] + 1)


def _one(numbers: tuple[int, ...]) -> models.QuerySet[ToyThing]:
    return ToyThing.objects.filter(pk=numbers[0])


def _reckoned(numbers: tuple[int, ...]) -> models.QuerySet[Any, Any]:
    near = models.Q(pk=numbers[0] + 1) | models.Q(name=f"Nr. {numbers[0]}")
    return ToyThing.objects.filter(near | models.Q(pk__in=numbers)).order_by("pk")


def _nothing(numbers: tuple[int, ...]) -> models.QuerySet[Any]:
    return ToyThing.objects.filter(pk__in=[], version=numbers[0])


def test_it_finds_the_same_objects_for_other_numbers() -> None:
    one, two, three = toys.things({"name": "Eins"}, {"name": "Zwei"}, {"name": "Drei"})
    for numbers in ((one.pk, two.pk), (three.pk, two.pk), (two.pk, 0)):
        plain = list(_things(numbers, "Drei"))
        found = prepared.rows(_things, numbers, "Drei")
        assert found == plain
        assert [vars(row).keys() for row in found] == [vars(row).keys() for row in plain]
        assert [row.double for row in found] == [row.pk * 2 for row in plain]
        assert not any(row._state.adding for row in found)


def test_unions_and_questions_inside_the_question_are_answered_too() -> None:
    one, two = toys.things({"name": "Eins"}, {"name": "Zwei"})
    toyroom.change_thing(actor=cast.owner(), thing=two.pk, values={"name": "Zwo"})
    for numbers in ((one.pk, two.pk), (two.pk, one.pk)):
        assert sorted(prepared.rows(_names, numbers)) == sorted(_names(numbers))
    for thing in (one, two):
        plain = [(entry.pk, entry.told, entry.at) for entry in _entries((thing.pk,))]
        found = prepared.rows(_entries, (thing.pk,))
        assert [(entry.pk, entry.told, entry.at) for entry in found] == plain


def test_it_is_one_statement_and_asked_anew_each_time() -> None:
    thing = toys.thing(name="Alt")
    assert [row.name for row in prepared.rows(_things, (thing.pk,))] == ["Alt"]
    toyroom.change_thing(actor=cast.owner(), thing=thing.pk, values={"name": "Neu"})
    with CaptureQueriesContext(connection) as asked:
        assert [row.name for row in prepared.rows(_things, (thing.pk,))] == ["Neu"]
    assert len(asked) == 1


def test_what_came_back_can_be_asked_further() -> None:
    thing = toys.thing(name="Alt")
    (found,) = prepared.rows(_things, (thing.pk,))
    found.refresh_from_db()
    assert ToyThing.objects.filter(pk=found.pk).count() == 1


def test_a_number_that_is_reckoned_with_is_asked_as_ever() -> None:
    one, two = toys.things({}, {})
    assert prepared.rows(_computed, (one.pk,)) == list(_computed((one.pk,)))
    assert prepared.rows(_computed, (two.pk - 2,)) == list(_computed((two.pk - 2,)))
    assert prepared.rows(_nothing, (1,)) == []


def test_a_number_that_is_compared_and_reckoned_with_is_asked_as_ever() -> None:
    one, two, three = toys.things({}, {}, {})
    named = toys.thing(name=f"Nr. {one.pk}")
    assert prepared.rows(_reckoned, (one.pk,)) == [one, two, named]
    assert prepared.rows(_reckoned, (one.pk, three.pk)) == [one, two, three, named]


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**25, -1, -(10**25)])
def test_a_number_that_fits_no_column_finds_nothing(number: int) -> None:
    thing = toys.thing()
    assert prepared.rows(_one, (thing.pk,)) == [thing]
    assert prepared.rows(_one, (number,)) == []


@pytest.mark.db(transaction=True)
def test_other_threads_ask_on_their_own_connections() -> None:
    thing = toys.thing(name="Eins")
    prepared.rows(_things, (thing.pk,))
    found: list[Any] = []

    def ask() -> None:
        found.extend(row.name for row in prepared.rows(_things, (thing.pk,)))
        connection.close()

    threads = [threading.Thread(target=ask) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["Eins"] * 3


@pytest.mark.parametrize("many", [0, 1, 3])
def test_few_and_many_are_one_statement(many: int) -> None:
    ids = [thing.pk for thing in toys.things(*({} for _number in range(many)))]
    filled = prepared.filled(ids, 3)
    assert len(filled) == (3 if many else 0)
    assert [row.pk for row in prepared.rows(_things, filled)] == sorted(ids)


def test_very_many_are_asked_as_ever() -> None:
    thing = toys.thing()
    kept = prepared._known.cache_info().misses
    assert prepared.rows(_things, tuple(range(thing.pk, thing.pk + 2_000))) == [thing]
    assert prepared._known.cache_info().misses == kept
