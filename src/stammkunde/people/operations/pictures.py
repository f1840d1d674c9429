"""Writing pictures and logos of customers, pictures of participants (CUS-07; 2.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from stammkunde.foundation import files, uploads
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import Outcome, emit, operation
from stammkunde.foundation.writes import change, lock
from stammkunde.people.events import CustomersChanged, ParticipantsChanged
from stammkunde.people.models import Customer, Participant

Shown = TypeVar("Shown", Customer, Participant)


@operation("people.set_picture", needs="people.edit")
def set_picture(*, actor: Actor, customer: int, picture: uploads.Checked) -> Outcome[Customer]:
    """Give a customer a picture or logo (CUS-07); the one before is deleted.

    `uploads.taken` has made it of what came in, and refuses what is none; so does `uploads.keep`
    once there is no more room. There is no undo.
    """
    rows = lock(Customer, [customer])
    file = uploads.keep(picture)
    return Outcome(_linked(rows, file.key))


@operation("people.remove_pictures", needs="people.edit")
def remove_pictures(*, actor: Actor, customers: Sequence[int]) -> Outcome[Customer]:
    """Delete the pictures of customers; `done` holds those who had one. There is no undo.

    Address and bytes are gone as soon as the operation is through.
    """
    return Outcome(_linked(lock(Customer, customers), None))


@operation("people.set_participant_picture", needs="people.edit")
def set_participant_picture(
    *, actor: Actor, participant: int, picture: uploads.Checked
) -> Outcome[Participant]:
    """Give a participant a picture, as `set_picture` a customer (2.2)."""
    rows = lock(Participant, [participant])
    file = uploads.keep(picture)
    return Outcome(_linked_to(rows, file.key))


@operation("people.remove_participant_pictures", needs="people.edit")
def remove_participant_pictures(
    *, actor: Actor, participants: Sequence[int]
) -> Outcome[Participant]:
    """Delete the pictures of participants, as `remove_pictures` those of customers."""
    return Outcome(_linked_to(lock(Participant, participants), None))


def _linked(rows: Sequence[Customer], key: str | None) -> list[Customer]:
    changed = _moved(rows, key)
    if changed:
        emit(CustomersChanged(tuple(row.pk for row in changed)))
    return changed


def _linked_to(rows: Sequence[Participant], key: str | None) -> list[Participant]:
    changed = _moved(rows, key)
    if changed:
        emit(ParticipantsChanged(tuple(row.pk for row in changed)))
    return changed


def _moved(rows: Sequence[Shown], key: str | None) -> list[Shown]:
    former = [row.picture_id for row in rows if row.picture_id]
    changed = change(rows, picture_id=key)
    files.remove(former)
    return changed
