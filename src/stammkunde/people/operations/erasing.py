"""Customers leave for good: the bin, and the erasure that nobody can undo (DEL-01 to 03, C-08)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from stammkunde.foundation import clock, erasing
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import FIELDS, Outcome, emit, operation
from stammkunde.foundation.refusals import Refusal
from stammkunde.foundation.writes import change_each, lock
from stammkunde.people import leaving
from stammkunde.people.events import (
    CustomersChanged,
    CustomersErased,
    GuardiansChanged,
    ParticipantsChanged,
)
from stammkunde.people.models import Customer, Guardianship, Participant

ERASE = "people.erase"


@operation("people.bin_customers", needs=ERASE, undo=FIELDS)
def bin_customers(
    *, actor: Actor, customers: Sequence[int], confirmed: Collection[str] = ()
) -> Outcome[Customer]:
    """Put customers into the bin: archived now, erased by night after 30 days (C-08).

    confirmed: keys of the open items that somebody has confirmed. Restoring takes them out again.
    Refused per customer: who is there already (`already_binned`), what is open and must be settled
    (`open_items`) or confirmed (`unconfirmed`) first.
    """
    rows = lock(Customer, customers)
    there = {row.pk for row in rows if row.erase_after is not None}
    text = _("This customer is in the bin already.")
    refused = [Refusal(pk, "already_binned", text) for pk in sorted(there)]
    rows = [row for row in rows if row.pk not in there]
    unsettled = _unsettled(rows, {*confirmed, leaving.IN_USE_KEY})
    kept = {one.row for one in unsettled}
    day, now = actor.today + leaving.BIN_TIME, clock.now()
    done = change_each(
        [
            (row, {"erase_after": day, "archived_at": row.archived_at or now})
            for row in rows
            if row.pk not in kept
        ]
    )
    if done:
        emit(CustomersChanged(tuple(row.pk for row in done)))
    return Outcome(done, refused + unsettled)


@operation("people.erase_customers", needs=ERASE)
def erase_customers(
    *, actor: Actor, customers: Sequence[int], confirmed: Collection[str] = ()
) -> Outcome[Customer]:
    """Erase customers for ever: no undo (DEL-01 to DEL-03; features 2.18).

    Everything personal goes, here and in the journal: contact data, notes, participants, contacts,
    bank accounts, consents, pictures. The row stays as *Kunde gelöscht* for invoices and bookings,
    its number is never given again. Participants for whom somebody else is responsible stay with
    them. Rooms above hear of it before the rows go (`CustomersErased`) and may object.
    Refused per customer: what is open and must be settled (`open_items`), or confirmed
    (`unconfirmed`) unless the customer's time in the bin is over. At most some hundred at once.
    """
    rows = lock(Customer, customers)
    over = {row.pk for row in rows if row.erase_after and row.erase_after <= actor.today}
    refused = _unsettled([row for row in rows if row.pk not in over], set(confirmed))
    refused += _unsettled([row for row in rows if row.pk in over], None)
    kept = {one.row for one in refused}
    rows = [row for row in rows if row.pk not in kept]
    if not rows:
        return Outcome([], refused)
    ids = [row.pk for row in rows]
    _find_homes(ids)
    _pass_on_shares(ids)
    gone = Participant.objects.filter(customer__in=ids, erased_at__isnull=True)
    news = CustomersErased(tuple(ids), tuple(gone.order_by("pk").values_list("pk", flat=True)))
    emit(news, now=True)
    erasing.erase(rows, clock.now())
    return Outcome(rows, refused)


def _unsettled(rows: Sequence[Customer], confirmed: Collection[str] | None) -> list[Refusal]:
    """What speaks against each; `confirmed` None: all that may be confirmed is."""
    refused = []
    found = leaving.open_items([row.pk for row in rows]) if rows else {}
    for pk, items in found.items():
        if blocking := [one for one in items if one.blocks]:
            text = _("This must be settled first: %(what)s")
            what = " ".join(one.label for one in blocking)
            refused.append(Refusal(pk, "open_items", text % {"what": what}))
        elif confirmed is not None and (missing := [o for o in items if o.key not in confirmed]):
            text = _("Please confirm first: %(what)s")
            what = " ".join(one.label for one in missing)
            refused.append(Refusal(pk, "unconfirmed", text % {"what": what}))
    return refused


def _find_homes(ids: Sequence[int]) -> None:
    """Participants with somebody else move there (`leaving.elsewhere`)."""
    moves = [move for some in leaving.elsewhere(ids).values() for move in some]
    homes = {move.participant: move.home for move in moves}
    lock(Customer, homes.values())
    rows = lock(Participant, homes)
    for row in rows:
        row.came_to = homes[row.pk]  # type: ignore[attr-defined]  # for the timeline of both
    change_each([(row, {"customer_id": homes[row.pk]}) for row in rows])
    if rows:
        emit(ParticipantsChanged(tuple(row.pk for row in rows)))


def _pass_on_shares(ids: Sequence[int]) -> None:
    """Where one of these was responsible beside others, the home takes over what is left to pay."""
    left = Guardianship.objects.filter(customer__in=ids).exclude(participant__customer__in=ids)
    lock(Participant, set(left.values_list("participant", flat=True)))  # shares move behind it
    others = Guardianship.objects.filter(participant__in=left.values("participant"))
    found = others.exclude(customer__in=ids).select_related("participant")
    homes: dict[int, int] = {}
    missing: dict[int, int] = defaultdict(lambda: 100)
    for row in found:
        missing[row.participant_id] -= row.pay_share if row.may_pay else 0
        if row.customer_id == row.participant.customer_id:
            homes[row.participant_id] = row.pk
    owed = {pk: missing[who] for who, pk in homes.items() if missing[who] > 0}
    rows = lock(Guardianship, owed)
    paid = {row.pk: row.pay_share if row.may_pay else 0 for row in rows}
    wanted = {"may_pay": True, "may_book": True}
    change_each([(row, {**wanted, "pay_share": paid[row.pk] + owed[row.pk]}) for row in rows])
    if rows:
        emit(GuardiansChanged(tuple(row.pk for row in rows)))
