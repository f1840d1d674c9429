"""Reading notices, and what became of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.messaging.models import ABOUT_NOTICE, Message, Notice, NoticeState

WRITE_MANY = "messaging.write_many"


def notices(actor: Actor) -> QuerySet[Notice]:
    """All notices, drafts too. Needs `messaging.write_many`."""
    if not actor.may(WRITE_MANY):
        raise Forbidden(WRITE_MANY)
    return Notice.objects.all()


def notice(actor: Actor, pk: int) -> Notice:
    """One notice; `Missing` where there is none."""
    found = notices(actor).filter(pk=pk).first()
    if found is None:
        raise Missing(f"notice {pk}")
    return found


def files_of(actor: Actor, row: Notice) -> list[Any]:
    """The files that go along, in their order. The caller has fetched the notice for this actor."""
    return list(row.files.select_related("file").order_by("pk"))


def results(actor: Actor, row: Notice) -> list[tuple[str, str, int]]:
    """(state, reason, how many) of a notice's messages, in one query."""
    found = _messages(row).values_list("state", "reason").annotate(many=Count("pk"))
    return [(state, reason, many) for state, reason, many in found.order_by("state", "reason")]


def written_to(actor: Actor, row: Notice, state: str, reason: str, limit: int) -> list[Message]:
    """The first messages of a notice in one state, by name."""
    rows = _messages(row).filter(state=state, reason=reason)
    return list(rows.order_by("recipient_name", "pk")[:limit])


def waiting_notices(actor: Actor) -> int:
    """How many are being sent or wait for their time."""
    states = [NoticeState.SCHEDULED, NoticeState.RUNNING, NoticeState.PAUSED]
    return notices(actor).filter(state__in=states).count()


def _messages(row: Notice) -> QuerySet[Message]:
    return Message.objects.filter(about_kind=ABOUT_NOTICE, about_id=row.pk)
