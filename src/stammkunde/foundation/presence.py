"""Who else has a record open: small faces in its head (R14). Not history: see `models.presence`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import Presence

BEAT = timedelta(seconds=30)  # frontend/js/presence.js says so, too
GONE = timedelta(seconds=75)  # two beats and a little


@dataclass(frozen=True)
class Face:
    """Somebody who is here, too."""

    id: int
    label: str


def on() -> bool:
    """Whether the house shows who is where (`STAMMKUNDE_PRESENCE`)."""
    return bool(settings.ENV.presence)


def here(actor: Actor, kind: str, row: int) -> list[Face]:
    """Note that the actor has (kind, row) open, and say who else has: two statements.

    The caller has asked whether the actor may see that record. Whoever is no person, or where the
    house has it switched off, notes nothing and sees nobody.
    """
    if actor.id is None or not on():
        return []
    now = clock.now()
    Presence.objects.bulk_create(
        [Presence(kind=kind, row=row, user=actor.id, label=actor.label, at=now)],
        update_conflicts=True,
        unique_fields=["kind", "row", "user"],
        update_fields=["label", "at"],
    )
    others = Presence.objects.filter(kind=kind, row=row, at__gt=now - GONE).exclude(user=actor.id)
    return [Face(one.user, one.label) for one in others.order_by("label", "user")]


def words(faces: Sequence[Face]) -> str:
    """The names, as a sentence begins with them."""
    return ", ".join(face.label for face in faces)


def prune() -> int:
    """Forget whoever has gone; returns how many."""
    return Presence.objects.filter(at__lt=clock.now() - GONE).delete()[0]
