"""Writing proofs for groups that need one (CLS-15, users.md R7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from django.utils.translation import gettext as _

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import FIELDS, Outcome, emit, operation
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.foundation.writes import Keeper, add, change, change_each, keep, lock
from stammkunde.people import papers, rules
from stammkunde.people.events import ProofExpiring
from stammkunde.people.models import Customer, CustomerGroup, Document, GroupProof
from stammkunde.people.operations.documents import DOCUMENTS, NewDocument, add_documents
from stammkunde.people.operations.groups import put_into_groups


def _of_customer(proof: GroupProof) -> list[tuple[str, int]]:
    return [("customer", proof.customer_id)]


keep(GroupProof, Keeper(kind="group_proof", subjects=_of_customer, part_of="customer"))


@operation("people.prove_group", needs=DOCUMENTS)
def prove_group(
    *,
    actor: Actor,
    customer: int,
    group: int,
    valid_until: str | date,
    document: NewDocument | int | None = None,
) -> Outcome[GroupProof]:
    """Say that a customer has shown the proof for a group, and until when it holds (CLS-15).

    document: the file, filed among the documents of the customer, or one that is there (its id);
    with None what was shown stays where it is and only the day moves, or nothing was kept. Whoever
    is not in the group joins it (needs `people.edit`). Renewing keeps the old document and asks for
    another reminder. There is no undo; the group can be taken away.

    Refuses a day that is none (`invalid`) or over (`proof_over`), a group that needs no proof
    (`no_proof_needed`), one in the archive to join (`archived`; who is in it may renew), and
    somebody else's document (`foreign`).
    """
    until = rules.valid_until(cast("str", valid_until), actor.today)
    (wanted,) = lock(CustomerGroup, [group])
    if not wanted.needs_proof:
        text = _("“%(name)s” needs no proof.") % {"name": wanted.name}
        raise Refused("no_proof_needed", text, "group")
    (row,) = lock(Customer, [customer])
    filed = _filed(actor, customer, document)
    if not row.groups.filter(pk=group).exists():
        put_into_groups(actor=actor, kind="group", customers=[customer], groups=[group])
    found = GroupProof.objects.filter(customer=customer, group=group).values_list("pk", flat=True)
    rows = lock(GroupProof, found)
    who = actor.id if actor.kind == "staff" else None
    if rows:
        values = {"valid_until": until, "author_id": who, "reminded_for": None}
        values |= {"document_id": filed} if filed else {}
        change(rows, **values)
        return Outcome(rows)
    made = GroupProof(
        customer=row, group=wanted, document_id=filed, valid_until=until, author_id=who,
        created_at=clock.now(),
    )  # fmt: skip
    return Outcome(add([made]))


@operation("people.remind_of_proofs", needs="people.edit", undo=FIELDS)
def remind_of_proofs(*, actor: Actor, proofs: Sequence[int]) -> Outcome[GroupProof]:
    """Tell the rooms above, once per day of validity, that proofs run out within four weeks.

    Silent are those that hold longer, were told of, belong to somebody who is no longer in the
    group or no longer a customer in use, or have died. `done` holds the others. The group stays:
    only the office takes it away.
    """
    rows = lock(GroupProof, proofs)
    held = set(
        Customer.groups.through.objects.filter(
            customer__in=[row.customer_id for row in rows],
            customer__archived_at__isnull=True,
            customer__deceased_on__isnull=True,
            customergroup__needs_proof=True,
        ).values_list("customer", "customergroup")
    )
    due = [
        row
        for row in rows
        if (row.customer_id, row.group_id) in held
        and row.valid_until <= actor.today + papers.AHEAD
        and row.reminded_for != row.valid_until
    ]
    change_each([(row, {"reminded_for": row.valid_until}) for row in due])
    if due:
        emit(ProofExpiring(tuple(row.pk for row in due)))
    return Outcome(due)


def _filed(actor: Actor, customer: int, document: NewDocument | int | None) -> int | None:
    if isinstance(document, NewDocument):
        return add_documents(actor=actor, customer=customer, documents=[document]).done[0].pk
    if document is None:
        return None
    (row,) = lock(Document, [document])
    if row.customer_id != customer:
        raise Refused("foreign", _("This document belongs to somebody else."), "document")
    if row.archived_at is not None:
        raise Missing("a document in the bin")
    return row.pk
