"""From a message to its transport row, inside the operation that writes the message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stammkunde.foundation import clock
from stammkunde.foundation.writes import Keeper, add, change_each, keep
from stammkunde.messaging.models import Message, OutgoingSms, State
from stammkunde.messaging.rules import numbers, segments

keep(OutgoingSms, Keeper(kind="outgoing_sms", secret=frozenset({"text", "number"})))


@dataclass(frozen=True)
class Carried:
    """A message of the channel `sms` that was just added, the text that goes out, and where to."""

    message: Message
    text: str
    to: str


def carry(pairs: Sequence[Carried]) -> list[OutgoingSms]:
    """Add the transport rows of added messages that wait to be sent; set-wise.

    What cannot be sent says so in its message, no error (D15): a number that is none, an empty text
    or one of more than six parts becomes `failed` with the reason.
    """
    rows, failed = [], []
    now = clock.now()
    for one in pairs:
        if one.message.state != State.QUEUED:
            continue
        number, counted = numbers.e164(one.to), segments.count(one.text)
        problem = _problem(number, counted)
        if problem:
            failed.append((one.message, {"state": State.FAILED, "answer": problem}))
            continue
        rows.append(
            OutgoingSms(
                message=one.message,
                number=number,
                text=one.text,
                segments=counted.segments,
                not_before=one.message.send_at,
                created_at=now,
            )
        )
    change_each(failed)
    made = add(rows)
    change_each([(row.message, {"transport": row.pk}) for row in made])
    return made


def _problem(number: str, counted: segments.Counted) -> str:
    if not number:
        return "invalid number"
    if not counted.segments:
        return "text missing"
    return "text too long" if counted.too_long else ""
