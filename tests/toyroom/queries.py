"""Reading the toy room."""

from __future__ import annotations

from stammkunde.foundation.actors import Actor
from tests.toyroom.models import ToyPoints


def points_of(actor: Actor, customer: int) -> int:
    """How many points a customer has; nobody without the word learns more than 0."""
    if not actor.may("toyroom.see"):
        return 0
    return ToyPoints.objects.filter(pk=customer).values_list("points", flat=True).first() or 0
