"""Bounces that come back by mail."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from stammkunde.foundation.jobs import every, job
from stammkunde.messaging import polling
from stammkunde.messaging.bounces.mailbox import place_of


@every("messaging.bounces", interval=timedelta(minutes=5))
@job(lease=900, tries=1)
def read_bounces() -> None:
    """Read the mailbox for bounces, where one is set up (`STAMMKUNDE_BOUNCES_URL`)."""
    if settings.BOUNCES_URL:
        polling.poll(place_of(settings.BOUNCES_URL))
