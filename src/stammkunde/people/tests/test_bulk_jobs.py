"""Bulk edits as jobs: waiting, killed, taken back, undone; who may (LST-12, ADR 26)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from stammkunde.accounts import operations as accounts
from stammkunde.foundation import batches, clock, takeback
from stammkunde.foundation.bulkwork import shown, work
from stammkunde.foundation.jobs import running
from stammkunde.foundation.lists import LISTS
from stammkunde.foundation.models import BatchState, ImportBatch, JobLease, JournalEntry
from stammkunde.foundation.operations import building
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.people import operations
from stammkunde.people.lists import together
from stammkunde.people.models import Customer
from stammkunde.people.operations import CustomerChange
from stammkunde.people.tests.bulk import (
    HTMX,
    LIST,
    begun,
    run,
    tag,
    words,
    work_off,
)
from tests import cast

pytestmark = pytest.mark.db


@pytest.fixture
def desk() -> Client:
    return cast.logged_in()


@pytest.fixture
def five() -> list[Customer]:
    return cast.many_customers(5)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """From three rows on it is a job, in pieces of two."""
    monkeypatch.setattr(work, "AT_ONCE", 2)
    monkeypatch.setattr(work, "CHUNK", 2)


# As a job


def test_a_large_edit_waits_runs_and_tells(desk: Client, five: list[Customer], large: None) -> None:
    choir = tag()
    answer = run(desk, "tag", **{"p.which": str(choir.pk)})
    batch = ImportBatch.objects.get()
    page = desk.get(answer["Location"])
    assert "Schlagworte: + Chor" in words(page)
    assert 'hx-trigger="every 1s"' in page.content.decode()
    assert "Schlagworte: + Chor" in words(desk.get("/"))
    with building():
        ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.RUNNING, done=2)
    assert "2 von 5 durch" in words(desk.get(f"/bulk/{batch.pk}/state/", headers=HTMX))
    with building():
        ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.WAITING, done=0)
    work_off()
    piece = desk.get(f"/bulk/{batch.pk}/state/", headers=HTMX)
    assert piece["HX-Refresh"] == "true"
    assert choir.customers.count() == 5
    batch.refresh_from_db()
    assert batch.ids == ""
    entries = JournalEntry.objects.filter(batch=batch.pk, operation="people.tag_customers")
    assert entries.count() == 3
    assert {one.actor_kind for one in entries} == {"staff"}
    assert "Schlagworte: + Chor" not in words(desk.get("/"))


def test_the_rows_are_those_that_were_meant_when_it_was_asked_for(
    five: list[Customer], large: None
) -> None:
    choir = tag()
    begun(way="give", which=[str(choir.pk)])
    cast.customer(last_name="Später")
    work_off()
    assert choir.customers.count() == 5


def test_a_waiting_edit_says_what_it_waits_for_and_can_be_left(
    desk: Client, five: list[Customer], large: None, tmp_path: Path
) -> None:
    choir = tag()
    batch = begun(way="give", which=[str(choir.pk)])
    assert "Es beginnt gleich." in words(desk.get(f"/bulk/{batch.pk}/"))
    with batches.exclusive():
        other = batches.begin(cast.owner(), "customers")
        assert "Gerade läuft ein Import" in words(desk.get(f"/bulk/{batch.pk}/"))
        batches.taken_back(other)
    assert "Nicht beginnen" in words(desk.get(f"/bulk/{batch.pk}/"))
    desk.post(f"/bulk/{batch.pk}/undo/")
    work_off()
    assert choir.customers.count() == 0
    assert "nicht durchgeführt" in words(desk.get(f"/bulk/{batch.pk}/"))
    assert not batches.drop(batch)


def test_while_an_import_is_at_work_the_job_queues_again(
    five: list[Customer], large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    choir = tag()
    batch = begun(way="give", which=[str(choir.pk)])
    monkeypatch.setattr(work, "PATIENCE", 0.0)

    def busy(*_args: Any, **_more: Any) -> Iterator[None]:
        raise batches.Busy

    with monkeypatch.context() as patch:
        patch.setattr(work.batches, "exclusive", busy)
        work.run.call(batch=batch.pk)
    queued = DBTaskResult.objects.filter(task_path=work.run.module_path)
    assert queued.count() == 2
    assert (
        queued.filter(run_after__lt=clock.now() + timedelta(minutes=1)).count() == 1
    )  # a while later, not at once
    batch.refresh_from_db()
    assert batch.state == BatchState.WAITING
    work.run.call(batch=batch.pk)
    assert choir.customers.count() == 5


def test_a_killed_edit_is_taken_back_and_stays_so(
    desk: Client, five: list[Customer], large: None
) -> None:
    choir = tag()
    batch = begun(way="give", which=[str(choir.pk)])
    with batches.exclusive():
        assert batches.start(batch)
        with batches.under(batch):  # the first piece, then the process is gone
            work.change_many(
                actor=cast.owner(), list_key=LIST, deed="tag", ids=[five[0].pk],
                params={"way": "give", "which": [str(choir.pk)]}, batch=batch, done=1,
            )  # fmt: skip
    assert choir.customers.count() == 1
    said: list[str] = []
    takeback.at_start(said.append)
    assert said == [f"Sammeländerung {batch.pk} wurde unterbrochen und wird zurückgenommen."]
    assert choir.customers.count() == 0
    work_off()
    batch.refresh_from_db()
    assert batch.state == BatchState.TAKEN_BACK
    assert choir.customers.count() == 0
    assert "unverändert 5" in words(desk.get(f"/bulk/{batch.pk}/"))


def test_whoever_takes_over_from_a_dead_worker_takes_the_edit_back_within_minutes(
    five: list[Customer], large: None
) -> None:
    choir = tag()
    batch = begun(way="give", which=[str(choir.pk)])
    held = running.claim("dead")
    while held and held.path != work.run.module_path:
        held = running.claim("dead")
    assert held is not None
    with batches.exclusive():
        assert batches.start(batch)
    left = JobLease.objects.get(pk=held.id).lease_until
    assert left is not None
    assert left - clock.now() <= timedelta(minutes=2)
    with building():
        JobLease.objects.filter(pk=held.id).update(lease_until=clock.now() - timedelta(seconds=1))
    assert running.reap() == 1
    work_off()
    batch.refresh_from_db()
    assert (batch.state, choir.customers.count()) == (BatchState.TAKEN_BACK, 0)


def test_what_speaks_against_it_meanwhile_takes_all_of_it_back_and_is_said(
    desk: Client, five: list[Customer], large: None
) -> None:
    choir = tag()
    batch = begun(way="give", which=[str(choir.pk)])
    operations.archive_labels(actor=cast.owner(), kind="tag", labels=[choir.pk])
    work_off()
    batch.refresh_from_db()
    assert batch.state == BatchState.TAKEN_BACK
    assert "wird nicht mehr vergeben" in words(desk.get(f"/bulk/{batch.pk}/"))
    assert choir.customers.count() == 0


def test_whoever_may_no_longer_when_the_job_begins_changes_nothing(
    five: list[Customer], large: None
) -> None:
    choir, person = tag(), cast.user(roles=("office",))
    run(cast.logged_in(person), "tag", **{"p.which": str(choir.pk)})
    accounts.change_roles(actor=cast.owner(), users=[person.pk], roles=["readonly"])
    work_off()
    batch = ImportBatch.objects.get()
    assert (choir.customers.count(), batch.state) == (0, BatchState.TAKEN_BACK)
    assert "nicht mehr" in batch.report


def test_somebody_who_is_gone_by_then_is_left_out(five: list[Customer], large: None) -> None:
    choir = tag()
    batch = begun(way="give", which=[str(choir.pk)])
    operations.archive_customers(actor=cast.owner(), customers=[five[2].pk])
    operations.erase_customers(actor=cast.system(), customers=[five[2].pk])
    work_off()
    batch.refresh_from_db()
    assert (batch.state, batch.updated, batch.skipped) == (BatchState.DONE, 4, 1)


def test_an_undo_leaves_what_somebody_changed_since_and_names_it(
    desk: Client, five: list[Customer], large: None
) -> None:
    run(desk, "marker", five, **{"p.marker": "⭐"})
    work_off()
    change = CustomerChange(five[1].pk, {"marker": "🎵"})
    operations.change_customers(actor=cast.owner(), changes=[change])
    batch = ImportBatch.objects.get()
    desk.post(f"/bulk/{batch.pk}/undo/")
    assert "wird rückgängig gemacht" in words(desk.get(f"/bulk/{batch.pk}/"))
    work_off()
    markers = [Customer.objects.get(pk=row.pk).marker for row in five]
    assert markers == ["", "🎵", "", "", ""]
    said = words(desk.get(f"/bulk/{batch.pk}/"))
    assert LISTS[LIST].named(cast.owner(), [five[1].pk])[five[1].pk] in said
    desk.post(f"/bulk/{batch.pk}/undo/")
    work_off()
    assert Customer.objects.get(pk=five[1].pk).marker == "🎵"


# Who may


def test_every_operation_refuses_whom_it_must(five: list[Customer]) -> None:
    choir = tag()
    params = {"way": "give", "which": [str(choir.pk)]}
    said: dict[str, Any] = {"list_key": LIST, "deed": "tag", "ids": [five[0].pk], "params": params}
    for do in (work.change_many, work.ask_for_many):
        with pytest.raises(Forbidden):
            do(actor=cast.actor("people.see"), **said)
        with pytest.raises(Forbidden):
            do(actor=cast.actor("people.edit"), **said)
        with pytest.raises(Missing):
            do(actor=cast.owner(), **{**said, "deed": "dance"})
        with pytest.raises(Missing):
            do(actor=cast.owner(), **{**said, "list_key": "nowhere"})
    operations.archive_labels(actor=cast.owner(), kind="tag", labels=[choir.pk])
    with pytest.raises(Refused):
        work.change_many(actor=cast.owner(), **said)
    assert not ImportBatch.objects.exists()


def test_another_persons_edit_is_seen_and_undone_by_who_could_do_the_same(
    five: list[Customer],
) -> None:
    run(cast.logged_in(), "lock", five, **{"p.reason": "Zahlt nicht"})
    batch = ImportBatch.objects.get()
    office = cast.logged_in(roles=("office",))
    assert office.get(f"/bulk/{batch.pk}/").status_code == 200
    reader = cast.logged_in(roles=("readonly",))
    for path in ("", f"{batch.pk}/", f"{batch.pk}/state/"):
        assert reader.get(f"/bulk/{path}").status_code == 403
    assert reader.post(f"/bulk/{batch.pk}/undo/").status_code == 403
    with pytest.raises(Forbidden):
        work.take_back(cast.actor("people.see"), batch)
    assert office.get(f"/bulk/{10**9}/").status_code == 404
    assert office.post(f"/bulk/{batch.pk}/undo/").status_code == 302
    assert Customer.objects.filter(locked_at=None).count() == 5
    office.post(f"/bulk/{batch.pk}/undo/")
    assert "schon rückgängig gemacht" in words(office.get(f"/bulk/{batch.pk}/"))


def test_a_bulk_edit_is_no_import(five: list[Customer], capsys: pytest.CaptureFixture[str]) -> None:
    run(cast.logged_in(), "archive", five)
    call_command("imports")
    assert "Noch kein Import." in capsys.readouterr().out


def test_an_import_is_no_bulk_edit(desk: Client) -> None:
    with building():
        made = ImportBatch.objects.create(
            kind="customers", state=BatchState.DONE, begun_at="2026-11-01T10:00Z", updated=1
        )
    assert desk.get(f"/bulk/{made.pk}/").status_code == 404
    assert desk.post(f"/bulk/{made.pk}/undo/").status_code == 404
    assert "Noch nichts für viele auf einmal geändert." in words(desk.get("/bulk/"))


def test_who_lost_the_right_meanwhile_cannot_undo(five: list[Customer]) -> None:
    person = cast.user(roles=("office",))
    browser = cast.logged_in(person)
    run(browser, "archive", five)
    accounts.change_roles(actor=cast.owner(), users=[person.pk], roles=["readonly"])
    batch = ImportBatch.objects.get()
    assert browser.post(f"/bulk/{batch.pk}/undo/").status_code == 403


def test_thousands_are_written_as_people_write_them() -> None:
    said = {bulk.key: bulk for bulk in together.CUSTOMERS}
    assert said["archive"].said(1, {}) == "1 ist jetzt im Archiv."
    assert said["archive"].said(1269, {}) == "1.269 sind jetzt im Archiv."
    assert said["tag"].button(1269, {}) == "1.269 ändern"


def test_a_page_of_many_edits_asks_as_often_as_one_of_few(five: list[Customer]) -> None:
    browser, choir, person = cast.logged_in(), tag(), cast.user(roles=("office",))

    def asked() -> int:
        for do, said in (("tag", {"p.which": choir.pk}), ("managers", {"p.who": person.pk})):
            run(browser, do, five, **{key: str(value) for key, value in said.items()})
        run(browser, "tag", five, **{"p.which": str(choir.pk), "p.way": "take"})
        run(browser, "managers", five)
        browser.get("/bulk/")
        with CaptureQueriesContext(connection) as found:
            browser.get("/bulk/")
        return len(found)

    few = asked()
    for _turn in range(5):
        many = asked()
    assert len(shown.recent(cast.owner())) == 24
    assert many == few
