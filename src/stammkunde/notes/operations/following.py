"""Follow-ups: done, put off, for whom (NOT-04; C-10)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from stammkunde.accounts import queries as accounts
from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import FIELDS, MEMBERS, Outcome, emit, operation
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.writes import change, link, unlink
from stammkunde.notes import rules
from stammkunde.notes.events import FollowUpDue
from stammkunde.notes.fields import EDIT
from stammkunde.notes.models import FollowUp, State
from stammkunde.notes.operations.writing import known_colleagues, lock_notes, told_of


@operation("notes.finish_follow_ups", needs=EDIT, undo=FIELDS)
def finish_follow_ups(*, actor: Actor, notes: Sequence[int]) -> Outcome[FollowUp]:
    """Mark follow-ups as done; the notes stay (C-10).

    Refused per note: nothing to do (`no_follow_up`), done by somebody already (`already_done`).
    """
    _notes, rows = lock_notes(notes)
    fit, refused = rules.finishable(rows)
    who = actor.id if actor.kind == "staff" else None
    done = change(fit, state=State.DONE.value, done_at=clock.now(), done_by_id=who)
    return Outcome(done, refused)


@operation("notes.reopen_follow_ups", needs=EDIT, undo=FIELDS)
def reopen_follow_ups(*, actor: Actor, notes: Sequence[int]) -> Outcome[FollowUp]:
    """Take back that follow-ups are done. Refused per note: it is not (`not_done`)."""
    _notes, rows = lock_notes(notes)
    fit, refused = rules.reopenable(rows)
    return Outcome(change(fit, state=State.OPEN.value, done_at=None, done_by_id=None), refused)


@operation("notes.snooze_follow_ups", needs=EDIT, undo=FIELDS)
def snooze_follow_ups(*, actor: Actor, notes: Sequence[int], until: date) -> Outcome[FollowUp]:
    """Put follow-ups off to a later day.

    Refuses today and days that are over (`past`); per note as `finish_follow_ups` does.
    """
    if until <= actor.today:
        raise Refused("past", _("Choose a day after today."), "until")
    _notes, rows = lock_notes(notes)
    fit, refused = rules.snoozable(rows)
    return Outcome(change(fit, state=State.SNOOZED.value, due_on=until), refused)


@operation("notes.inform_of_notes", needs=EDIT, undo=MEMBERS)
def inform_of_notes(
    *, actor: Actor, notes: Sequence[int], users: Collection[int]
) -> Outcome[FollowUp]:
    """Who is told of follow-ups: these colleagues and nobody else; nobody chosen is allowed, too.

    Refuses somebody who is no colleague (`no_colleague`).
    """
    wanted = set(known_colleagues(actor, users))
    _notes, rows = lock_notes(notes)
    held = told_of(rows)
    fresh = [row for row in rows if wanted - held.get(row.pk, set())]
    over = [row for row in rows if held.get(row.pk, set()) - wanted]
    known: list[Any] = list(accounts.users().filter(pk__in=wanted))
    link(fresh, "informed", known)
    gone = set().union(*held.values()) - wanted
    unlink(over, "informed", list(accounts.users().filter(pk__in=gone)) if gone else [])
    moved = {row.pk for row in [*fresh, *over]}
    return Outcome([row for row in rows if row.pk in moved])


@operation("notes.announce_due", needs=EDIT)
def announce_due(*, actor: Actor, notes: Sequence[int]) -> Outcome[int]:
    """Tell the rooms above that the day of these follow-ups has come (`FollowUpDue`)."""
    if notes:
        emit(FollowUpDue(tuple(notes)))
    return Outcome(list(notes))
