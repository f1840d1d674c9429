"""Reading proofs for groups that need one (CLS-15)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.foundation.remember import once
from stammkunde.people import papers
from stammkunde.people.models import IN_USE, Customer, CustomerGroup, GroupProof
from stammkunde.people.queries.customers import SEE, customer_rows


@dataclass(frozen=True)
class Proof:
    """A proof as other rooms see it. author: who filed it, if that was a colleague."""

    id: int
    customer: int
    group: int
    group_name: str
    valid_until: date
    document: int | None
    author: int | None


def proofs(actor: Actor, ids: Collection[int]) -> list[Proof]:
    """These proofs, by day of validity; those that are gone are missing. Needs `people.see`."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    rows = GroupProof.objects.filter(pk__in=ids).select_related("group")
    return [
        Proof(row.pk, row.customer_id, row.group_id, row.group.name, row.valid_until,
              row.document_id, row.author_id)
        for row in rows.order_by("valid_until", "pk")
    ]  # fmt: skip


def proof_of(actor: Actor, customer: int, group: int) -> Proof | None:
    """The proof of a customer for a group, if there is one. Needs `people.see`."""
    found = GroupProof.objects.filter(customer=customer, group=group).values_list("pk", flat=True)
    return next(iter(proofs(actor, list(found))), None)


def proving_group(actor: Actor, pk: int) -> CustomerGroup:
    """A group that needs a proof, archived ones included; `Missing` otherwise. Needs `people.see`."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    found = CustomerGroup.objects.filter(pk=pk, needs_proof=True).first()
    if found is None:
        raise Missing(f"group {pk}")
    return found


def asks_for_proofs(actor: Actor) -> bool:
    """Whether any group needs a proof, asked once per request. Needs `people.see`."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    return once("people.proofs", lambda: CustomerGroup.objects.filter(needs_proof=True).exists())


def groups_that_need_proof(actor: Actor, groups: Collection[int]) -> dict[int, str]:
    """Which of these groups need a proof, by id with their names. Needs `people.see`."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    rows = CustomerGroup.objects.filter(pk__in=groups, needs_proof=True, archived_at=None)
    return dict(rows.values_list("pk", "name"))


def proof_runs_out(actor: Actor) -> Q:
    """The condition on customers in use: in a group that needs a proof, which is missing, over, or
    holds for four weeks more at most (lens *Nachweis läuft ab*)."""
    fine = GroupProof.objects.filter(
        customer=OuterRef("customer"),
        group=OuterRef("customergroup"),
        valid_until__gt=actor.today + papers.AHEAD,
    )
    held = Customer.groups.through.objects.filter(customergroup__needs_proof=True)
    return IN_USE & Q(pk__in=held.exclude(Exists(fine)).values("customer"))


def with_proof_running_out(actor: Actor) -> QuerySet[Customer]:
    """The customers that `proof_runs_out` means."""
    return customer_rows(actor).filter(proof_runs_out(actor))


def proof_days(actor: Actor, customers: Sequence[int]) -> Mapping[int, date | None]:
    """By customer in a group that needs a proof: the first day on which one is over, None where one
    is missing; in two queries. Needs `people.see`."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    held = Customer.groups.through.objects.filter(
        customer__in=customers, customergroup__needs_proof=True
    ).values_list("customer", "customergroup")
    shown = GroupProof.objects.filter(customer__in=customers)
    days = {
        (customer, group): day
        for customer, group, day in shown.values_list("customer", "group", "valid_until")
    }
    found: dict[int, date | None] = {}
    for customer, group in held:
        day = days.get((customer, group))
        if customer not in found:
            found[customer] = day
        elif day is None or found[customer] is None:
            found[customer] = None
        else:
            found[customer] = min(day, found[customer] or day)
    return found


def proofs_to_remind(actor: Actor) -> list[int]:
    """Proofs in their last four weeks of which nobody was told yet. Needs `people.edit`."""
    if not actor.may("people.edit"):
        raise Forbidden("people.edit")
    rows = GroupProof.objects.filter(valid_until__lte=actor.today + papers.AHEAD)
    told = rows.filter(reminded_for=F("valid_until"))
    found = rows.exclude(pk__in=told.values("pk")).order_by("valid_until", "pk")
    return list(found.values_list("pk", flat=True))
