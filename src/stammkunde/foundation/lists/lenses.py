"""Lenses: shipped views of a list, a name for a condition and a sort."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from stammkunde.foundation.actors import Actor


@dataclass(frozen=True)
class Lens:
    """One lens. where: its condition (None: everything). sort: a column key, "-" turns it around.

    said: what its number counts, in words, for tooltip and screen reader. empty: the sentence when
    nothing is in it. word: the permission without which the lens does not exist. widest: offered
    as "search in all" although it has a condition (everybody who is not in the archive).
    """

    key: str
    label: Any
    where: Q | Callable[[Actor], Q] | None = None
    sort: str = ""
    said: Any = ""
    empty: Any = ""
    word: str = ""
    widest: bool = False

    def q(self, actor: Actor) -> Q:
        """The condition on the rows."""
        return self.where(actor) if callable(self.where) else self.where or Q()

    @property
    def counted(self) -> str:
        """What its number counts, in words."""
        return str(self.said)

    @property
    def everything(self) -> bool:
        """Whether the lens leaves nothing out that people look for."""
        return self.where is None or self.widest
