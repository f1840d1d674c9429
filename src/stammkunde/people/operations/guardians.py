"""Writing who is responsible for a participant: rights, shares, the home (N-06, R4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import CREATED, FIELDS, Outcome, emit, operation
from stammkunde.foundation.refusals import Missing, Refusal
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
from stammkunde.people.events import GuardiansChanged, GuardiansWithdrawn, ParticipantsChanged
from stammkunde.people.models import Customer, Guardianship, Participant
from stammkunde.people.search import GUARDIANS

keep(
    Guardianship,
    Keeper(
        kind="guardianship",
        search=GUARDIANS,
        changed=GuardiansChanged,
        removed=GuardiansWithdrawn,
        subjects=lambda row: [
            ("customer", row.customer_id),
            ("customer", row.participant.customer_id),
            ("participant", row.participant_id),
        ],
        part_of="customer",
    ),
)


@dataclass(frozen=True)
class GuardianChange:
    """Rights and share of one responsible customer; `expected` as for customers (D54)."""

    customer: int
    values: Mapping[str, Any]
    expected: Mapping[str, Any] = field(default_factory=dict)


@operation("people.add_guardians", needs="people.edit", undo=CREATED)
def add_guardians(
    *, actor: Actor, participant: int, customers: Sequence[int]
) -> Outcome[Guardianship]:
    """Make customers responsible for a participant (N-06): they see, but neither book nor pay yet.

    Refused per customer, with its id as row: who is responsible already (`already_responsible`).
    `Missing` for a participant or customer that is not there.
    """
    homes = lock(Customer, customers)  # customers first, as everywhere
    [one] = lock(Participant, [participant])
    there = set(_of(one).values_list("customer", flat=True))
    text = _("This customer is responsible already.")
    refused = [Refusal(row.pk, "already_responsible", text) for row in homes if row.pk in there]
    fresh = [
        Guardianship(participant=one, customer=row, may_book=False, may_pay=False, pay_share=0)
        for row in homes
        if row.pk not in there
    ]
    return Outcome(add(fresh), refused)


@operation("people.change_guardians", needs="people.edit", undo=FIELDS)
def change_guardians(
    *,
    actor: Actor,
    participant: int,
    changes: Sequence[GuardianChange],
    nobody_books: bool = False,
) -> Outcome[Guardianship]:
    """Change rights and shares of those who are responsible for a participant.

    The participant is locked first: two people who share out at once cannot end above the whole.
    Refuses (nothing is written) shares that are not 100 % together (`nobody_pays`,
    `shares_missing`, `shares_over`, `share_invalid`), and that nobody may book (`nobody_books`)
    unless `nobody_books` confirms it. `Stale` where an expected value moved, `Missing` for
    somebody who is not responsible.
    """
    rows = _locked(participant)
    pairs: list[tuple[Guardianship, Mapping[str, Any]]] = []
    for one in changes:
        row = rows.get(one.customer)
        if row is None:
            raise Missing(f"guardian {one.customer}")
        values = rules.clean_rights({**rules.rights_of(row), **one.values})
        if one.expected:
            shown = rules.clean_rights({**rules.rights_of(row), **one.expected})
            expect(row, expected={key: shown[key] for key in one.expected}, wanted=values)
        pairs.append((row, values))
    done = change_each(pairs)
    rules.check_shares(rows.values())
    if not nobody_books:
        rules.check_booking(rows.values())
    _tell(done)
    return Outcome(done)


@operation("people.remove_guardians", needs="people.edit")
def remove_guardians(
    *, actor: Actor, participant: int, customers: Sequence[int], nobody_books: bool = False
) -> Outcome[Guardianship]:
    """End responsibilities for a participant. There is no undo: make them responsible again.

    Refused per customer, with its id as row: the home (`home_stays`), who still pays a share
    (`pays_share`). Refuses that nobody is left who may book (`nobody_books`) unless confirmed.
    `Missing` for somebody who is not responsible.
    """
    rows = _locked(participant)
    refused: list[Refusal] = []
    going: list[Guardianship] = []
    for pk in dict.fromkeys(customers):
        row = rows.get(pk)
        if row is None:
            raise Missing(f"guardian {pk}")
        problem = rules.removal_problem(row, home=row.participant.customer_id)
        if problem:
            refused.append(replace(problem, row=pk))
        else:
            going.append(row)
    if going and not nobody_books:
        rules.check_booking(row for row in rows.values() if row not in going)
    remove(going)
    return Outcome(going, refused)


@operation("people.move_participants", needs="people.edit", undo=FIELDS)
def move_participants(
    *, actor: Actor, participants: Sequence[int], customer: int
) -> Outcome[Participant]:
    """Say to which of their responsible customers participants belong ("gehört zu").

    Refused per participant, with its id as row: a customer who is not responsible
    (`not_responsible`), who takes part in person (`self_stays`), whose home it is already
    (`at_home`).
    """
    [home] = lock(Customer, [customer])
    rows = lock(Participant, participants)
    found = Guardianship.objects.filter(participant__in=rows, customer=home)
    responsible = set(found.values_list("participant", flat=True))
    outcome: Outcome[Participant] = Outcome()
    right: list[Participant] = []
    for row in rows:
        problem = rules.move_problem(row, to=home.pk, responsible=row.pk in responsible)
        if problem:
            outcome.refused.append(replace(problem, row=row.pk))
        else:
            row.came_to = home.pk  # type: ignore[attr-defined]  # for the timeline of both
            right.append(row)
    outcome.done = change(right, customer_id=home.pk)
    if outcome.done:
        emit(ParticipantsChanged(tuple(row.pk for row in outcome.done)))
    return outcome


def _locked(participant: int) -> dict[int, Guardianship]:
    """Those who are responsible, by customer; the participant is locked before they are read."""
    [one] = lock(Participant, [participant])
    rows = lock(Guardianship, _of(one).values_list("pk", flat=True))
    for row in rows:
        row.participant = one
    return {row.customer_id: row for row in rows}


def _of(participant: Participant) -> Any:
    return Guardianship.objects.filter(participant=participant)


def _tell(changed: Sequence[Guardianship]) -> None:
    if changed:
        emit(GuardiansChanged(tuple(row.pk for row in changed)))
