"""Writing notes and changing them (NOT-01, NOT-03, NOT-06, NOT-08)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.accounts import queries as accounts
from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Among
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
    unlink,
)
from stammkunde.notes import queries, rules
from stammkunde.notes.fields import EDIT, NOTE
from stammkunde.notes.models import FollowUp, Note, Origin, State
from stammkunde.notes.search import SEARCH
from stammkunde.people.models import Customer, Participant

DUE = "due_on"
Turn = Callable[[Sequence[FollowUp], str, Iterable[Any]], None]


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
    """New values (as typed or as stored) of one note by field, and what its page had shown.

    inform: users who are told besides; spare: users who are told no more. Whom somebody else has
    chosen meanwhile stays.
    """

    id: int
    values: Mapping[str, Any]
    expected: Mapping[str, Any] = field(default_factory=dict)
    inform: Collection[int] = ()
    spare: Collection[int] = ()


@operation("notes.write_notes", needs=EDIT, undo=CREATED)
def write_notes(*, actor: Actor, notes: Sequence[NewNote]) -> Outcome[Note]:
    """Write notes about customers or participants, each with its follow-up (NOT-03 to NOT-05).

    Refuses what says nothing (`empty`), is too long (`too_long`), has a day that is over (`past`),
    informs somebody who is no colleague (`no_colleague`) or is about a participant of somebody else
    (`elsewhere`). `Missing` for customers and participants who are not there (any more).
    """
    about = _subjects(notes)
    people = _colleagues(actor)
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
    _tell(zip(add(follow), told, strict=True))
    return Outcome(done)


@operation("notes.change_notes", needs=EDIT, undo=FIELDS)
def change_notes(*, actor: Actor, changes: Sequence[NoteChange]) -> Outcome[Note]:
    """Change notes: text, title, source, person, day, who is told (NOT-06).

    Another day opens what was done. Who is named with @ in a new text is told like those in
    `inform`; without an open day it comes back today for them. `Stale` where somebody else wrote
    the same field meanwhile. Refuses as `write_notes` does.
    """
    by_id = {one.id: one for one in changes}
    asked = any(one.inform or "text" in one.values for one in changes)
    people = _colleagues(actor) if asked else []
    notes, follow = lock_notes(by_id)
    held = told_of(follow)
    told: list[tuple[FollowUp, Collection[int]]] = []
    spared: list[tuple[FollowUp, Collection[int]]] = []
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
        fresh = {*_known(one.inform, people), *_named(row.text, wanted.get("text"), people)}
        fresh -= held[row.pk]
        due = values.get(DUE, coming.due_on)
        if fresh and (due is None or (due == coming.due_on and coming.state == State.DONE)):
            due = actor.today
        elif due != coming.due_on:
            check_day(due, actor)
        if due != coming.due_on or fresh:
            days.append((coming, rules.planned(coming, due)))
        told.append((coming, fresh))
        spared.append((coming, (set(one.spare) & held[row.pk]) - {*one.inform}))
    moved = {row.pk for row in change_each(pairs)} | {row.pk for row in change_each(days)}
    _tell(told)
    _tell(spared, unlink)
    moved |= {row.pk for row, users in (*told, *spared) if users}
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


def known_colleagues(actor: Actor, users: Collection[int]) -> list[int]:
    """These users, if all of them may be informed; refuses `no_colleague` otherwise."""
    return _known(users, _colleagues(actor))


def told_of(rows: Collection[FollowUp]) -> dict[int, set[int]]:
    """Who is informed of each of these follow-ups; one query."""
    held: dict[int, set[int]] = {row.pk: set() for row in rows}
    links = FollowUp.informed.through.objects.filter(Among("followup", held))
    for pk, user in links.values_list("followup", "user"):
        held[pk].add(user)
    return held


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


def _colleagues(actor: Actor) -> list[tuple[int, str]]:
    return [(one.id, one.name) for one in queries.offered(actor)]


def _named(before: str, text: str | None, people: Collection[tuple[int, str]]) -> set[int]:
    """Whom a new text names besides those that the one before named."""
    if text is None:
        return set()
    return {*rules.mentioned(text, people)} - {*rules.mentioned(before, people)}


def _known(users: Collection[int], people: Collection[tuple[int, str]]) -> list[int]:
    if set(users) - {pk for pk, _name in people}:
        raise Refused("no_colleague", _("Only colleagues can be informed."), "inform")
    return list(dict.fromkeys(users))


def _tell(pairs: Iterable[tuple[FollowUp, Collection[int]]], turn: Turn = link) -> None:
    """Write who is told (or, with `unlink`, no more): two queries for each set of users."""
    alike: dict[frozenset[int], list[FollowUp]] = defaultdict(list)
    for row, users in pairs:
        alike[frozenset(users)].append(row)
    wanted = {pk for users in alike for pk in users}
    known = accounts.users().in_bulk(wanted) if wanted else {}
    for users, rows in alike.items():
        turn(rows, "informed", [known[pk] for pk in sorted(users)])
