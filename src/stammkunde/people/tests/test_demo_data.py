"""Demo data of a new business: they come in whole as a job, and go without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from stammkunde.foundation import batches, takeback
from stammkunde.foundation.models import BatchState, ImportBatch, StoredFile
from stammkunde.foundation.refusals import Forbidden
from stammkunde.people import demo, operations, queries, tasks
from stammkunde.people.models import Business, Consent, Customer, CustomerSettings
from tests import cast

pytestmark = [pytest.mark.db, pytest.mark.slow]
INDUSTRIES = list(Business.values)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, db: None) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    yield


def load(business: str = "course") -> ImportBatch:
    tasks.load_demo.call(business=business, label="Paula Winter")
    batch = queries.demo_batch(cast.system())
    assert batch is not None
    return batch


def remove(batch: ImportBatch) -> ImportBatch:
    takeback.begin_undo(cast.system(), batch.pk)
    tasks.remove_demo.call(batch=batch.pk, label="Paula Winter")
    batch.refresh_from_db()
    return batch


def everything() -> dict[str, int]:
    """How many rows each table of the room holds."""
    found: list[type[models.Model]] = list(apps.get_app_config("people").get_models(True))
    return {one._meta.db_table: one._default_manager.count() for one in found}


@pytest.mark.parametrize("business", INDUSTRIES)
def test_demo_data_go_without_a_trace(business: str) -> None:
    before = everything()
    profile = CustomerSettings.objects.values_list("profile", flat=True).get()
    batch = load(business)
    assert (batch.state, Customer.objects.count()) == (BatchState.DONE, tasks.DEMO)
    assert Consent.objects.exists()
    batch = remove(batch)
    assert takeback.stayed_of(batch) == []
    assert everything() == before
    assert CustomerSettings.objects.values_list("profile", flat=True).get() == profile
    assert not StoredFile.objects.exists()


def test_twin_without_saying_that_they_are_invented_their_consents_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = batches.KINDS[queries.DEMO_KIND]
    plain = batches.BatchKind(known.key, known.word, known.told)
    monkeypatch.setitem(batches.KINDS, queries.DEMO_KIND, plain)
    remove(load())
    assert Consent.objects.exists()


def test_own_customers_and_changed_ones_stay_and_are_named() -> None:
    own = cast.customer(last_name="Eigen")
    batch = load()
    changed = Customer.objects.exclude(pk=own.pk).order_by("pk").first()
    assert changed is not None
    wanted = operations.CustomerChange(changed.pk, {"phone": "0171 5550199"})
    operations.change_customers(actor=cast.owner(), changes=[wanted])
    batch = remove(batch)
    named = {one.row for one in takeback.stayed_of(batch) if one.kind == "customer"}
    assert set(Customer.objects.values_list("pk", flat=True)) == {own.pk, *named}
    assert changed.pk in named  # and who looks after a child of theirs
    assert len(named) < 5


def test_a_second_click_loads_nothing_twice() -> None:
    first = load()
    assert load().pk == first.pk
    assert Customer.objects.count() == tasks.DEMO


def test_what_stops_halfway_is_not_there_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    before, real = everything(), demo.load

    def broken(*args: Any, **more: Any) -> Iterator[int]:
        yield next(real(*args, **more))
        raise RuntimeError("the lights go out")

    monkeypatch.setattr(demo, "load", broken)
    with pytest.raises(RuntimeError):
        tasks.load_demo.call(business="course", label="Paula Winter")
    assert everything() == before
    assert queries.demo_batch(cast.system()) is None


def test_own_customers_are_counted_without_the_invented_ones() -> None:
    batch = load()
    assert queries.own_customers(cast.owner()) == 0
    cast.customer()
    assert queries.own_customers(cast.owner()) == 1
    remove(batch)
    assert queries.own_customers(cast.owner()) == 1


def test_nobody_without_the_word_asks_for_demo_data() -> None:
    for ask in (queries.demo_batch, queries.demo_left):
        with pytest.raises(Forbidden):
            ask(cast.nobody())
