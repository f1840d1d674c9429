"""Master data of the life cycle: statuses (CLS-05 to CLS-08)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import WHOLE, Outcome, operation
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.remember import forget
from stammkunde.foundation.writes import Keeper, add, change, change_each, keep, lock, remove
from stammkunde.people import lifecycle, queries, rules
from stammkunde.people.models import (
    Customer,
    CustomerStatus,
    NumberMode,
)


def _fits(pairs: Sequence[tuple[CustomerStatus, Mapping[str, Any]]]) -> None:
    """What an undo gives back still makes sense; who stops being the default does so first."""
    forget(lifecycle.KNOWN)
    back = {row.pk: values for row, values in pairs}
    rows = CustomerStatus.objects.order_by("position", "pk")
    rules.check_statuses([_as_if(row, back.get(row.pk, {})) for row in rows], _numbered())
    change([row for row, values in pairs if values.get("is_default") is False], is_default=False)


keep(CustomerStatus, Keeper(kind="customer_status", back=_fits))

SETTINGS = queries.SETTINGS


@operation("people.add_status", needs=SETTINGS)
def add_status(*, actor: Actor, values: Mapping[str, Any]) -> Outcome[CustomerStatus]:
    """Add a status at the end of the order (CLS-05): name, tone, with_number, is_default.

    Refuses no name (`name_missing`), a name that is there (`name_taken`), an unknown tone
    (`tone_unknown`), a default with number (`default_with_number`).
    """
    rows = _all()
    cleaned = rules.clean_status({"name": "", **values})
    fresh = CustomerStatus(**cleaned, position=max((row.position for row in rows), default=0) + 1)
    was = [row for row in rows if row.is_default and fresh.is_default]
    for row in was:
        row.is_default = False
    rules.check_statuses([*rows, fresh], ())
    for row in was:
        row.is_default = True
    change_each([(row, {"is_default": False}) for row in was])
    return Outcome(add([fresh]))


@operation("people.change_statuses", needs=SETTINGS, undo=WHOLE)
def change_statuses(
    *, actor: Actor, changes: Mapping[int, Mapping[str, Any]]
) -> Outcome[CustomerStatus]:
    """Change name, tone, with_number, is_default of statuses by id.

    Refuses what `add_status` refuses, no default left (`default_missing`), and to take the number
    from a status whose customers have numbers (`numbers_given`, CLS-07).
    """
    cleaned = {pk: rules.clean_status(values) for pk, values in changes.items()}
    return _write(cleaned)


@operation("people.move_status", needs=SETTINGS, undo=WHOLE)
def move_status(*, actor: Actor, status: int, up: bool) -> Outcome[CustomerStatus]:
    """Put a status one place up or down in the order. Refuses beyond the ends (`no_neighbour`)."""
    rows = [row for row in _all() if row.archived_at is None]
    place = next((at for at, row in enumerate(rows) if row.pk == status), None)
    other = None if place is None else place + (-1 if up else 1)
    if place is None or other is None or not 0 <= other < len(rows):
        raise Refused("no_neighbour", _("There is no place beyond."))
    rows[place], rows[other] = rows[other], rows[place]
    return Outcome(change_each([(row, {"position": at}) for at, row in enumerate(rows, 1)]))


@operation("people.archive_statuses", needs=SETTINGS, undo=WHOLE)
def archive_statuses(*, actor: Actor, statuses: Sequence[int]) -> Outcome[CustomerStatus]:
    """Nobody can choose these any more; who has one keeps it. Refuses the default status."""
    now = clock.now()
    return _write({pk: {"archived_at": now} for pk in statuses})


@operation("people.restore_statuses", needs=SETTINGS, undo=WHOLE)
def restore_statuses(*, actor: Actor, statuses: Sequence[int]) -> Outcome[CustomerStatus]:
    """These can be chosen again. Refuses unknown ids."""
    return _write({pk: {"archived_at": None} for pk in statuses})


@operation("people.remove_status", needs=SETTINGS)
def remove_status(*, actor: Actor, status: int) -> Outcome[int]:
    """Delete a status that no customer has (CLS-08).

    Refuses one that is in use (`in_use`), a shipped one (`shipped`), the default
    (`default_missing`): those can be archived.
    """
    forget(lifecycle.KNOWN)
    (row,) = lock(CustomerStatus, [status])
    if row.is_default:
        text = _("New customers need a default status: choose another one as default first.")
        raise Refused("default_missing", text)
    if row.code:
        raise Refused("shipped", _("This status came with the program: it can only be archived."))
    if Customer.objects.filter(status=status).exists():
        raise Refused("in_use", _("Customers have this status: it can only be archived."))
    remove([row])
    return Outcome([status])


def _all() -> list[CustomerStatus]:
    """All of them, locked; whoever comes here waits, and then sees those that were added meanwhile."""
    forget(lifecycle.KNOWN)
    lock(CustomerStatus, _ids())
    return sorted(lock(CustomerStatus, _ids()), key=lambda row: (row.position, row.pk))


def _ids() -> list[int]:
    return list(CustomerStatus.objects.values_list("pk", flat=True))


def _write(wanted: Mapping[int, Mapping[str, Any]]) -> Outcome[CustomerStatus]:
    """Judge all statuses as they would be, then write: first who stops being the default."""
    rows = _all()
    there = {row.pk: row for row in rows}
    if missing := wanted.keys() - there.keys():
        lock(CustomerStatus, missing)  # says that they are missing
    changes = {pk: dict(values) for pk, values in wanted.items()}
    if chosen := [pk for pk, values in changes.items() if values.get("is_default")]:
        for row in rows:
            if row.is_default and row.pk not in chosen:
                changes.setdefault(row.pk, {})["is_default"] = False
    rules.check_statuses([_as_if(row, changes.get(row.pk, {})) for row in rows], _numbered())
    pairs = [(there[pk], values) for pk, values in changes.items()]
    pairs.sort(key=lambda pair: bool(pair[1].get("is_default")))
    done: list[CustomerStatus] = []
    for row, values in pairs:
        done += change_each([(row, values)])
    return Outcome(done)


def _as_if(row: CustomerStatus, values: Mapping[str, Any]) -> CustomerStatus:
    kept = {
        column.attname: getattr(row, column.attname)
        for column in CustomerStatus._meta.concrete_fields
    }
    return CustomerStatus(**{**kept, **values})


def _numbered() -> set[int]:
    """Statuses that customers with a number have; empty where every customer has a number."""
    if lifecycle.business().number_mode == NumberMode.ON_CREATE:
        return set()
    found = Customer.objects.exclude(number="").order_by().values_list("status", flat=True)
    return {pk for pk in found.distinct() if pk is not None}
