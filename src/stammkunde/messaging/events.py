"""What messaging tells the rooms above: ids only, never rows."""

from __future__ import annotations

from dataclasses import dataclass

from stammkunde.foundation.events import Event


@dataclass(frozen=True)
class MessageBounced(Event):
    """Mail for these addresses came back; ids of messages."""

    ids: tuple[int, ...]


@dataclass(frozen=True)
class InquiryArrived(Event):
    """Somebody asks something; ids of enquiries."""

    ids: tuple[int, ...]
