"""Text messages that wait: held by trial operation, or planned and no longer wanted."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Count, Max, Min, QuerySet
from django.utils.translation import pgettext_lazy

from stammkunde.foundation import clock
from stammkunde.foundation.business import holding
from stammkunde.foundation.business.holding import HeldKind, HeldMail
from stammkunde.foundation.mail import label_of
from stammkunde.messaging.channels.sms.sending import live
from stammkunde.messaging.models import Message, OutgoingSms, Reason, SmsState, State

SMS = pgettext_lazy("messaging: channel", "SMS")
PREFIX = "sms/"  # before the kind of a message: the same kind goes by mail, too
_LONGEST = 70


def connect() -> None:
    """Have trial operation count, show and ask about text messages; once, from the name plate."""
    holding.also(holding.Way("messaging.sms", held, _kinds, _newest, discard))


def held() -> QuerySet[OutgoingSms]:
    """Text messages that wait for live operation."""
    return OutgoingSms.objects.filter(~live(), state=SmsState.QUEUED)


def withdraw(ids: Collection[int]) -> set[int]:
    """Text messages that still wait never go; returns which ones those were.

    Inside the caller's transaction, which says so in the messages. A worker that has claimed one
    keeps it: it is not in the queue any more.
    """
    return _ended(ids, SmsState.QUEUED)


def give_up(ids: Collection[int]) -> set[int]:
    """Unclear text messages are not sent again; returns which ones those were. As `withdraw`."""
    return _ended(ids, SmsState.UNCLEAR)


def _ended(ids: Collection[int], was: SmsState) -> set[int]:
    there = OutgoingSms.objects.filter(pk__in=list(ids), state=was)
    moved = set(there.select_for_update().order_by("pk").values_list("pk", flat=True))
    rows = OutgoingSms.objects.filter(pk__in=moved)
    rows.update(state=SmsState.ENDED, text="", number="", ended_at=clock.now())
    return moved


def discard(purposes: Collection[str]) -> int:
    """Held text messages of these purposes never go: their text is gone, the dedupe key stays."""
    kinds = [one.removeprefix(PREFIX) for one in purposes if one.startswith(PREFIX)]
    with transaction.atomic():
        gone = withdraw(held().filter(message__kind__in=kinds).values_list("pk", flat=True))
        told = Message.objects.filter(messaging_sms__in=gone, state=State.QUEUED)
        told.update(state=State.SUPPRESSED, reason=Reason.DISCARDED, state_at=clock.now())
    return len(gone)


def _kinds() -> list[HeldKind]:
    found = (
        held()
        .order_by()
        .values("message__kind")
        .annotate(count=Count("pk"), first=Min("created_at"), last=Max("created_at"))
    )
    return [
        HeldKind(
            purpose=PREFIX + one["message__kind"],
            label=label_of(one["message__kind"]),
            count=one["count"],
            first=one["first"],
            last=one["last"],
            way=SMS,
            icon="message",
        )
        for one in found
    ]


def _newest(most: int) -> list[HeldMail]:
    rows = held().select_related("message").order_by("-created_at", "-pk")[:most]
    return [
        HeldMail(row.number, _beginning(row.text), row.created_at, label_of(row.message.kind))
        for row in rows
    ]


def _beginning(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"
