"""Background work of enquiries: what is over goes (C-27)."""

from __future__ import annotations

from stammkunde.foundation import actors, clock
from stammkunde.foundation.jobs import every, job
from stammkunde.messaging import operations
from stammkunde.messaging.queries import inquiries as queries

AT_ONCE = 100


@every("messaging.sweep_inquiries", at="02:55")
@job(lease=1800, tries=3)
def sweep_inquiries() -> None:
    """Erase enquiries that have been done, spam or never confirmed for as long as the settings say."""
    actor = actors.system(door="job")
    over = queries.to_sweep(actor, clock.now())
    for start in range(0, len(over), AT_ONCE):
        operations.sweep_inquiries(actor=actor, inquiries=over[start : start + AT_ONCE])
