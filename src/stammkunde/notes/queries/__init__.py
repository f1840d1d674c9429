"""Reading notes. Every query knows who asks."""

from stammkunde.notes.queries.due import (
    Due,
    customers_with_due,
    due_count,
    due_days,
    due_panel,
    follow_ups,
    informed_alike,
    is_mine,
    is_nobodys,
    newly_due,
)
from stammkunde.notes.queries.notes import (
    PERSON,
    SEE,
    FileSummary,
    newest_of_participants,
    note,
    notes,
    notes_of,
    of_participants,
    summary,
)
from stammkunde.notes.queries.receivers import (
    Receiver,
    all_receivers,
    chosen,
    offered,
    receivers,
)

__all__ = [
    "PERSON",
    "SEE",
    "Due",
    "FileSummary",
    "Receiver",
    "all_receivers",
    "chosen",
    "customers_with_due",
    "due_count",
    "due_days",
    "due_panel",
    "follow_ups",
    "informed_alike",
    "is_mine",
    "is_nobodys",
    "newest_of_participants",
    "newly_due",
    "note",
    "notes",
    "notes_of",
    "of_participants",
    "offered",
    "receivers",
    "summary",
]
