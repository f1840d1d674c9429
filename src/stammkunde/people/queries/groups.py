"""Reading tags and groups, and who is in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, F, QuerySet, Value, When
from django.db.models.functions import Cast

from stammkunde.accounts import queries as accounts
from stammkunde.foundation import prepared
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.people import rules
from stammkunde.people.models import LABELS, CustomerGroup, GroupProof, Tag
from stammkunde.people.queries.customers import SEE
from stammkunde.people.queries.managers import MANAGER, Manager

_NEEDED, _SHOWN = "proof needed", "proof shown"


@dataclass(frozen=True)
class LabelOf:
    """A tag or group of one customer."""

    kind: str
    id: int
    name: str
    tone: str


@dataclass(frozen=True)
class ProofOf:
    """The proof for a group of one customer that needs one; `until` is None while it is missing."""

    group: int
    name: str
    until: date | None


@dataclass(frozen=True)
class Labels:
    """What one customer carries, each in its order, and the proofs that go with the groups."""

    tags: Sequence[LabelOf] = ()
    groups: Sequence[LabelOf] = ()
    recipient_groups: Sequence[LabelOf] = ()
    managers: Sequence[Manager] = ()
    proofs: Sequence[ProofOf] = ()


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
    counted = labels(actor, kind).annotate(carriers=Count("customers"))
    return counted.order_by("order", "name_folded", "pk")  # grouping drops the model's own


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
    if not actor.may(SEE):
        raise Forbidden(SEE)
    rows = sorted(prepared.rows(_carried, (customer,)))
    found: dict[str, list[LabelOf]] = {kind: [] for kind in (*LABELS, MANAGER, _NEEDED, _SHOWN)}
    for kind, _order, _folded, pk, name, tone in rows:
        found[kind].append(LabelOf(kind, pk, name, tone))
    managers = [Manager(one.id, one.name, bool(one.tone)) for one in found[MANAGER]]
    days = {one.id: date.fromisoformat(one.name) for one in found[_SHOWN]}
    proofs = [ProofOf(one.id, one.name, days.get(one.id)) for one in found[_NEEDED]]
    return Labels(found["tag"], found["group"], found["recipient_group"], managers, proofs)


def _carried(numbers: tuple[int, ...]) -> QuerySet[Any, Any]:
    (customer,) = numbers
    union, *others = [
        model.objects.filter(customers=customer)
        .order_by()
        .annotate(kind=Value(kind))
        .values_list("kind", F("order"), "name_folded", "id", "name", "tone")
        for kind, model in LABELS.items()
    ]
    return union.union(*others, _looking_after(customer), *_proofs(customer), all=True)


def _proofs(customer: int) -> list[QuerySet[Any, Any]]:
    """Groups of one customer that need a proof, and the days until which those shown hold."""
    needed = CustomerGroup.objects.filter(customers=customer, needs_proof=True).order_by()
    shown = GroupProof.objects.filter(customer=customer).order_by()
    text = Cast("valid_until", CharField(max_length=60))
    return [
        needed.annotate(kind=Value(_NEEDED)).values_list(
            "kind", F("order"), "name_folded", "id", "name", "tone"
        ),
        shown.annotate(
            kind=Value(_SHOWN), place=Value(0), folded=Value(""), day=text, tone=Value("")
        ).values_list("kind", "place", "folded", "group", "day", "tone"),
    ]


def _looking_after(customer: int) -> QuerySet[Any, Any]:
    """Who looks after one customer, in the words of labels: former ones have a tone."""
    former = Case(When(is_active=True, has_role=True, then=Value("")), default=Value("x"))
    rows = accounts.users().filter(people_managed=customer).order_by()
    return rows.annotate(kind=Value(MANAGER), place=Value(0), former=former).values_list(
        "kind", "place", F("name"), "pk", "name", "former"
    )


def label_names(actor: Actor, kind: str, ids: Iterable[int]) -> dict[int, str]:
    """Names by id, for the timeline; gone ones are missing."""
    return dict(labels(actor, kind).filter(pk__in=set(ids)).values_list("pk", "name"))
