"""The life of one job: waiting, claimed under a lease, ended, tried again, given up.

Right with any number of workers on both databases: a claim is one short transaction (IMMEDIATE on
SQLite, SKIP LOCKED on PostgreSQL), and an end counts only for the holder of the current attempt.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from stammkunde.foundation import actors, clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.jobs.declare import DEFAULT_LEASE, DEFAULT_TRIES, JOBS, info_of
from stammkunde.foundation.models import JobLease
from stammkunde.foundation.refusals import Forbidden, Missing, Refused
from stammkunde.foundation.web.logs import request_id

FIRST_PAUSE = 10
LONGEST_PAUSE = 3600
FRAMES_KEPT = 6

log = logging.getLogger("stammkunde.jobs")
_actor: ContextVar[Actor | None] = ContextVar("job_actor", default=None)


class TakenOver(Exception):
    """The lease was over and the job belongs to somebody else by now."""


@dataclass(frozen=True)
class Claim:
    """A job that this worker holds; `attempt` counts from 1."""

    id: UUID
    path: str
    kwargs: dict[str, Any]
    attempt: int
    tries: int


def enqueue(job: Task[..., Any], /, **kwargs: Any) -> UUID:
    """Queue a declared job in the current transaction; rolled back, it never was. Returns its id.

    The arguments must be JSON. Refuses functions that are no declared job (LookupError).
    """
    if job.module_path not in JOBS:
        raise LookupError(f"{job.module_path} is not declared with @job")
    return UUID(job.enqueue(**kwargs).id)


def actor() -> Actor:
    """Who acts in the running job: the system at the door "job"."""
    running = _actor.get()
    if running is None:
        raise RuntimeError("actor() is for running jobs")
    return running


def claim(worker: str) -> Claim | None:
    """Take the next waiting job under a lease, or None. A look at an empty queue takes no lock."""
    if not DBTaskResult.objects.ready().exists():
        return None
    with transaction.atomic():
        row = DBTaskResult.objects.ready().get_locked()
        if row is None:
            return None
        info = info_of(row.task_path)
        span = info.lease if info else timedelta(seconds=DEFAULT_LEASE)
        tries = info.tries if info else DEFAULT_TRIES
        row.claim(worker)
        lease, _ = JobLease.objects.get_or_create(pk=row.pk)
        attempt = lease.attempt + 1
        JobLease.objects.filter(pk=row.pk).update(
            attempt=attempt, tries=tries, lease_until=clock.now() + span
        )
    return Claim(row.pk, row.task_path, row.args_kwargs["kwargs"], attempt, tries)


def perform(held: Claim) -> None:
    """Run a claimed job and write down its end. Never raises for what the job does wrong."""
    started = time.monotonic()
    end = "ended"
    with _at_work(held):
        try:
            _call(held)
        except TakenOver:
            end = "taken over"
        except Exception as problem:  # noqa: BLE001 - whatever a job raises becomes its record
            end = _fail(held, problem)
    log.info(
        "job %s",
        end,
        extra={
            "fields": {
                "job": str(held.id),
                "job_name": held.path,
                "attempt": held.attempt,
                "duration_ms": round((time.monotonic() - started) * 1000),
            }
        },
    )


def _call(held: Claim) -> None:
    info = info_of(held.path)
    if info is None:
        raise LookupError(held.path)
    if info.whole:
        with transaction.atomic():
            info.task.call(**held.kwargs)
            succeed(held)
    else:
        info.task.call(**held.kwargs)
        succeed(held)


def succeed(held: Claim) -> None:
    """Write down the good end; raises `TakenOver` when the attempt is no longer ours."""
    columns = {"status": TaskResultStatus.SUCCESSFUL, "finished_at": clock.now(), "traceback": ""}
    if not _end(held, "", columns | {"exception_class_path": ""}):
        raise TakenOver(str(held.id))


def _fail(held: Claim, problem: Exception) -> str:
    """Back into the queue after a pause, or given up: an expected no is not tried again."""
    name, text = describe(problem)
    final = held.attempt >= held.tries or isinstance(problem, (Refused, Forbidden, Missing))
    columns: dict[str, Any] = {"exception_class_path": name, "traceback": text}
    if final:
        columns |= {"status": TaskResultStatus.FAILED, "finished_at": clock.now()}
    else:
        again = clock.now() + pause(held.attempt)
        columns |= {"status": TaskResultStatus.READY, "run_after": again}
    if not _end(held, name, columns):
        return "taken over"
    return "given up" if final else "to be tried again"


def _end(held: Claim, error: str, columns: dict[str, Any]) -> bool:
    """Compare-and-set on the attempt: False when the lease was taken over meanwhile."""
    with transaction.atomic():
        mine = JobLease.objects.filter(
            pk=held.id, attempt=held.attempt, lease_until__isnull=False
        ).update(lease_until=None, last_error=error)
        if mine:
            DBTaskResult.objects.filter(pk=held.id).update(**columns)
    return bool(mine)


def reap() -> int:
    """Jobs whose lease is over are tried again at once, or given up. Returns how many."""
    now = clock.now()
    if not JobLease.objects.filter(lease_until__lt=now).exists():
        return 0
    with transaction.atomic():
        late = list(
            JobLease.objects.select_for_update(skip_locked=True).filter(lease_until__lt=now)[:100]
        )
        for lease in late:
            _take_back(lease, now)
    return len(late)


def _take_back(lease: JobLease, now: datetime) -> None:
    text = "LeaseOver"
    columns: dict[str, Any] = {"exception_class_path": text, "traceback": text}
    if lease.attempt >= lease.tries:
        columns |= {"status": TaskResultStatus.FAILED, "finished_at": now}
    else:
        columns |= {"status": TaskResultStatus.READY, "run_after": now}
    JobLease.objects.filter(pk=lease.pk).update(lease_until=None, last_error=text)
    DBTaskResult.objects.filter(pk=lease.pk).update(**columns)
    log.warning(
        "job lease over", extra={"fields": {"job": str(lease.pk), "attempt": lease.attempt}}
    )


def pause(attempt: int) -> timedelta:
    """How long to wait after the attempt: 10 s, 40 s, 160 s, ... at most an hour."""
    return timedelta(seconds=min(LONGEST_PAUSE, FIRST_PAUSE * 4 ** (attempt - 1)))


def describe(problem: BaseException) -> tuple[str, str]:
    """The class and the places of a failure, without its message: messages may name people."""
    kind = type(problem)
    name = f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(problem, Refused):
        name = f"{name} {problem.code}"
    frames = traceback.extract_tb(problem.__traceback__)[-FRAMES_KEPT:]
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return name, "\n".join([name, *places])


@contextmanager
def _at_work(held: Claim) -> Iterator[None]:
    """Its own actor, the business zone, the actor's language, the job's id as request id."""
    acting = actors.system(door="job", cause=held.kwargs.get("cause"))
    acting = replace(acting, request_id=f"job-{held.id}")
    token, id_token = _actor.set(acting), request_id.set(acting.request_id)
    try:
        with timezone.override(clock.business_zone()), translation.override(acting.language):
            yield
    finally:
        _actor.reset(token)
        request_id.reset(id_token)
