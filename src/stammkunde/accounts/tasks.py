"""The room's nightly work."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore

from stammkunde.foundation import ratelimit
from stammkunde.foundation.jobs import every, job


@every("accounts.sweep_door", at="03:40")
@job(lease=900, tries=3)
def sweep_door() -> None:
    """Remove rate counters and sessions whose time is over."""
    ratelimit.sweep()
    SessionStore.clear_expired()
