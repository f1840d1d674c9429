"""The room's nightly work."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from stammkunde.accounts import links, notices, queries, security, sessions
from stammkunde.foundation import ratelimit
from stammkunde.foundation.jobs import every, job


@every("accounts.sweep_door", at="03:40")
@job(lease=900, tries=3)
def sweep_door() -> None:
    """Remove rate counters and sessions whose time is over."""
    ratelimit.sweep()
    sessions.sweep()
    SessionStore.clear_expired()


@job(lease=60, tries=3)
def mail_reset_link(*, user: int) -> None:
    """Mail the link for a new password to a user who may come in; nobody else gets anything."""
    for found in queries.active_users([user]):
        with transaction.atomic():
            notices.send_link(found, links.reset_link(found))
            security.record(security.Kind.RESET_ASKED, user_id=found.pk)
