"""What roles allow, in the words of the rooms: for the editor and for everybody who reads."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from stammkunde.accounts import rules
from stammkunde.accounts.models import Role
from stammkunde.foundation.rooms import ROOMS, WORDS


@dataclass(frozen=True)
class Permit:
    """One permission word with its label; `held`: the role has it, `mine`: the actor may give it."""

    word: str
    label: Any
    held: bool = False
    mine: bool = True


@dataclass(frozen=True)
class Part:
    """The permissions of one room."""

    label: Any
    permits: list[Permit]

    @property
    def everything(self) -> bool:
        """Whether the role may all that there is in this room."""
        return all(one.held for one in self.permits)

    @property
    def held(self) -> list[Permit]:
        """What the role may in this room."""
        return [one for one in self.permits if one.held]


def parts(held: Collection[str], mine: Collection[str] = frozenset()) -> list[Part]:
    """All permissions by room, daily work first, the keys and the house itself last."""
    found = []
    for key in reversed(ROOMS):
        permits = [
            Permit(word, label, word in held, word in mine)
            for word, label in WORDS.items()
            if word.partition(".")[0] == key
        ]
        if permits:
            found.append(Part(ROOMS[key].label, permits))
    return found


def allowed(held: Collection[str]) -> list[Part]:
    """The rooms in which somebody with these words may do anything at all."""
    return [part for part in parts(held) if part.held]


def label_of(role: Role) -> str:
    """What the role is called."""
    return rules.label_of(role.key, role.name)


def shipped(key: str) -> frozenset[str]:
    """The words that a shipped role comes with."""
    return frozenset(rules.handed_out(key, (), (), sorted(WORDS)))
