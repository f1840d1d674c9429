"""The message that somebody has just written and wants back."""

from __future__ import annotations

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden, Missing
from stammkunde.messaging.models import Direction, Message
from stammkunde.messaging.queries.messages import SEE

WRITE = "messaging.write"


def own_message(actor: Actor, pk: int) -> Message:
    """A message by hand, one's own for who may not see others'; `Missing` where there is none.
    Needs `messaging.write`."""
    if not actor.may(WRITE):
        raise Forbidden(WRITE)
    rows = Message.objects.filter(pk=pk, automatic=False, direction=Direction.OUT)
    row = (rows if actor.may(SEE) else rows.filter(author=actor.id or 0)).first()
    if row is None:
        raise Missing(f"message {pk}")
    return row
