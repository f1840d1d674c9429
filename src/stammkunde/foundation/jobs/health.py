"""Figures about the queue, for `stammkunde doctor` and the status page; and its cleaning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Min, Q
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from stammkunde.foundation import clock
from stammkunde.foundation.models import JobLease, ScheduledRun, WorkerSeen

KEEP_DONE = timedelta(days=7)
KEEP_FAILED = timedelta(days=90)
KEEP_RUNS = timedelta(days=30)
ALIVE = timedelta(seconds=90)


@dataclass(frozen=True)
class JobHealth:
    """`oldest_waiting` is how long the first due job has waited, in seconds."""

    waiting: int
    oldest_waiting: int
    beyond_lease: int
    failed_this_week: int
    workers: int
    last_seen: datetime | None
    mail_problem: str


def health() -> JobHealth:
    """The state of the queue now. Reads only."""
    now = clock.now()
    ready = DBTaskResult.objects.ready()
    # A job without a time of its own waits since it was queued, the others since they are due.
    since = [
        ready.filter(run_after=get_date_max()).aggregate(first=Min("enqueued_at"))["first"],
        ready.filter(run_after__lte=now).aggregate(first=Min("run_after"))["first"],
    ]
    longest = max((now - moment for moment in since if moment), default=timedelta())
    seen = WorkerSeen.objects.order_by("-seen_at").first()
    return JobHealth(
        waiting=ready.count(),
        oldest_waiting=int(longest.total_seconds()),
        beyond_lease=JobLease.objects.filter(lease_until__lt=now).count(),
        failed_this_week=DBTaskResult.objects.filter(
            status=TaskResultStatus.FAILED, finished_at__gte=now - timedelta(days=7)
        ).count(),
        workers=WorkerSeen.objects.filter(seen_at__gte=now - ALIVE).count(),
        last_seen=seen.seen_at if seen else None,
        mail_problem=seen.mail_problem if seen else "",
    )


def is_waiting(job: Task[..., Any]) -> bool:
    """Whether such a job is queued or at work: a second one would do the same again."""
    states = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    return DBTaskResult.objects.filter(task_path=job.module_path, status__in=states).exists()


def prune() -> int:
    """Remove ended jobs, old due times (the latest of each schedule stays) and dead workers."""
    now = clock.now()
    done = Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEEP_DONE)
    failed = Q(status=TaskResultStatus.FAILED, finished_at__lt=now - KEEP_FAILED)
    removed, _ = DBTaskResult.objects.filter(done | failed).delete()
    latest = ScheduledRun.objects.values("name").annotate(last=Max("pk")).values("last")
    ScheduledRun.objects.filter(due_at__lt=now - KEEP_RUNS).exclude(pk__in=latest).delete()
    WorkerSeen.objects.filter(seen_at__lt=now - timedelta(days=7)).delete()
    return removed
