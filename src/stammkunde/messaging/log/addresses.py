"""Where a message can go once more: the addresses of its customer, with what speaks against each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stammkunde.foundation.actors import Actor
from stammkunde.messaging.marks import address_states
from stammkunde.messaging.models import Channel, Message, Reason
from stammkunde.messaging.rules import numbers
from stammkunde.messaging.rules.gate import may_get
from stammkunde.people import queries as people
from stammkunde.people.rules import folded_email


@dataclass(frozen=True)
class Place:
    """An address or number. chosen: it is offered first. dead: mail came back from there."""

    value: str
    label: str
    chosen: bool = False
    dead: bool = False


@dataclass(frozen=True)
class Reach:
    """Where a message may go, and what must be confirmed before it does."""

    places: tuple[Place, ...] = ()
    warning: Any = ""


def reach(actor: Actor, row: Message) -> Reach:
    """The addresses of the customer, the one that was used first unless mail came back from it."""
    if row.customer_id is None:
        return Reach((Place(row.recipient, row.recipient, chosen=True),) if row.recipient else ())
    who = people.addressees(actor, [row.customer_id]).get(row.customer_id)
    if who is None:
        return Reach()
    known = who.emails if row.channel == Channel.EMAIL else who.phones
    pairs = {folded: typed for typed, folded in known}
    if row.recipient and row.channel == Channel.EMAIL:
        pairs.setdefault(folded_email(row.recipient), row.recipient)
    dead = address_states(set(pairs)) if row.channel == Channel.EMAIL else {}
    used = folded_email(row.recipient) if row.channel == Channel.EMAIL else ""
    good = [folded for folded in pairs if dead.get(folded) != "hard"]
    first = used if used in good else next(iter(good), next(iter(pairs), ""))
    places = tuple(
        Place(typed, _said(typed, row.channel), folded == first, dead.get(folded) == "hard")
        for folded, typed in pairs.items()
    )
    no = may_get(who, channel=row.channel, category=row.category, automatic=False)
    return Reach(places, Reason(no).label if no else "")


def _said(typed: str, channel: str) -> str:
    return numbers.shown(typed) if channel == Channel.SMS else typed
