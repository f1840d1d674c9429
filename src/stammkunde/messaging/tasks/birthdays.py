"""The morning's greetings (BDY-01)."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from stammkunde.foundation import actors
from stammkunde.foundation.jobs import every, job
from stammkunde.foundation.refusals import Refused
from stammkunde.messaging.operations.birthdays import congratulate
from stammkunde.messaging.queries.birthdays import due_days


@every("messaging.birthdays", interval=timedelta(minutes=10))
@job(lease=900, tries=3)
def greet() -> None:
    """Write the greetings of the day once its hour has come."""
    actor = actors.system(door="job")
    for day, late in due_days(actor):
        with suppress(Refused):  # another worker was faster
            congratulate(actor=actor, day=day, late=late)
