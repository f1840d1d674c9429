"""The picture of a customer or a participant, as pages show it (CUS-07)."""

from __future__ import annotations

from stammkunde.foundation import files
from stammkunde.people.models import Customer, Participant


def picture_url(row: Customer | Participant) -> str:
    """Where the picture is read, "" without one."""
    return files.url(row.picture_id) if row.picture_id else ""
