"""Who may see pictures of customers (CUS-07)."""

from __future__ import annotations

from datetime import timedelta

from stammkunde.foundation import files
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.models import StoredFile
from stammkunde.people.pictures import KIND
from stammkunde.people.queries.customers import SEE

KEPT = timedelta(days=30)


@files.owns(KIND, keeps=KEPT)
def may_see_picture(actor: Actor, file: StoredFile) -> bool:
    """Whoever sees customers sees their pictures. Needs `people.see`."""
    return actor.may(SEE)
