"""Before a customer leaves: what is still open, and when the bin is emptied (DEL-01, C-08).

Rooms above hang `OpenItems` into the slot `people.customer.open_items`; every one of them is asked,
whoever deletes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stammkunde.foundation import actors
from stammkunde.foundation.rooms import slots
from stammkunde.people import rules
from stammkunde.people.models import Customer, Guardianship

SLOT = "people.customer.open_items"
BIN_TIME = timedelta(days=30)
IN_USE_KEY = "in_use"


@dataclass(frozen=True)
class OpenItem:
    """Something that is not settled yet. blocks: it must be; else somebody may confirm it.

    label: a sentence without the count; url: where it is settled, "" for nowhere.
    """

    key: str
    label: str
    count: int = 1
    blocks: bool = False
    url: str = ""


Open = Mapping[int, Sequence[OpenItem]]


@dataclass(frozen=True)
class OpenItems:
    """What one room finds open, for many customers at once."""

    key: str
    find: Callable[[Collection[int]], Open]
    word: str = ""
    order: int = 100


def open_items(ids: Collection[int]) -> dict[int, list[OpenItem]]:
    """Everything that is open, by customer; one question per room."""
    found: dict[int, list[OpenItem]] = {pk: [] for pk in ids}
    for room in slots.of(SLOT, actors.system()):
        for pk, items in room.find(ids).items():
            found[pk] += items
    return found


def own_items(ids: Collection[int]) -> dict[int, list[OpenItem]]:
    """What this room finds: still in use, locked, somebody else is responsible for a participant."""
    found: dict[int, list[OpenItem]] = defaultdict(list)
    for row in Customer.objects.filter(pk__in=ids).order_by("pk"):
        if row.archived_at is None:
            text = _("The customer is not in the archive: somebody may still work with them.")
            found[row.pk].append(OpenItem(IN_USE_KEY, text))
        if row.locked_at is not None:
            text = _("The customer is locked (%(reason)s). Nobody will know that afterwards.")
            found[row.pk].append(OpenItem("locked", text % {"reason": row.lock_reason}))
    for pk, others in elsewhere(ids).items():
        text = ngettext(
            "Somebody else is responsible, too: %(names)s stays with them.",
            "Somebody else is responsible, too: %(names)s stay with them.",
            len(others),
        )
        names = ", ".join(f"{one.name} ({one.home_name})" for one in others)
        url = reverse("people:participants", args=[pk])
        found[pk].append(OpenItem("elsewhere", text % {"names": names}, len(others), url=url))
    beside = Guardianship.objects.filter(customer__in=ids, may_pay=True, pay_share__gt=0)
    beside = beside.exclude(participant__customer__in=ids).select_related("participant__customer")
    for one in beside.order_by("pk"):
        child: Any = one.participant
        text = _("%(share)s %% for %(name)s: from now on %(home)s pays that.") % {
            "share": one.pay_share,
            "name": rules.participant_name(child),
            "home": rules.record_name(child.customer),
        }
        found[one.customer_id].append(OpenItem("share", text))
    return dict(found)


@dataclass(frozen=True)
class Move:
    """A participant who finds a home with somebody else."""

    participant: int
    name: str
    home: int
    home_name: str


def elsewhere(ids: Collection[int]) -> dict[int, list[Move]]:
    """By customer: who of their participants has somebody else, and with whom they stay.

    The first other who is responsible, those in use before those in the archive. Who takes part
    in person goes with themselves.
    """
    guardians = (
        Guardianship.objects.filter(participant__customer__in=ids, participant__is_self=False)
        .filter(participant__erased_at__isnull=True, customer__erased_at__isnull=True)
        .exclude(customer__in=ids)
        .select_related("participant", "customer")
    )
    moves: dict[int, list[Move]] = defaultdict(list)
    seen: set[int] = set()
    for one in sorted(guardians, key=lambda one: (one.customer.archived_at is not None, one.pk)):
        child: Any = one.participant
        if child.pk not in seen:
            seen.add(child.pk)
            name, home = rules.participant_name(child), rules.record_name(one.customer)
            moves[child.customer_id].append(Move(child.pk, name, one.customer_id, home))
    return dict(moves)
