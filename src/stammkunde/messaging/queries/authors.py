"""Who has written messages, for the filter of the lists."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef

from stammkunde.foundation.actors import Actor
from stammkunde.messaging.queries.messages import messages


def authors(actor: Actor) -> list[tuple[int, str]]:
    """Colleagues who wrote something, by name. Needs `messaging.see`."""
    written = Exists(messages(actor).filter(author=OuterRef("pk")))
    pairs = get_user_model().objects.filter(written).values_list("pk", "name")
    return sorted(pairs, key=lambda one: (one[1].casefold(), one[0]))
