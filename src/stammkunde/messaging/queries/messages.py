"""Reading messages. Every query knows who asks."""

from __future__ import annotations

from django.db.models import QuerySet

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden
from stammkunde.messaging.models import Message

SEE = "messaging.see"


def messages(actor: Actor) -> QuerySet[Message]:
    """All messages that the actor may see. Needs `messaging.see`."""
    if not actor.may(SEE):
        raise Forbidden(SEE)
    return Message.objects.all()
