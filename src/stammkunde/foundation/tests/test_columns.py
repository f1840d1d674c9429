"""Rows come out of the database as Django would make them, at a part of its cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.db.models.signals import post_init, pre_init  # noqa: TID251 - that nobody uses them

from stammkunde.foundation.columns import Editable
from stammkunde.foundation.models import BusinessData

EDITABLES = [model for model in apps.get_models() if issubclass(model, Editable)]


def by_django(model: Any, names: list[str], values: tuple[Any, ...]) -> Any:
    """The row that Django makes of these values."""
    return models.Model.from_db.__func__(model, "default", names, values)  # type: ignore[attr-defined]


def state(row: Any) -> dict[str, Any]:
    """Everything that a row knows."""
    return {**vars(row), "_state": (row._state.adding, row._state.db, row._state.fields_cache)}


@pytest.mark.pure
@pytest.mark.parametrize("model", EDITABLES, ids=lambda model: model.__name__)
def test_a_row_is_what_django_makes_of_it(model: Any) -> None:
    names = [column.attname for column in model._meta.concrete_fields]
    values = tuple(object() for _name in names)
    assert state(model.from_db("default", names, values)) == state(by_django(model, names, values))
    some = names[::2]
    row = model.from_db("default", some, values[::2])
    assert state(row) == state(by_django(model, some, values[::2]))
    assert row.get_deferred_fields() == set(names) - set(some)


@pytest.mark.pure
@pytest.mark.parametrize("model", EDITABLES, ids=lambda model: model.__name__)
def test_nobody_waits_for_rows_to_be_made(model: Any) -> None:
    assert model.__init__ is models.Model.__init__
    assert not pre_init.has_listeners(model)
    assert not post_init.has_listeners(model)


@pytest.mark.db
def test_a_column_that_was_left_out_is_fetched_when_it_is_wanted() -> None:
    BusinessData.objects.update_or_create(pk=1, defaults={"name": "Hof Berg", "city": "Bernau"})
    row = BusinessData.objects.only("name").get()
    assert row.get_deferred_fields()
    assert (row.name, row.city) == ("Hof Berg", "Bernau")
    assert not row._state.adding
