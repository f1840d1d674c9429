"""Who asks. Operations and queries take an actor; nothing else decides what is allowed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from stammkunde.foundation import clock

Kind = Literal["staff", "customer", "token", "visitor", "system"]
Door = Literal["office", "portal", "api", "command", "import", "job", "system"]


@dataclass(frozen=True)
class Actor:
    """A person, a token, a stranger or the house itself, and the door it came through."""

    kind: Kind
    id: int | None
    label: str
    words: frozenset[str] = field(default_factory=frozenset)
    door: Door = "office"
    language: str = "de"
    cause: int | None = None
    request_id: str = ""

    def may(self, word: str) -> bool:
        """Whether the actor holds the permission word; the system holds all, "" needs none."""
        return self.kind == "system" or not word or word in self.words

    @property
    def today(self) -> date:
        """The only today (business zone)."""
        return clock.today()

    def through(self, door: Door) -> Actor:
        """The same actor at another door: an import is the office worker at the import door."""
        return replace(self, door=door)


def system(*, door: Door = "system", label: str = "System", cause: int | None = None) -> Actor:
    """The house itself: commands, jobs, consequences. May everything; the journal shows it."""
    return Actor(kind="system", id=None, label=label, door=door, cause=cause)


def visitor(*, request_id: str = "", language: str = "de") -> Actor:
    """Somebody who is not logged in."""
    return Actor(kind="visitor", id=None, label="", language=language, request_id=request_id)
