"""Who asks. Operations and queries take an actor; nothing else decides what is allowed."""

from __future__ import annotations

from collections.abc import Callable
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


Words = Callable[[int], frozenset[str]]
_words_of_staff: list[Words] = []


def staff_hold(words: Words) -> None:
    """The room of the keys says what a user of the staff may do now: nothing once access has ended."""
    _words_of_staff[:] = [words]


def now(actor: Actor) -> Actor:
    """The same actor with those words that they still hold at this moment.

    For jobs that begin after they were asked for: whoever is out by then does nothing any more (D39).
    Only users of the staff can lose words; nobody gains any here.
    """
    if actor.kind != "staff" or actor.id is None or not _words_of_staff:
        return actor
    (words_of,) = _words_of_staff
    return replace(actor, words=actor.words & words_of(actor.id))


def system(*, door: Door = "system", label: str = "System", cause: int | None = None) -> Actor:
    """The house itself: commands, jobs, consequences. May everything; the journal shows it."""
    return Actor(kind="system", id=None, label=label, door=door, cause=cause)


def visitor(*, request_id: str = "", language: str = "de") -> Actor:
    """Somebody who is not logged in."""
    return Actor(kind="visitor", id=None, label="", language=language, request_id=request_id)
