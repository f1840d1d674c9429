"""The room's daily work."""

from __future__ import annotations

from datetime import timedelta

from stammkunde.foundation import actors, clock
from stammkunde.foundation.jobs import every, job
from stammkunde.foundation.models import ScheduledRun
from stammkunde.notes import operations, queries

DAILY = "notes.due"
LONGEST_PAUSE = timedelta(days=60)


@every(DAILY, at="05:30")
@job(lease=600, tries=3)
def tell_what_is_due() -> None:
    """Tell which follow-ups have their day; days on which no worker ran are made up for."""
    today = clock.today()
    runs = ScheduledRun.objects.filter(name=DAILY).order_by("-due_at").values_list("due_at")
    before = [at.astimezone(clock.business_zone()).date() for (at,) in runs[:2]]
    last = min((day for day in before if day < today), default=today - timedelta(days=1))
    first = max(last, today - LONGEST_PAUSE) + timedelta(days=1)
    actor = actors.system(door="job")
    ids = queries.newly_due(actor, first, today)
    operations.announce_due(actor=actor, notes=ids)
