"""What notes and follow-ups are allowed to be. Pure."""

from stammkunde.notes.days import Snooze, parse_day, said_day, snoozes
from stammkunde.notes.rules.following import (
    DERIVED,
    DUE,
    Standing,
    derive_due,
    finishable,
    planned,
    reopenable,
    snoozable,
    standing,
)
from stammkunde.notes.rules.mentions import mentioned, plain
from stammkunde.notes.rules.notes import check_note, headline

__all__ = [
    "DERIVED",
    "DUE",
    "Snooze",
    "Standing",
    "check_note",
    "derive_due",
    "finishable",
    "headline",
    "mentioned",
    "parse_day",
    "plain",
    "planned",
    "reopenable",
    "said_day",
    "snoozable",
    "snoozes",
    "standing",
]
