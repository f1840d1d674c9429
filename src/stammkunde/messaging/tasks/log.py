"""Background work of the log: text messages, and what is no longer kept."""

from __future__ import annotations

from datetime import timedelta

from stammkunde.foundation import actors
from stammkunde.foundation.jobs import every, job
from stammkunde.messaging import operations
from stammkunde.messaging.channels import sms

AT_ONCE = 500


@every("messaging.sms", interval=timedelta(minutes=1))
@job(lease=300, tries=2)
def send_sms() -> None:
    """Send the text messages that are due; those that somebody wrote just now do not wait for it."""
    sms.send_due()


@every("messaging.empty_bodies", at="02:50")
@job(lease=3600, tries=3)
def empty_bodies() -> None:
    """Texts whose time is over go, piece by piece (C-01, N-08)."""
    actor = actors.system(door="job")
    while operations.empty_bodies(actor=actor, size=AT_ONCE):
        pass
