"""The room's pages, by noun."""

from stammkunde.notes.views.due import done, reopen, snooze
from stammkunde.notes.views.helping import colleagues, day
from stammkunde.notes.views.notes import delete, edit, note, pin
from stammkunde.notes.views.record import begin, tab, write

__all__ = [
    "begin",
    "colleagues",
    "day",
    "delete",
    "done",
    "edit",
    "note",
    "pin",
    "reopen",
    "snooze",
    "tab",
    "write",
]
