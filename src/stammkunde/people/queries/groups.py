"""Reading tags and groups, and who is in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet, Value

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.people import rules
from stammkunde.people.models import LABELS, Tag
from stammkunde.people.queries.customers import SEE
from stammkunde.people.queries.managers import MANAGER, Manager, manager_words_of


@dataclass(frozen=True)
class LabelOf:
    """A tag or group of one customer."""

    kind: str
    id: int
    name: str
    tone: str


@dataclass(frozen=True)
class Labels:
    """What one customer carries, each in its order."""

    tags: Sequence[LabelOf] = ()
    groups: Sequence[LabelOf] = ()
    recipient_groups: Sequence[LabelOf] = ()
    managers: Sequence[Manager] = ()


def labels(actor: Actor, kind: str) -> QuerySet[Any]:
    """All tags, groups or recipient groups, the archive included. Needs `people.see`."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    if kind not in LABELS:
        raise Missing(f"kind {kind}")
    return LABELS[kind]._default_manager.all()


def offered_labels(actor: Actor, kind: str) -> QuerySet[Any]:
    """Those that may be given."""
    return labels(actor, kind).filter(archived_at__isnull=True)


def counted_labels(actor: Actor, kind: str) -> QuerySet[Any]:
    """All of them with `carriers`, the number of customers in each."""
    return labels(actor, kind).annotate(carriers=Count("customers"))


def label(actor: Actor, kind: str, pk: int) -> Any:
    """One of them; `Missing` when it is not there."""
    found = counted_labels(actor, kind).filter(pk=pk).first()
    if found is None:
        raise Missing(f"{kind} {pk}")
    return found


def tag_named(actor: Actor, name: str) -> Tag | None:
    """The tag of this name, however it is spelled."""
    found: Tag | None = labels(actor, "tag").filter(name_folded=rules.label_key(name)).first()
    return found


def labels_of(actor: Actor, customer: int) -> Labels:
    """Everything that one customer carries, and who looks after them, in one query.

    The caller has fetched the customer.
    """
    union, *others = [
        labels(actor, kind)
        .filter(customers=customer)
        .order_by()
        .annotate(kind=Value(kind))
        .values_list("kind", F("order"), "name_folded", "id", "name", "tone")
        for kind in LABELS
    ]
    rows = sorted(union.union(*others, manager_words_of(actor, customer), all=True))
    found: dict[str, list[LabelOf]] = {kind: [] for kind in (*LABELS, MANAGER)}
    for kind, _order, _folded, pk, name, tone in rows:
        found[kind].append(LabelOf(kind, pk, name, tone))
    managers = [Manager(one.id, one.name, bool(one.tone)) for one in found[MANAGER]]
    return Labels(found["tag"], found["group"], found["recipient_group"], managers)


def label_names(actor: Actor, kind: str, ids: Iterable[int]) -> dict[int, str]:
    """Names by id, for the timeline; gone ones are missing."""
    return dict(labels(actor, kind).filter(pk__in=set(ids)).values_list("pk", "name"))
