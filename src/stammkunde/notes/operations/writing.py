"""Writing notes and changing them (NOT-01, NOT-03, NOT-06, NOT-08)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.accounts import queries as accounts
from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import CREATED, FIELDS, Outcome, operation
from stammkunde.foundation.refusals import Missing, Refusal, Refused
from stammkunde.foundation.writes import (
    Keeper,
    add,
    change,
    change_each,
    expect,
    keep,
    link,
    lock,
)
from stammkunde.notes import rules
from stammkunde.notes.fields import EDIT, NOTE
from stammkunde.notes.models import FollowUp, Note, Origin, State
from stammkunde.notes.search import SEARCH
from stammkunde.people.models import Customer, Participant

DUE = "due_on"


def _about(note: Note) -> list[tuple[str, int]]:
    """A note is told on its customer's page."""
    return [("note", note.pk), ("customer", note.customer_id)]


def _about_follow_up(row: FollowUp) -> list[tuple[str, int]]:
    return _about(row.note)


keep(
    Note,
    Keeper(
        kind="note",
        subjects=_about,
        part_of="customer",
        search=SEARCH,
        searched=frozenset({"title", "text", "person"}),
    ),
)
keep(
    FollowUp,
    Keeper(
        kind="note",
        derive=rules.derive_due,
        derived=rules.DERIVED,
        subjects=_about_follow_up,
        part_of="customer",
    ),
)


@dataclass(frozen=True)
class NewNote:
    """A note that is to be written.

    customer: an id; for a note about a participant it may be left out, the home is meant then.
    due_on: the day on which it comes back. inform: users who are told; who is named with @ in the
    text is told as well, on that day or, without one, today.
    """

    text: str = ""
    customer: int | None = None
    participant: int | None = None
    title: str = ""
    origin: str = Origin.OWN.value
    person: str = ""
    pinned: bool = False
    due_on: date | None = None
    inform: Collection[int] = ()


@dataclass(frozen=True)
class NoteChange:
    """New values (as typed or as stored) of one note by field, and what its page had shown."""

    id: int
    values: Mapping[str, Any]
    expected: Mapping[str, Any] = field(default_factory=dict)


@operation("notes.write_notes", needs=EDIT, undo=CREATED)
def write_notes(*, actor: Actor, notes: Sequence[NewNote]) -> Outcome[Note]:
    """Write notes about customers or participants, each with its follow-up (NOT-03 to NOT-05).

    Refuses what says nothing (`empty`), is too long (`too_long`), has a day that is over (`past`),
    informs somebody who is no colleague (`no_colleague`) or is about a participant of somebody else
    (`elsewhere`). `Missing` for customers and participants who are not there (any more).
    """
    about = _subjects(notes)
    people = _colleagues()
    author = actor.id if actor.kind == "staff" else None
    now = clock.now()
    rows, follow, told = [], [], []
    for one, (customer, participant) in zip(notes, about, strict=True):
        rules.check_note(one.title, one.text)
        named = rules.mentioned(one.text, people)
        inform = _known([*one.inform, *named], people)
        due = one.due_on or (actor.today if inform else None)
        check_day(due, actor)
        rows.append(
            Note(
                customer_id=customer,
                participant_id=participant,
                origin=NOTE["origin"].parse(one.origin),
                person=NOTE["person"].parse(one.person),
                title=NOTE["title"].parse(one.title),
                text=NOTE["text"].parse(one.text),
                pinned=one.pinned,
                author_id=author,
                created_at=now,
            )
        )
        state = State.OPEN if due else State.NONE
        follow.append(FollowUp(state=state.value, due_on=due))
        told.append(inform)
    done = add(rows)
    for row, note in zip(follow, done, strict=True):
        row.note = note
    for row, users in zip(add(follow), told, strict=True):
        link([row], "informed", _users(users))
    return Outcome(done)


