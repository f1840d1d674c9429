"""What trial operation holds, by the way it would take: mail here, other ways by rooms above.

A room that sends by a way of its own says `also(Way(...))`: the banner counts what is held there,
*Angehaltene zeigen* lists it, *Echtbetrieb starten …* asks about it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.mail import label_of, outbox
from stammkunde.foundation.models import OutgoingMail

HELD = pgettext_lazy("mail", "Held (trial operation)")
MAIL = pgettext_lazy("mail", "E-mail")
_HEAD = 32 * 1024  # bytes of a message that hold its headers


@dataclass(frozen=True)
class HeldKind:
    """Held messages of one purpose; `way` and `icon` say how they would go."""

    purpose: str
    label: Any
    count: int
    first: datetime
    last: datetime
    way: Any = MAIL
    icon: str = "mail"


@dataclass(frozen=True)
class HeldMail:
    """One held message as the list shows it."""

    to: str
    subject: str
    at: datetime
    label: Any
    state: Any = HELD


@dataclass(frozen=True)
class Way:
    """A way that messages take, as far as trial operation keeps them from it.

    held: the rows that wait. kinds: what they are; its purposes are this way's alone. newest: at
    most so many, the newest first. discard: those of these purposes never go, returns how many.
    """

    key: str
    held: Callable[[], QuerySet[Any]]
    kinds: Callable[[], list[HeldKind]]
    newest: Callable[[int], list[HeldMail]]
    discard: Callable[[Collection[str]], int]


def also(way: Way) -> None:
    """Declare a way; once, from a name plate. ValueError for a second one with its key."""
    if _ways.get(way.key, way) != way:
        raise ValueError(f"two ways named {way.key}")
    _ways[way.key] = way


def ways() -> list[Way]:
    """All ways, mail first."""
    return list(_ways.values())


def count() -> int:
    """How many messages are held, on all ways; one query."""
    first, *others = [way.held().order_by().values_list("pk") for way in ways()]
    return first.union(*others, all=True).count() if others else first.count()


def _kinds() -> list[HeldKind]:
    found = (
        outbox.held()
        .order_by()
        .values("purpose")
        .annotate(count=Count("pk"), first=Min("created_at"), last=Max("created_at"))
    )
    return [HeldKind(label=label_of(one["purpose"]), **one) for one in found]


def _newest(most: int) -> list[HeldMail]:
    return [_shown(row) for row in outbox.held().order_by("-created_at", "-pk")[:most]]


def _shown(row: OutgoingMail) -> HeldMail:
    head = message_from_bytes(bytes(row.mime[:_HEAD]), policy=policy.default)
    to = ", ".join(row.addresses[:3]) + (" …" if len(row.addresses) > 3 else "")
    return HeldMail(to, str(head.get("Subject", "")), row.created_at, label_of(row.purpose))


def _discard(purposes: Collection[str]) -> int:
    return outbox.discard(purposes)


_ways: dict[str, Way] = {"mail": Way("mail", outbox.held, _kinds, _newest, _discard)}
