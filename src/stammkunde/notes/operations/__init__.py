"""Writing notes. Every door comes here: composer, job, command, API."""

from stammkunde.notes.operations.following import (
    announce_due,
    finish_follow_ups,
    inform_of_notes,
    reopen_follow_ups,
    snooze_follow_ups,
)
from stammkunde.notes.operations.leaving import delete_notes, drop_notes, rehome_notes
from stammkunde.notes.operations.writing import (
    NewNote,
    NoteChange,
    change_notes,
    pin_notes,
    write_notes,
)

__all__ = [
    "NewNote",
    "NoteChange",
    "announce_due",
    "change_notes",
    "delete_notes",
    "drop_notes",
    "finish_follow_ups",
    "inform_of_notes",
    "pin_notes",
    "rehome_notes",
    "reopen_follow_ups",
    "snooze_follow_ups",
    "write_notes",
]