@operation("notes.change_notes", needs=EDIT, undo=FIELDS)
def change_notes(*, actor: Actor, changes: Sequence[NoteChange]) -> Outcome[Note]:
    """Change notes: text, title, source, person, day (NOT-06). Another day opens what was done.

    `Stale` where somebody else wrote the same field meanwhile. Refuses as `write_notes` does.
    """
    by_id = {one.id: one for one in changes}
    notes, follow = lock_notes(by_id)
    pairs: list[tuple[Note, dict[str, Any]]] = []
    days: list[tuple[FollowUp, dict[str, Any]]] = []
    for row, coming in zip(notes, follow, strict=True):
        one = by_id[row.pk]
        values = {key: NOTE[key].parse(text) for key, text in one.values.items()}
        shown = {key: NOTE[key].shown(text) for key, text in one.expected.items()}
        wanted = {key: value for key, value in values.items() if key != DUE}
        expect(row, expected={k: v for k, v in shown.items() if k != DUE}, wanted=wanted)
        expect(coming, expected={k: v for k, v in shown.items() if k == DUE}, wanted=values)
        rules.check_note(wanted.get("title", row.title), wanted.get("text", row.text))
        if any(getattr(row, key) != value for key, value in wanted.items()):
            pairs.append((row, {**wanted, "edited_at": clock.now()}))
        if DUE in values and values[DUE] != coming.due_on:
            check_day(values[DUE], actor)
            days.append((coming, rules.planned(coming, values[DUE])))
    moved = {row.pk for row in change_each(pairs)} | {row.pk for row in change_each(days)}
    return Outcome([row for row in notes if row.pk in moved])


@operation("notes.pin_notes", needs=EDIT, undo=FIELDS)
def pin_notes(*, actor: Actor, notes: Sequence[int], pinned: bool) -> Outcome[Note]:
    """Pin notes, so that they stand at a glance on the record, or take them down.

    Refused per note: who is so already (`no_change`).
    """
    rows = lock(Note, notes)
    text = _("This note is pinned already.") if pinned else _("This note is not pinned.")
    refused = [Refusal(row.pk, "no_change", text) for row in rows if row.pinned == pinned]
    return Outcome(change([row for row in rows if row.pinned != pinned], pinned=pinned), refused)


def lock_notes(ids: Iterable[int]) -> tuple[list[Note], list[FollowUp]]:
    """Notes and their follow-ups, locked, in the same order; they know each other."""
    notes = lock(Note, ids)
    known = {note.pk: note for note in notes}
    follow = lock(FollowUp, known)
    for row in follow:
        row.note = known[row.pk]
    return notes, follow


def check_day(day: date | None, actor: Actor) -> None:
    """Refuse (`past`) a day that is over; what the house itself brings may be overdue."""
    if day is not None and day < actor.today and actor.kind != "system":
        raise Refused("past", _("This day is over. Choose today or a later one."), DUE)


def known_colleagues(users: Collection[int]) -> list[int]:
    """These users, if all of them work here; refuses `no_colleague` otherwise."""
    return _known(users, _colleagues())


def _subjects(notes: Sequence[NewNote]) -> list[tuple[int, int | None]]:
    """(customer, participant) of each note; both are there and stay while it is written."""
    wanted = {one.participant for one in notes if one.participant}
    homes = dict(Participant.objects.filter(pk__in=wanted).values_list("pk", "customer"))
    found: list[tuple[int, int | None]] = []
    for one in notes:
        home = homes.get(one.participant) if one.participant else one.customer
        if home is None:
            raise Missing("note about nobody")
        if one.customer is not None and one.customer != home:
            raise Refused("elsewhere", _("This participant belongs to another customer."))
        found.append((home, one.participant))
    lock(Customer, {customer for customer, _participant in found})
    for row in lock(Participant, wanted):
        if row.customer_id != homes[row.pk]:
            raise Missing(f"participant {row.pk} has moved")
    return found


def _colleagues() -> list[tuple[int, str]]:
    return list(accounts.colleagues().values_list("pk", "name"))


def _known(users: Collection[int], people: Collection[tuple[int, str]]) -> list[int]:
    if set(users) - {pk for pk, _name in people}:
        raise Refused("no_colleague", _("Only colleagues can be informed."), "inform")
    return list(dict.fromkeys(users))


def _users(ids: Collection[int]) -> list[Any]:
    return list(accounts.users().filter(pk__in=ids)) if ids else []
