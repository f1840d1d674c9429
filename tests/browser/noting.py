"""Notes for pages that are looked at."""

from __future__ import annotations

from collections.abc import Callable

from stammkunde.foundation import clock
from stammkunde.notes.tests import builders
from tests import cast
from tests.browser.conftest import Office


def noted(office: Office) -> int:
    """A pinned note about a child that comes back today."""
    child = cast.participant(office.one, first_name="Lea")
    by = cast.actor_of(office.user)
    made = builders.note(participant=child.pk, by=by, pinned=True, due_on=clock.today())
    return made.pk


PAGES: dict[str, Callable[[Office], str]] = {
    "notes": lambda office: f"/notes/?lens=all&seen={noted(office)}",
    "notes of a customer": lambda office: f"/customers/{office.one.pk}/notes/?seen={noted(office)}",
    "edit a note": lambda office: f"/notes/{noted(office)}/edit/",
    "postpone a follow-up": lambda office: f"/notes/{noted(office)}/snooze/",
    "delete a note": lambda office: f"/notes/{noted(office)}/delete/",
    "write a note": lambda office: f"/customers/{office.one.pk}/compose/notes.note/",
    "call on the record": lambda office: f"/customers/{office.one.pk}/compose/notes.call/",
    "follow-up on the record": lambda office: (
        f"/customers/{office.one.pk}/compose/notes.follow_up/"
    ),
}
NO_PAGES = {
    "notes:begin", "notes:colleagues", "notes:day", "notes:done", "notes:note", "notes:pin",
    "notes:reopen", "notes:write",
}  # fmt: skip
