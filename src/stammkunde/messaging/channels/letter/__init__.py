"""Letters: a message of this channel waits as a `Letter` until somebody prints it (ADR 38)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from stammkunde.foundation import actors
from stammkunde.foundation.writes import Keeper, add, keep
from stammkunde.messaging.models import Letter, Message
from stammkunde.people import queries as people


def _message(row: Letter) -> list[tuple[str, int]]:
    return [("message", row.message_id)]


keep(Letter, Keeper(kind="letter", subjects=_message))


@dataclass(frozen=True)
class Carried:
    """A message that is a letter: its subject and text as they are printed, and on which paper."""

    message: Message
    subject: str
    text: str
    letterhead: int | None = None


def carry(letters: Sequence[Carried]) -> list[Letter]:
    """Put messages that were just written into the print queue, inside their operation."""
    ids = [one.message.customer_id for one in letters if one.message.customer_id]
    posts = people.postal(actors.system(), ids) if ids else {}
    made = []
    for one in letters:
        post = posts.get(one.message.customer_id or 0)
        made.append(
            Letter(
                message=one.message,
                letterhead_id=one.letterhead,
                subject=" ".join(one.subject.split())[:300],
                text=one.text,
                lines="\n".join(post.lines) if post else one.message.recipient_name,
                postcode=post.postcode if post else "",
            )
        )
    return add(made)


def unprinted(messages: Collection[int]) -> set[int]:
    """Those of these locked messages whose letter is in no print run."""
    waiting = Letter.objects.filter(message__in=list(messages), run__isnull=True)
    return set(waiting.values_list("message", flat=True))
