"""Writing participants and who is responsible for them (PAR-01, PAR-06, N-06)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import CREATED, FIELDS, Outcome, emit, operation
from stammkunde.foundation.refusals import Refusal
from stammkunde.foundation.writes import Keeper, add, bring, change, change_each, expect, keep, lock
from stammkunde.people import fields, own, rules
from stammkunde.people.events import (
    ParticipantsAdded,
    ParticipantsChanged,
    ParticipantsWithdrawn,
)
from stammkunde.people.fields import PARTICIPANT
from stammkunde.people.models import Customer, Guardianship, Kind, Participant
from stammkunde.people.search import PARTICIPANTS, PARTICIPANTS_BY

HOME, SELF, FAMILY = "customer", "is_self", "participants"


def _subjects(row: Participant) -> list[tuple[str, int]]:
    """The participant, the home, and the home to which it is moving just now."""
    homes = dict.fromkeys([row.customer_id, getattr(row, "came_to", row.customer_id)])
    return [*(("customer", home) for home in homes), ("participant", row.pk)]


keep(
    Participant,
    Keeper(
        kind="participant",
        derive=rules.derive_participant,
        derived=rules.PARTICIPANT_DERIVED,
        secret=PARTICIPANT.secret(),
        search=PARTICIPANTS,
        searched=PARTICIPANTS_BY,
        changed=ParticipantsChanged,
        removed=ParticipantsWithdrawn,
        subjects=_subjects,
        part_of="customer",
        gone="erased_at",
        beside=own.OF_PARTICIPANTS,
    ),
)


@dataclass(frozen=True)
class ParticipantChange:
    """What shall become of one participant; `expected` as for customers (D54)."""

    id: int
    values: Mapping[str, Any]
    expected: Mapping[str, Any] = field(default_factory=dict)


@operation("people.add_participants", needs="people.edit", undo=CREATED)
def add_participants(
    *, actor: Actor, participants: Sequence[Mapping[str, Any]]
) -> Outcome[Participant]:
    """Add participants (PAR-01). Each item holds `customer` (id of the home) and texts by field key.

    `is_self`: the customer takes part; names are then taken over. A person without a surname gets
    that of a private customer. The home customer becomes responsible: books, sees, pays 100 %.
    Refused per item, with its position as row: values that a field cannot take (`invalid`),
    nobody's name (`name_missing`), a second `is_self` (`self_taken`), an organisation that would
    take part itself (`self_organisation`).
    """
    outcome: Outcome[Participant] = Outcome()
    homes = {row.pk: row for row in lock(Customer, [item[HOME] for item in participants])}
    rows: list[Participant] = []
    taken = _themselves(homes)
    for position, item in enumerate(participants):
        home = homes[item[HOME]]
        made, refused = made_of(home, item, taken=home.pk in taken)
        outcome.refused.extend(replace(one, row=position) for one in refused)
        if made is not None:
            taken |= {home.pk} if made.is_self else set()
            rows.append(made)
    outcome.done = put(rows)
    return outcome


@operation("people.change_participants", needs="people.edit", undo=FIELDS)
def change_participants(
    *, actor: Actor, changes: Sequence[ParticipantChange]
) -> Outcome[Participant]:
    """Change fields of participants, each its own.

    `Stale` (nothing is written) where an expected value moved. Refused per participant, with its
    id as row: values that a field cannot take (`invalid`), nobody's name (`name_missing`).
    """
    outcome: Outcome[Participant] = Outcome()
    rows = {row.pk: row for row in lock(Participant, [one.id for one in changes])}
    pairs: list[tuple[Participant, Mapping[str, Any]]] = []
    known = fields.known_fields("participant")
    for one in changes:
        row = rows[one.id]
        values, refused = rules.clean_participant(one.values, known)
        shown, _ignored = rules.clean_participant(one.expected, known)
        expect(row, expected=shown, wanted=values)
        refused = refused or rules.participant_problems({**rules.participant_values(row), **values})
        if refused:
            outcome.refused.extend(replace(problem, row=one.id) for problem in refused)
        else:
            pairs.append((row, values))
    outcome.done = change_each(pairs)
    _tell(outcome.done)
    return outcome


@operation("people.archive_participants", needs="people.edit", undo=FIELDS)
def archive_participants(*, actor: Actor, participants: Sequence[int]) -> Outcome[Participant]:
    """Put participants into the archive: out of lists and search, nothing is deleted (2.2).

    Refused per participant: who is there already (`already_archived`).
    """
    rows, refused = rules.participants_archivable(lock(Participant, participants), in_use=True)
    outcome = Outcome(change(rows, archived_at=clock.now()), refused)
    _tell(outcome.done)
    return outcome


@operation("people.restore_participants", needs="people.edit", undo=FIELDS)
def restore_participants(*, actor: Actor, participants: Sequence[int]) -> Outcome[Participant]:
    """Take participants out of the archive. Refused: who is not there (`not_archived`)."""
    rows, refused = rules.participants_archivable(lock(Participant, participants), in_use=False)
    outcome = Outcome(change(rows, archived_at=None), refused)
    _tell(outcome.done)
    return outcome


@operation("people.mark_participants_deceased", needs="people.edit", undo=FIELDS)
def mark_participants_deceased(
    *, actor: Actor, participants: Sequence[int], on: Any
) -> Outcome[Participant]:
    """Note the day on which participants died, or take it back (None).

    No birthday, greeting or reminder from then on; bookings and invoices stay. Refuses what
    `rules.day_of_death` refuses.
    """
    rows = lock(Participant, participants)
    births = [row.birth_date for row in rows]
    day = None if on is None else rules.day_of_death(on, actor.today, births)
    outcome = Outcome(change(rows, deceased_on=day))
    _tell(outcome.done)
    return outcome


def followers(
    pairs: Sequence[tuple[Customer, Mapping[str, Any]]],
) -> list[tuple[Participant, Mapping[str, Any]]]:
    """Customers who take part and are being renamed: their participants with the new name.

    Locked; to be written in the same operation. Two names that differed already stay apart.
    """
    keys = {"first_name", "last_name"}
    renamed = {
        row.pk: (row, values)
        for row, values in pairs
        if any(getattr(row, key) != values[key] for key in keys & values.keys())
    }
    if not renamed:
        return []
    found = Participant.objects.filter(customer__in=renamed, is_self=True)
    rows = lock(Participant, found.values_list("pk", flat=True))
    moved = [(row, rules.followed_name(row, *renamed[row.customer_id])) for row in rows]
    return [(row, values) for row, values in moved if values]


def made_of(
    home: Customer, item: Mapping[str, Any], *, taken: bool = False
) -> tuple[Participant | None, list[Refusal]]:
    """The participant that `item` describes, or why there is none; nothing is written."""
    wants_self = bool(item.get(SELF))
    if wants_self and home.kind == Kind.ORGANISATION:
        text = _("An organisation does not take part itself.")
        return None, [Refusal(None, "self_organisation", text, SELF)]
    if wants_self and taken:
        text = _("The customer takes part already.")
        return None, [Refusal(None, "self_taken", text, SELF)]
    given = {key: value for key, value in item.items() if key not in {HOME, SELF}}
    owned = any("." in key for key in given)
    values, refused = rules.clean_participant(
        {**(rules.self_values(home) if wants_self else {"kind": "person"}), **given},
        fields.known_fields("participant") if owned else PARTICIPANT,
    )
    refused = refused or rules.participant_problems(values)
    if refused:
        return None, refused
    values = rules.with_surname(values, home)
    columns, beside = rules.parted(values)
    made = Participant(**columns, customer=home, is_self=wants_self, created_at=clock.now())
    bring(made, beside)
    return made, []


def family_of(
    home: Customer, items: Sequence[Mapping[str, Any]]
) -> tuple[list[Participant], list[Refusal]]:
    """Those who take part from the start; refusals name their field as `participants.1.birth_date`."""
    rows: list[Participant] = []
    problems: list[Refusal] = []
    for position, item in enumerate(items):
        made, refused = made_of(home, item, taken=any(row.is_self for row in rows))
        problems += [replace(one, field=f"{FAMILY}.{position}.{one.field}") for one in refused]
        rows += [made] if made else []
    return rows, problems


def put(rows: Sequence[Participant]) -> list[Participant]:
    """Write participants, their homes' guardianships and the news; inside an operation."""
    done = add(rows)
    add([Guardianship(participant=row, customer_id=row.customer_id) for row in done])
    if done:
        emit(ParticipantsAdded(tuple(row.pk for row in done)))
    return done


def _themselves(homes: Mapping[int, Customer]) -> set[int]:
    found = Participant.objects.filter(customer__in=homes, is_self=True)
    return set(found.values_list("customer", flat=True))


def _tell(changed: Sequence[Participant]) -> None:
    if changed:
        emit(ParticipantsChanged(tuple(row.pk for row in changed)))
