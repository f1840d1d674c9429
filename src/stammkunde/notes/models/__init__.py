"""The tables of notes. No rules here beyond what the database can hold."""

from stammkunde.notes.models.note import NO_DAY, FollowUp, Note, Origin, State

__all__ = ["NO_DAY", "FollowUp", "Note", "Origin", "State"]
