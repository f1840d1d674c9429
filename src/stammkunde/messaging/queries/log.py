"""Reading the log: one customer's messages, one message with all that belongs to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from stammkunde.foundation import steady
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import JournalChange, OutgoingMail
from stammkunde.foundation.refusals import Missing
from stammkunde.foundation.writes import ADDED
from stammkunde.messaging.models import Attachment, Channel, Direction, Message
from stammkunde.messaging.queries.messages import messages
from stammkunde.messaging.rules.states import PROBLEMS

TABLE = "messaging.message"
PAGE = 50
SHOWN_CHANNELS = (Channel.EMAIL.value, Channel.PORTAL.value)


def sent(actor: Actor) -> QuerySet[Message]:
    """Everything that went out, or was to, with customer and author. Needs `messaging.see`."""
    found = messages(actor).filter(direction=Direction.OUT)
    return found.select_related("customer", "author").defer("text", "html", "recipe")


def sent_mails(actor: Actor) -> QuerySet[Message]:
    """E-mails and portal messages of all customers. Needs `messaging.see`."""
    return sent(actor).filter(channel__in=SHOWN_CHANNELS)


def sent_texts(actor: Actor) -> QuerySet[Message]:
    """Text messages of all customers, with what they say. Needs `messaging.see`."""
    found = sent(actor).filter(channel=Channel.SMS)
    return found.defer(None).defer("html", "recipe")


def messages_of(
    actor: Actor,
    customer: int,
    *,
    channels: Collection[str] = SHOWN_CHANNELS,
    automatic: bool | None = None,
    before: int | None = None,
) -> tuple[list[Message], int | None]:
    """One customer's newest messages with their files, and where the older ones begin.

    Two queries. The caller has fetched the customer for this actor. before: the place that an
    earlier call gave.
    """
    found = messages(actor).filter(customer=customer, channel__in=list(channels))
    if automatic is not None:
        found = found.filter(automatic=automatic)
    start = before or 0
    rows = list(
        found.select_related("author", "participant")
        .prefetch_related("attachments")
        .order_by("-send_at", "-pk")[start : start + PAGE + 1]
    )
    return rows[:PAGE], start + PAGE if len(rows) > PAGE else None


def message(actor: Actor, pk: int) -> Message:
    """One message; `Missing` when there is none for this actor."""
    found = messages(actor).select_related("customer", "author", "participant", "resend_of")
    row = found.filter(pk=pk).first()
    if row is None:
        raise Missing(f"message {pk}")
    return row


def files_of(actor: Actor, pk: int) -> list[Attachment]:
    """What went along with a message that the actor has fetched."""
    messages(actor)
    return list(Attachment.objects.filter(message=pk).select_related("file").order_by("pk"))


def resent(actor: Actor, pk: int) -> list[Message]:
    """The messages that sent this one once more, the newest first."""
    return list(messages(actor).filter(resend_of=pk).order_by("-pk"))


def carrier(actor: Actor, row: Message) -> OutgoingMail | None:
    """The mail that carried a message: its Message-ID, and its bytes as long as they are kept."""
    messages(actor)
    if row.channel != Channel.EMAIL or row.transport is None:
        return None
    return OutgoingMail.objects.filter(pk=row.transport).first()


def troubled(actor: Actor) -> QuerySet[Message]:
    """Messages that need a person: failed, unclear, undeliverable, and nobody has looked yet."""
    return sent(actor).filter(state__in=PROBLEMS, looked_at__isnull=True)


def trouble_count(actor: Actor) -> int:
    """How many messages need a person; for badge and tile."""
    key = ("messages in trouble", actor.kind, actor.id, actor.words, actor.door)
    return steady.told(key, lambda: troubled(actor).order_by().count())


def in_timeline(actor: Actor, customer: int, entries: Sequence[int]) -> list[tuple[int, Message]]:
    """(journal entry, message) of one customer's messages that these entries wrote; one query."""
    lines = JournalChange.objects.filter(entry__in=list(entries), table=TABLE, field=ADDED)
    writing = lines.filter(row=OuterRef("pk")).values("entry")[:1]
    found = messages(actor).filter(customer=customer, pk__in=lines.values("row"))
    found = found.annotate(written_by=Subquery(writing)).defer("html", "recipe").order_by("pk")
    return [(row.written_by, row) for row in found]


def parts_of(actor: Actor, customer: int) -> dict[str, int]:
    """How many of a customer's messages somebody wrote, and how many the house did; one query."""
    found = messages(actor).filter(customer=customer, channel__in=SHOWN_CHANNELS)
    return found.aggregate(
        by_hand=Count("pk", filter=Q(automatic=False)),
        automatic=Count("pk", filter=Q(automatic=True)),
    )
