"""What the tabs of a customer's page count, in one question for the whole room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, Max, Q, QuerySet, Value

from stammkunde.foundation import prepared
from stammkunde.foundation.actors import Actor
from stammkunde.messaging.models import AddressState, Channel, Message
from stammkunde.messaging.rules.answers import explained
from stammkunde.people.models import ContactPoint, Customer


@dataclass(frozen=True)
class Marked:
    """An address of the customer that does not take mail (`models.AddressKind`)."""

    kind: str
    address: str
    code: str
    reason: str
    since: Any
    said: str = ""


@dataclass(frozen=True)
class Summary:
    """How many messages of each kind there are with one customer."""

    messages: int = 0  # e-mail and portal
    sms: int = 0
    letters: int = 0
    last: tuple[datetime, str] | None = None  # of all of them: when, on which way
    addresses: tuple[Marked, ...] = ()  # that do not take mail


def summary(actor: Actor, customer: int) -> Summary:
    """The counts for all tabs of the room, one query (`rooms.Fact`).

    The page has fetched the customer for this actor, and its tabs ask for `messaging.see`.
    """
    found: dict[str, int] = {}
    marked, dated = [], []
    for kind, many, *more in prepared.rows(_by_channel, (customer,)):
        if kind in Channel.values:
            found[kind] = many
            dated.append((more[-1], kind))
        else:
            address, code, reason, since = more
            words = explained(code, reason)
            marked.append(Marked(kind, address, code, reason, since, words.text if words else ""))
    return Summary(
        messages=found.get(Channel.EMAIL, 0) + found.get(Channel.PORTAL, 0),
        sms=found.get(Channel.SMS, 0),
        letters=found.get(Channel.LETTER, 0),
        last=max(dated, default=None),
        addresses=tuple(sorted(marked, key=lambda one: one.address)),
    )


def _by_channel(numbers: tuple[int, ...]) -> QuerySet[Any, Any]:
    """How many messages per way, and beside them the marks of the customer's addresses."""
    pk, nothing = numbers[0], Value("", CharField())
    rows = Message.objects.filter(customer=pk).order_by().values("channel")
    counts = rows.annotate(many=Count("pk"), address=nothing, code_=nothing, said=nothing,
                           since_=Max("created_at"))  # fmt: skip
    first = Customer.objects.filter(pk=pk).order_by().values("email_folded")
    further = ContactPoint.objects.filter(customer=pk).order_by().values("folded")
    states = AddressState.objects.filter(
        Q(address__in=first) | Q(address__in=further), cleared_at__isnull=True
    )
    marks = states.order_by().values_list("kind", "count", "address", "code", "reason", "since")
    told = counts.values_list("channel", "many", "address", "code_", "said", "since_")
    return told.union(marks, all=True)
