"""Declarations: which functions are jobs, and when they are due. No tables here."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

from django_tasks import task
from django_tasks.base import Task

DEFAULT_LEASE = 60
DEFAULT_TRIES = 5
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class JobInfo:
    """What the worker must know about a job besides its function."""

    task: Task[..., Any]
    lease: timedelta
    tries: int
    whole: bool


JOBS: dict[str, JobInfo] = {}


def job(
    *, lease: int = DEFAULT_LEASE, tries: int = DEFAULT_TRIES, whole: bool = False
) -> Callable[[Callable[..., Any]], Task[..., Any]]:
    """Declare a module-level function as a job; its arguments must be JSON.

    `lease`: seconds after which a silent worker counts as dead and the job is begun again, so it
    must be longer than the job ever takes. `tries`: how often it is begun at most. `whole`: see
    the package's head. Refuses nonsense with ValueError.
    """
    if lease < 1 or tries < 1:
        raise ValueError("a job needs a lease and tries of at least 1")

    def declare(function: Callable[..., Any]) -> Task[..., Any]:
        declared: Task[..., Any] = task()(function)
        JOBS[declared.module_path] = JobInfo(declared, timedelta(seconds=lease), tries, whole)
        return declared

    return declare


def info_of(path: str) -> JobInfo | None:
    """What is known about the job at the dotted path, None when it no longer exists."""
    if path not in JOBS:
        # Not every job lives in a room's tasks.py; importing its module declares it.
        with suppress(ImportError):
            import_module(path.rpartition(".")[0])
    return JOBS.get(path)


@dataclass(frozen=True)
class Schedule:
    """When a job is due: every day at a wall-clock time, or at a fixed interval."""

    name: str
    task: Task[..., Any]
    at: time | None = None
    interval: timedelta | None = None

    def latest_due(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The latest due instant (UTC) not after `now`.

        Daily: one instant per civil date of the zone. A wall-clock time that the spring night
        skips is due an hour later; one that the autumn night has twice is due the first time.
        Interval: multiples of it since 1970, so all workers agree.
        """
        if self.interval is not None:
            return now - (now - EPOCH) % self.interval
        assert self.at is not None
        day = now.astimezone(zone).date()
        while True:
            due = datetime.combine(day, self.at, zone).astimezone(UTC)
            if due <= now:
                return due
            day -= timedelta(days=1)


SCHEDULES: dict[str, Schedule] = {}


def every(
    name: str, *, at: str = "", interval: timedelta | None = None
) -> Callable[[Task[..., Any]], Task[..., Any]]:
    """Let a job run daily `at="03:15"` (business zone) or at an `interval` (at least a second).

    `name` is unique and stays for ever: due times are remembered under it. After a pause of the
    worker only the latest missed time is made up for.
    """
    if bool(at) == (interval is not None):
        raise ValueError("a schedule has either at= or interval=")
    if interval is not None and interval < timedelta(seconds=1):
        raise ValueError("an interval is at least one second")

    def declare(declared: Task[..., Any]) -> Task[..., Any]:
        known = SCHEDULES.get(name)
        if known is not None and known.task.module_path != declared.module_path:
            raise ValueError(f"two schedules named {name}")
        SCHEDULES[name] = Schedule(name, declared, time.fromisoformat(at) if at else None, interval)
        return declared

    return declare
