"""Locking customers: the switch with a reason (DEL-04, DEL-05)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import FIELDS, Outcome, emit, operation
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.writes import change, lock
from stammkunde.people import rules
from stammkunde.people.events import CustomersChanged, CustomersLocked
from stammkunde.people.models import Customer

LOCK = "people.lock"


@operation("people.lock_customers", needs=LOCK, undo=FIELDS)
def lock_customers(
    *, actor: Actor, customers: Sequence[int], reason: str, message: str = ""
) -> Outcome[Customer]:
    """Lock customers: no system mail, no portal, no web sign-up; data stay (DEL-04, DEL-05).

    reason: for the office only. message: what the customer reads where the lock stops them, "" for
    the usual sentence. Refuses no reason (`reason_missing`); per customer who is locked already
    (`already_locked`). The status stays what it is, so that unlocking restores everything (C-02).
    """
    why, said = " ".join(reason.split())[:200], " ".join(message.split())[:400]
    if not why:
        raise Refused("reason_missing", _("Locking needs a reason."), "reason")
    rows, refused = rules.lockable(lock(Customer, customers))
    done = change(rows, locked_at=clock.now(), lock_reason=why, lock_message=said)
    if done:
        ids = tuple(row.pk for row in done)
        emit(CustomersLocked(ids))
        emit(CustomersChanged(ids))
    return Outcome(done, refused)


@operation("people.unlock_customers", needs=LOCK, undo=FIELDS)
def unlock_customers(*, actor: Actor, customers: Sequence[int]) -> Outcome[Customer]:
    """Take the lock away. Refused per customer: who is not locked (`not_locked`)."""
    rows, refused = rules.unlockable(lock(Customer, customers))
    done = change(rows, locked_at=None, lock_reason="", lock_message="")
    if done:
        emit(CustomersChanged(tuple(row.pk for row in done)))
    return Outcome(done, refused)
