"""One job at a time: claimed, ended, tried again, given up, never ended twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone, translation
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from stammkunde.foundation import clock, jobs
from stammkunde.foundation.jobs import enqueue, health, job, running
from stammkunde.foundation.jobs.worker import Worker
from stammkunde.foundation.models import JobLease, ScheduledRun, WorkerSeen
from stammkunde.foundation.refusals import Refused

pytestmark = pytest.mark.db
SEEN: list[Any] = []


@pytest.fixture(autouse=True)
def forget(db: None) -> Iterator[None]:
    SEEN.clear()
    yield


@job(lease=30, tries=3)
def note(*, word: str) -> None:
    acting = jobs.actor()
    SEEN.append((word, acting.door, acting.request_id, str(timezone.get_current_timezone())))


@job(lease=30, tries=3)
def stumble() -> None:
    raise ValueError("Erika Muster, erika@example.test")


@job(lease=30, tries=3)
def object_to_it() -> None:
    raise Refused("not.now", "Not now.")


@job(lease=30, tries=3, whole=True)
def write_and_stumble(*, after: bool) -> None:
    WorkerSeen.objects.create(worker="effect", started_at=clock.now(), seen_at=clock.now())
    if after:
        raise ValueError


def state_of(key: Any) -> DBTaskResult:
    return DBTaskResult.objects.get(pk=key)


def let_time_pass(key: Any) -> None:
    DBTaskResult.objects.filter(pk=key).update(run_after=clock.now() - timedelta(seconds=1))


def let_the_lease_end(key: Any) -> None:
    JobLease.objects.filter(pk=key).update(lease_until=clock.now() - timedelta(seconds=1))


def claimed() -> running.Claim:
    held = running.claim("worker-1")
    assert held is not None
    return held


def test_a_job_runs_once_as_the_system_at_the_job_door_in_the_business_zone() -> None:
    key = enqueue(note, word="hello")
    worker = Worker()
    assert worker.work() is True
    assert worker.work() is False
    assert [("hello", "job", f"job-{key}", str(clock.business_zone()))] == SEEN
    assert state_of(key).status == TaskResultStatus.SUCCESSFUL


def test_a_rolled_back_transaction_leaves_no_job() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue(note, word="never")
        raise RuntimeError
    assert running.claim("worker-1") is None


def test_a_job_in_the_future_waits() -> None:
    enqueue(note.using(run_after=clock.now() + timedelta(hours=1)), word="later")
    assert running.claim("worker-1") is None
    assert health.health().waiting == 0


def test_a_function_that_is_no_declared_job_is_refused() -> None:
    from django_tasks import task

    with pytest.raises(LookupError):
        enqueue(task()(let_time_pass))


def test_a_claimed_job_is_not_claimed_again() -> None:
    enqueue(note, word="one")
    assert claimed().attempt == 1
    assert running.claim("worker-2") is None


def test_an_error_brings_the_job_back_after_a_pause_that_grows_until_it_is_given_up() -> None:
    key = enqueue(stumble)
    pauses = []
    for _ in range(3):
        let_time_pass(key)
        before = clock.now()
        running.perform(claimed())
        if state_of(key).status == TaskResultStatus.READY:
            pauses.append(round((state_of(key).run_after - before).total_seconds()))
            assert running.claim("worker-1") is None
    assert pauses == [10, 40]
    assert state_of(key).status == TaskResultStatus.FAILED
    assert JobLease.objects.get(pk=key).attempt == 3


def test_what_is_kept_of_an_error_names_the_place_but_no_person() -> None:
    key = enqueue(stumble)
    running.perform(claimed())
    kept = f"{state_of(key).traceback} {JobLease.objects.get(pk=key).last_error}"
    assert "ValueError" in kept
    assert "stumble" in kept
    assert "rika" not in kept


def test_an_expected_no_is_not_tried_again() -> None:
    key = enqueue(object_to_it)
    running.perform(claimed())
    assert state_of(key).status == TaskResultStatus.FAILED
    assert "not.now" in JobLease.objects.get(pk=key).last_error


def test_a_job_beyond_its_lease_is_taken_back_and_tried_again() -> None:
    key = enqueue(note, word="again")
    claimed()
    assert running.reap() == 0
    let_the_lease_end(key)
    assert health.health().beyond_lease == 1
    assert running.reap() == 1
    second = claimed()
    assert second.attempt == 2
    running.perform(second)
    assert state_of(key).status == TaskResultStatus.SUCCESSFUL
    assert len(SEEN) == 1


def test_a_job_that_kills_every_worker_is_given_up_after_its_tries() -> None:
    key = enqueue(note, word="deadly")
    for attempt in (1, 2, 3):
        assert claimed().attempt == attempt
        let_the_lease_end(key)
        running.reap()
    assert running.claim("worker-1") is None
    assert state_of(key).status == TaskResultStatus.FAILED
    assert health.health().failed_this_week == 1


def test_a_late_end_does_not_overwrite_the_job_that_was_taken_over() -> None:
    key = enqueue(note, word="late")
    first = claimed()
    let_the_lease_end(key)
    running.reap()
    with pytest.raises(running.TakenOver):
        running.succeed(first)
    second = claimed()
    with pytest.raises(running.TakenOver):
        running.succeed(first)
    assert state_of(key).status == TaskResultStatus.RUNNING
    running.succeed(second)
    assert state_of(key).status == TaskResultStatus.SUCCESSFUL


def test_a_late_error_does_not_bring_back_the_job_that_was_taken_over() -> None:
    key = enqueue(stumble)
    first = claimed()
    let_the_lease_end(key)
    running.reap()
    second = claimed()
    running.perform(first)
    assert state_of(key).status == TaskResultStatus.RUNNING
    assert JobLease.objects.get(pk=key).attempt == second.attempt


def test_an_end_after_the_lease_counts_while_nobody_took_the_job_over() -> None:
    key = enqueue(note, word="slow")
    held = claimed()
    let_the_lease_end(key)
    running.succeed(held)
    assert running.reap() == 0
    assert state_of(key).status == TaskResultStatus.SUCCESSFUL


@pytest.mark.parametrize("after", [True, False])
def test_a_whole_job_writes_together_with_its_end_or_not_at_all(after: bool) -> None:
    key = enqueue(write_and_stumble, after=after)
    held = claimed()
    if not after:
        let_the_lease_end(key)
        running.reap()
    running.perform(held)
    assert not WorkerSeen.objects.filter(worker="effect").exists()


def test_a_job_whose_function_is_gone_does_not_stop_the_others() -> None:
    gone = enqueue(note, word="gone")
    DBTaskResult.objects.filter(pk=gone).update(task_path="stammkunde.nowhere.nothing")
    enqueue(note, word="here")
    worker = Worker()
    while worker.work():
        pass
    assert [word for word, *_ in SEEN] == ["here"]
    assert state_of(gone).status == TaskResultStatus.READY


def test_a_job_leaves_language_and_zone_as_they_were() -> None:
    enqueue(note, word="x")
    with translation.override("en"), timezone.override("America/New_York"):
        Worker().work()
        assert translation.get_language() == "en"
        assert timezone.get_current_timezone_name() == "America/New_York"


def test_health_says_how_long_the_oldest_due_job_has_waited() -> None:
    key = enqueue(note, word="old")
    DBTaskResult.objects.filter(pk=key).update(enqueued_at=clock.now() - timedelta(minutes=20))
    enqueue(note.using(run_after=clock.now() + timedelta(days=1)), word="tomorrow")
    found = health.health()
    assert found.waiting == 1
    assert 1199 <= found.oldest_waiting <= 1210


def test_pruning_removes_what_ended_long_ago_and_keeps_the_rest() -> None:
    done, failed, waiting = (enqueue(note, word=str(number)) for number in range(3))
    long_ago = clock.now() - timedelta(days=60)
    rows = DBTaskResult.objects
    rows.filter(pk=done).update(status=TaskResultStatus.SUCCESSFUL, finished_at=long_ago)
    rows.filter(pk=failed).update(status=TaskResultStatus.FAILED, finished_at=long_ago)
    for days in (100, 60, 50):
        ScheduledRun.objects.create(name="rare", due_at=clock.now() - timedelta(days=days))
    assert health.prune() >= 1
    assert set(rows.values_list("pk", flat=True)) == {failed, waiting}
    assert ScheduledRun.objects.count() == 1


def test_a_worker_shows_itself_and_goes_through_everything_once() -> None:
    enqueue(note, word="once")
    Worker().run_once()
    assert health.health().workers == 1
    assert SEEN[0][0] == "once"
