"""Who is told of a follow-up, and who may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from stammkunde.accounts import queries as accounts
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden
from stammkunde.notes.models import FollowUp
from stammkunde.notes.queries.notes import SEE
from stammkunde.people import queries as people


@dataclass(frozen=True)
class Receiver:
    """Somebody of the staff. `former`: works here no more."""

    id: int
    name: str
    former: bool = False


def offered(actor: Actor) -> list[Receiver]:
    """Who may be informed: colleagues who may see notes. Needs `notes.see`; two queries."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    people = dict(accounts.colleagues().values_list("pk", "name"))
    words = accounts.words_by_user(people)
    return [Receiver(pk, name) for pk, name in people.items() if SEE in words.get(pk, ())]


def all_receivers(actor: Actor) -> list[Receiver]:
    """Who may be informed, and who is although they left: for the filter."""
    told = FollowUp.informed.through.objects.filter(user=OuterRef("pk"))
    found = accounts.users().filter(Exists(told) | Q(is_active=True, has_role=True))
    rows = found.order_by("name", "pk").values_list("pk", "name", "is_active", "has_role")
    return [Receiver(pk, name, not (active and has)) for pk, name, active, has in rows]


def chosen(actor: Actor, note: int) -> set[int]:
    """The ids of those whom a note informs."""
    informed = FollowUp.informed.through.objects.filter(followup=note)
    return set(informed.values_list("user", flat=True))


def receivers(actor: Actor, rows: Sequence[Any]) -> dict[int, list[str]]:
    """Whose follow-ups these notes are, by name: the informed, else author and account managers.

    At most two queries. A note without anybody who still works here has an empty list.
    """
    told: dict[int, list[str]] = {}
    links = FollowUp.informed.through.objects.filter(followup__in=[row.pk for row in rows])
    there = accounts.colleagues().order_by().values("pk")
    named = links.filter(user__in=there).order_by("user__name", "user")
    for pk, name in named.values_list("followup", "user__name"):
        told.setdefault(pk, []).append(name)
    rest = [row for row in rows if row.pk not in told]
    managers = people.managers_by_customer(actor, [row.customer_id for row in rest]) if rest else {}
    for row in rest:
        names = [row.author.name] if row.author and row.author.is_active else []
        names += [one.name for one in managers.get(row.customer_id, ()) if not one.former]
        told[row.pk] = list(dict.fromkeys(names))
    return told
