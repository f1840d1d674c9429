"""What a customer's page shows, put together for one actor, by part of the page.

Rooms above build their tabs with the same frame: `frame(...)` and `people/record_frame.html`.
"""

from stammkunde.people.record.details import (
    ShownAccount,
    ShownField,
    shown_accounts,
    shown_addresses,
    shown_consents,
    shown_field,
    shown_fields,
    shown_place,
    split_fields,
)
from stammkunde.people.record.frame import Frame, ShownFact, ShownTab, frame
from stammkunde.people.record.participants import (
    ShownParticipant,
    may_take_part,
    shown_participant,
    shown_participants,
)
from stammkunde.people.record.timeline import Line, last_writer, timeline

__all__ = [
    "Frame",
    "Line",
    "ShownAccount",
    "ShownFact",
    "ShownField",
    "ShownParticipant",
    "ShownTab",
    "frame",
    "last_writer",
    "may_take_part",
    "shown_accounts",
    "shown_addresses",
    "shown_consents",
    "shown_field",
    "shown_fields",
    "shown_participant",
    "shown_participants",
    "shown_place",
    "split_fields",
    "timeline",
]
