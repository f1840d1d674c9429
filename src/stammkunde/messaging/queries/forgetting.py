"""What hangs on customers who leave."""

from __future__ import annotations

from collections.abc import Collection

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.among import Among
from stammkunde.messaging.models import State
from stammkunde.messaging.queries.messages import messages

_NEVER_LEFT = (State.QUEUED, State.SUPPRESSED, State.CANCELLED)


def was_written_to(actor: Actor, customers: Collection[int]) -> bool:
    """Whether any of these customers was sent something that has left the house, or may have.

    Needs `messaging.see`.
    """
    rows = messages(actor).filter(Among("customer", customers))
    return rows.exclude(state__in=_NEVER_LEFT).exists()
