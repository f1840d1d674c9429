"""Turns due times into jobs, once each, however many workers look at the clock."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from stammkunde.foundation import clock
from stammkunde.foundation.jobs.declare import SCHEDULES, Schedule
from stammkunde.foundation.jobs.running import enqueue
from stammkunde.foundation.models import ScheduledRun


class Ticker:
    """One worker's look at the clock; remembers what it has seen, so a tick is usually free."""

    def __init__(self) -> None:
        self._seen: dict[str, datetime] = {}

    def tick(self, now: datetime | None = None) -> int:
        """Queue the jobs of all schedules due by `now`; returns how many this worker queued."""
        instant = now or clock.now()
        zone = clock.business_zone()
        fired = 0
        for schedule in SCHEDULES.values():
            due = schedule.latest_due(instant, zone)
            if self._seen.get(schedule.name) == due:
                continue
            fired += fire(schedule, due, instant)
            self._seen[schedule.name] = due
        return fired


def fire(schedule: Schedule, due: datetime, now: datetime) -> bool:
    """Queue the job of one due time, in one transaction with its unique row; False if it was there.

    A daily schedule that has never been seen starts with its next time, not with the last one.
    A clock that was set back fires nothing a second time.
    """
    with transaction.atomic():
        known = ScheduledRun.objects.filter(name=schedule.name)
        if known.filter(due_at__gte=due).exists():
            return False
        first_daily = schedule.at is not None and not known.exists()
        _, created = ScheduledRun.objects.get_or_create(
            name=schedule.name, due_at=due, defaults={"fired_at": None if first_daily else now}
        )
        if not created or first_daily:
            return False
        enqueue(schedule.task)
    return True
