"""Who looks after customers (*Kundenbetreuer*, CUS-14, ROL-02)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from stammkunde.accounts import queries as accounts
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import MEMBERS, Outcome, emit, operation
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.writes import link, lock, unlink
from stammkunde.people.events import CustomersChanged
from stammkunde.people.models import Customer


@operation("people.set_managers", needs="people.edit", undo=MEMBERS)
def set_managers(
    *, actor: Actor, customers: Sequence[int], managers: Sequence[int]
) -> Outcome[Customer]:
    """These of the staff look after these customers from now on, and nobody else (CUS-14).

    Refuses whoever is no colleague with a role (`not_offered`, ROL-02); who left and looks after
    all of these customers already may stay. `done` holds the customers that really moved.
    """
    rows = lock(Customer, customers)
    wanted = set(managers)
    has: dict[int, set[int]] = {row.pk: set() for row in rows}
    pairs = Customer.managers.through.objects.filter(customer__in=list(has))
    for customer, user in pairs.values_list("customer", "user"):
        has[customer].add(user)
    standing = set.intersection(*has.values()) if has else set()
    offered = set(accounts.colleagues().filter(pk__in=wanted).values_list("pk", flat=True))
    if wanted - offered - standing:
        text = _("Only colleagues with a role can look after customers.")
        raise Refused("not_offered", text, "managers")
    leaving = set[int]().union(*has.values()) - wanted
    moved = [row for row in rows if has[row.pk] != wanted]
    link(moved, "managers", accounts.users().filter(pk__in=wanted))
    unlink(moved, "managers", accounts.users().filter(pk__in=leaving))
    if moved:
        emit(CustomersChanged(tuple(row.pk for row in moved)))
    return Outcome(moved)
