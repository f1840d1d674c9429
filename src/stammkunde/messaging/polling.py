"""The mailbox to which bounces come back: read every few minutes, as far as it is new.

How far is remembered per mailbox (`MailboxMark`, a counter and no office work). What was read twice
because somebody pulled the plug changes nothing: news has its own time.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import DataError

from stammkunde.foundation import actors, clock, guard
from stammkunde.messaging.bounces import mailbox
from stammkunde.messaging.bounces.mailbox import Arrived, Mailbox, Place
from stammkunde.messaging.bounces.news import of_verdict
from stammkunde.messaging.bounces.reading import read
from stammkunde.messaging.bounces.verdict import Kind
from stammkunde.messaging.models import MailboxMark
from stammkunde.messaging.operations import record_deliveries

FIRST_LOOK = timedelta(days=14)
log = logging.getLogger("stammkunde.messaging")
# What a mail can do to its reader, and to a database that takes not every sign.
_ODD = (ValueError, LookupError, TypeError, AttributeError, RecursionError, DataError)

guard.free(MailboxMark._meta.db_table)


def poll(place: Place) -> int:
    """Read what is new in a mailbox; how many bounces and complaints there were.

    Trouble with the server is noted for `doctor` and the settings page, and the next round tries
    again. Mail that is no bounce stays unread, and nothing is ever answered (D20).
    """
    mark, _ = MailboxMark.objects.get_or_create(mailbox=place.name[:400])
    found = 0
    try:
        with mailbox.opened(place) as box:
            if mark.validity != box.validity:
                mark.validity, mark.uid = box.validity, 0
            since = (clock.now() - FIRST_LOOK).date()
            for arrived in box.after(mark.uid, since):
                found += _one(box, arrived)
                _keep(mark, uid=max(arrived.uid, mark.uid), validity=mark.validity)
        _keep(mark, read_at=clock.now(), problem="", validity=mark.validity)
    except mailbox.Trouble as problem:
        text = str(problem).replace(place.password, "…") if place.password else str(problem)
        _keep(mark, problem=f"{type(problem).__name__}: {text}"[:300])
    MailboxMark.objects.filter(pk=mark.pk).update(bounces=mark.bounces + found)
    return found


def _one(box: Mailbox, arrived: Arrived) -> int:
    """Whether it was a bounce. One that nobody can read stays unread, and the others go on (D15)."""
    try:
        bounced = _noted(arrived)
    except _ODD:
        log.exception("a mail in trouble", extra={"fields": {"uid": arrived.uid}})
        return 0
    if bounced:
        box.mark_read(arrived.uid)
    return int(bounced)


def _noted(arrived: Arrived) -> bool:
    verdict = read(arrived.raw)
    if verdict.kind not in {Kind.BOUNCE, Kind.COMPLAINT}:
        return False
    if news := of_verdict(verdict, min(arrived.at, clock.now())):
        record_deliveries(actor=actors.system(door="job"), news=news[:500])
    return True


def _keep(mark: MailboxMark, **values: object) -> None:
    MailboxMark.objects.filter(pk=mark.pk).update(**values)
    for name, value in values.items():
        setattr(mark, name, value)
