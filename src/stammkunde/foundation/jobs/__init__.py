"""Background jobs behind one face: declare, enqueue, schedule.

    @job(lease=120, tries=5)
    def send_reminders(*, ids: list[int]) -> None: ...

    enqueue(send_reminders, ids=[1, 2])            # a row in the current transaction
    enqueue(send_reminders.using(run_after=at), ids=[3])

    @every("people.nightly", at="03:15")
    @job(lease=600)
    def nightly() -> None: ...

A job runs at least once: after a crash it is begun again when its lease is over, after an error
with back-off, until its tries are used up. `@job(whole=True)` runs the job and its end in one
transaction, so that what it wrote counts exactly once; only for short jobs without network.
"""

from __future__ import annotations

from stammkunde.foundation.jobs.declare import JOBS, SCHEDULES, every, job
from stammkunde.foundation.jobs.later import enqueue_event
from stammkunde.foundation.jobs.running import actor, enqueue

__all__ = ["JOBS", "SCHEDULES", "actor", "enqueue", "enqueue_event", "every", "job"]
