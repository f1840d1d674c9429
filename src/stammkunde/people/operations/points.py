"""Writing further phone numbers and e-mail addresses (ADR 12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import CREATED, FIELDS, WHOLE, Outcome, emit, operation
from stammkunde.foundation.refusals import Missing, Refusal, Refused
from stammkunde.foundation.writes import (
    Keeper,
    add,
    change,
    change_each,
    expect,
    keep,
    lock,
    remove,
)
from stammkunde.people import rules
from stammkunde.people.events import CustomersChanged
from stammkunde.people.models import ContactPoint, Customer, PointKind
from stammkunde.people.operations import alike
from stammkunde.people.search import POINTS

GIVEN = "points"  # the key under which a new customer brings its points

keep(
    ContactPoint,
    Keeper(
        kind="contact_point",
        derive=rules.derive_point,
        derived=rules.POINT_DERIVED,
        search=POINTS,
        subjects=lambda row: [("customer", row.customer_id)],
        part_of="customer",
    ),
)


@operation("people.add_points", needs="people.edit", undo=CREATED)
def add_points(
    *, actor: Actor, customer: int, points: Sequence[Mapping[str, Any]]
) -> Outcome[ContactPoint]:
    """Add further phones and e-mails of one customer, behind those there. `fields.POINT` by key.

    Refuses what a field cannot take (`invalid`), what the customer has already (`point_taken`), and
    an e-mail address that somebody else has where that is forbidden (`email_taken`, C-04).
    """
    (home,) = lock(Customer, [customer])
    there = list(ContactPoint.objects.filter(customer=home))
    rows: list[ContactPoint] = []
    for values in points:
        cleaned = rules.clean_point(values)
        rules.new_point(home, [*there, *rows], cleaned)
        _check_email(home, cleaned)
        rows.append(_made(home, cleaned, len(there) + len(rows)))
    done = add(rows)
    _tell(home)
    return Outcome(done)


@operation("people.change_point", needs="people.edit", undo=FIELDS)
def change_point(
    *,
    actor: Actor,
    customer: int,
    point: int,
    values: Mapping[str, Any],
    expected: Mapping[str, Any] | None = None,
) -> Outcome[ContactPoint]:
    """Change a further phone or e-mail; its kind stays. `Stale` where an expected value moved.

    Refuses as `add_points`. `Missing` for one of somebody else.
    """
    home, row = _locked(customer, point)
    cleaned = rules.clean_point({"label": row.label, **values, "kind": row.kind})
    expect(row, expected=expected or {}, wanted=cleaned)
    if rules.folded_point(row.kind, cleaned["value"]) != row.folded:
        rules.new_point(home, ContactPoint.objects.filter(customer=home), cleaned)
        _check_email(home, cleaned)
    done = change([row], **cleaned)
    _tell(home)
    return Outcome(done)


@operation("people.remove_points", needs="people.edit")
def remove_points(*, actor: Actor, customer: int, points: Sequence[int]) -> Outcome[ContactPoint]:
    """Remove further phones and e-mails of a customer; those of somebody else stay. No undo.

    `Missing` for one that is not there.
    """
    (home,) = lock(Customer, [customer])
    rows = [row for row in lock(ContactPoint, points) if row.customer_id == customer]
    remove(rows)
    _tell(home)
    return Outcome(rows)


@operation("people.make_first_point", needs="people.edit", undo=WHOLE)
def make_first_point(*, actor: Actor, customer: int, point: int) -> Outcome[Customer]:
    """Make a further phone or e-mail the customer's first; the one that was first takes its place.

    Labels go with their numbers, nothing is lost. Where there was no first one, the further one
    moves up in a step of its own, which has no undo. `Missing` for one of somebody else.
    """
    home, row = _locked(customer, point)
    kind, label = row.kind, f"{row.kind}_label"
    first = {"value": getattr(home, kind), "label": getattr(home, label)}
    if not first["value"]:
        return Outcome(move_point_up(actor=actor, customer=customer, point=point).done)
    change_each([(home, {kind: row.value, label: row.label})])
    change_each([(row, first)])
    _tell(home)
    return Outcome([home])


@operation("people.move_point_up", needs="people.edit")
def move_point_up(*, actor: Actor, customer: int, point: int) -> Outcome[Customer]:
    """Make a further phone or e-mail the first where there is none. Refuses (`first_there`) else.

    `Missing` for one of somebody else. There is no undo: nothing is left of the further one.
    """
    home, row = _locked(customer, point)
    if getattr(home, row.kind):
        raise Refused("first_there", _("There is a first one already."), "value")
    done = change([home], **{row.kind: row.value, f"{row.kind}_label": row.label})
    remove([row])
    _tell(home)
    return Outcome(done)


def points_of(
    home: Customer, items: Sequence[tuple[int, Mapping[str, Any]]]
) -> tuple[list[ContactPoint], list[Refusal]]:
    """The further points of a new customer, from (position, values).

    Refusals name their field as `points.1.value`.
    """
    rows: list[ContactPoint] = []
    problems: list[Refusal] = []
    for position, item in items:
        try:
            cleaned = rules.clean_point(item)
            rules.new_point(home, rows, cleaned)
            _check_email(home, cleaned)
        except Refused as no:
            field = f"{GIVEN}.{position}.{no.field}"
            problems.append(Refusal(None, no.code, no.message, field))
        else:
            rows.append(_made(home, cleaned, len(rows)))
    return rows, problems


def _check_email(home: Customer, cleaned: Mapping[str, Any]) -> None:
    if cleaned["kind"] == PointKind.EMAIL:
        besides = () if home.pk is None else (home.pk,)
        for one in alike.email_problems([(0, cleaned["value"])], besides=besides).values():
            raise Refused(one.code, one.message, "value")


def _made(home: Customer, cleaned: Mapping[str, Any], order: int) -> ContactPoint:
    made = ContactPoint(customer=home, order=order, **cleaned)
    rules.derive_point(made)  # the next one of the same list is compared with it
    return made


def _locked(customer: int, point: int) -> tuple[Customer, ContactPoint]:
    (home,) = lock(Customer, [customer])
    (row,) = lock(ContactPoint, [point])
    if row.customer_id != customer:
        raise Missing(f"contact point {point}")
    return home, row


def _tell(home: Customer) -> None:
    emit(CustomersChanged((home.pk,)))
