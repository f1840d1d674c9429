"""The message that somebody has just written and wants back."""

from __future__ import annotations

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.messaging.models import Message

WRITE = "messaging.write"


def own_message(actor: Actor, pk: int) -> Message:
    """A message by hand; `Missing` where there is none. Needs `messaging.write`."""
    if not actor.may(WRITE):
        raise Forbidden(WRITE)
    row = Message.objects.filter(pk=pk, automatic=False, direction="out").first()
    if row is None:
        raise Missing(f"message {pk}")
    return row
