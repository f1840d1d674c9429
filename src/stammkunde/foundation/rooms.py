"""Registries that rooms hang themselves into: name plates, permission words, slots.

A low room offers a slot; an upper room hangs something in; neither imports the other.
All registries are filled by `autodiscover` in floor order and frozen at the end of `ready()`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from django.apps import apps
from django.conf import settings

from stammkunde.foundation.actors import Actor

FURNITURE = ("room", "operations", "reactions", "lists", "importing", "tasks", "api")


class Frozen(RuntimeError):
    """Somebody registers after start: registries must not depend on import order."""


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the main navigation. hot: what `count` counts waits for somebody."""

    label: Any
    url_name: str
    icon: str
    word: str = ""
    order: int = 100
    group: str = "main"
    count: Callable[[Actor], int | None] | None = None
    hot: bool = False
    shown: Callable[[], bool] | None = None  # a business may have no use for it


@dataclass(frozen=True)
class Room:
    """A room's name plate."""

    key: str
    label: Any
    menu: Sequence[MenuEntry] = ()
    words: dict[str, Any] = field(default_factory=dict)


class Hung(Protocol):
    """What every entry of a slot has."""

    @property
    def key(self) -> str: ...
    @property
    def word(self) -> str: ...
    @property
    def order(self) -> int: ...


@dataclass(frozen=True)
class Tab:
    """A tab of a record page. `count` reads the answer to `summary(actor, id)`, see `Fact`."""

    key: str
    label: Any
    url_name: str
    word: str = ""
    order: int = 100
    summary: Callable[[Actor, int], Any] | None = None
    count: Callable[[Any], int] | None = None


@dataclass(frozen=True)
class FactValue:
    """One answer of the facts strip: value, small print, tone (a CSS class: owe, soon, none)."""

    value: Any
    small: Any = ""
    tone: str = ""
    url: str = ""


@dataclass(frozen=True)
class Fact:
    """A fact of a record's strip; `value` returns None when there is nothing to say.

    `summary(actor, id)` is the room's one question about the record: all its tabs and facts name
    the same function, and the page asks it once (house.md 8: at most one query per room).
    """

    key: str
    label: Any
    summary: Callable[[Actor, int], Any]
    value: Callable[[Any], FactValue | None]
    word: str = ""
    order: int = 100


@dataclass(frozen=True)
class Tile:
    """A tile of the start page."""

    key: str
    label: Any
    count: Callable[[Actor], int]
    url: Callable[[], str]
    word: str = ""
    order: int = 100
    tone: str = ""


@dataclass(frozen=True)
class Panel:
    """A card of the start page: `template` shows what `content` returns; nothing for None.

    beside: in the narrow column, where the house speaks of itself.
    """

    key: str
    template: str
    content: Callable[[Actor], Any]
    word: str = ""
    order: int = 100
    beside: bool = False


@dataclass(frozen=True)
class SetupStep:
    """A step of setting up a new business, ticked once `done` answers something.

    said: what stands there instead of `label` once it is done ("Customers imported (1,046)"), made
    of that answer.
    query: what the address brings along, e.g. an anchor.
    """

    key: str
    label: Any
    url_name: str
    done: Callable[[Actor], Any]
    word: str = ""
    order: int = 100
    said: Callable[[Any], Any] | None = None
    query: str = ""
    icon: str = "circle-check"


@dataclass(frozen=True)
class Setting:
    """One setting on a page: its name, one sentence that explains it, the anchor where it stands."""

    label: Any
    hint: Any
    anchor: str = ""
    words: Any = ""


@dataclass(frozen=True)
class SettingsEntry:
    """A page of master data or settings, listed under "Settings"; `holds` names each of them.

    beside: the key of the room beside whose pages it stands, by default its own room.
    """

    key: str
    label: Any
    url_name: str
    icon: str = "adjustments-horizontal"
    word: str = ""
    order: int = 100
    hint: Any = ""
    holds: Sequence[Setting] = ()
    beside: str = ""


@dataclass(frozen=True)
class Hit:
    """One line of the command palette."""

    label: str
    url: str
    sub: str = ""
    icon: str = "user"


@dataclass(frozen=True)
class Provider:
    """Finds things for the command palette."""

    key: str
    label: Any
    search: Callable[[Actor, str, int], Sequence[Hit]]
    word: str = ""
    order: int = 100


@dataclass(frozen=True)
class Go:
    """Something the command palette offers to do or to open, found by its label and `words`.

    query: what the address brings along, e.g. "?lens=new". offered: also while nothing is typed.
    """

    key: str
    label: Any
    url_name: str
    icon: str = "chevron-right"
    word: str = ""
    order: int = 100
    words: Any = ""
    query: str = ""
    offered: bool = False


@dataclass(frozen=True)
class Places:
    """Many places of a room to go to, asked anew each time: the lenses of its lists."""

    key: str
    gos: Callable[[Actor], Sequence[Go]]
    word: str = ""
    order: int = 100


ROOMS: dict[str, Room] = {}
WORDS: dict[str, Any] = {}


class Slots:
    """Named places on pages. `offer` in the lower room, `hang` in the upper one."""

    def __init__(self) -> None:
        self._hung: dict[str, dict[str, Hung]] = defaultdict(dict)
        self._frozen = False

    def hang(self, slot: str, entry: Hung) -> None:
        """Hang `entry` into `slot`; a key may be used once."""
        if self._frozen:
            raise Frozen(slot)
        if entry.key in self._hung[slot]:
            raise ValueError(f"{slot} already holds {entry.key}")
        self._hung[slot][entry.key] = entry

    def of(self, slot: str, actor: Actor) -> list[Any]:
        """What hangs in `slot` for this actor, in order."""
        return sorted(
            (entry for entry in self._hung[slot].values() if actor.may(entry.word)),
            key=lambda entry: (entry.order, entry.key),
        )

    def contents(self) -> dict[str, list[Hung]]:
        """Everything that hangs, by slot, for `./dev map` and the house tests."""
        return {slot: list(entries.values()) for slot, entries in self._hung.items()}

    def freeze(self) -> None:
        """No more hanging after start."""
        self._frozen = True


slots = Slots()


def room_names() -> list[str]:
    """The rooms' import names, ground floor first."""
    return list(settings.ROOMS)


def floor_of(module: str) -> int:
    """How high the room of `module` lies; deliveries of one event go in this order."""
    for floor, name in enumerate(room_names()):
        if module == name or module.startswith(name + "."):
            return floor
    return len(settings.ROOMS)


def menu_of(actor: Actor) -> list[MenuEntry]:
    """The navigation entries that the actor may use, in order."""
    entries = [
        entry
        for room in ROOMS.values()
        for entry in room.menu
        if actor.may(entry.word) and (entry.shown is None or entry.shown())
    ]
    return sorted(entries, key=lambda entry: entry.order)


def autodiscover(modules: Iterable[str] = FURNITURE) -> None:
    """Import every room's furniture that registers something, floor by floor."""
    for name in room_names():
        for module in modules:
            if find_spec(f"{name}.{module}") is None:
                continue
            loaded = import_module(f"{name}.{module}")
            if module == "room":
                _put_up(loaded.room)


def _put_up(room: Room) -> None:
    ROOMS[room.key] = room
    for word, label in room.words.items():
        if word in WORDS:
            raise ValueError(f"permission word {word} is declared twice")
        WORDS[word] = label


def model_of(label: str) -> Any:
    """The model class behind a journal table name such as `people.customer`."""
    return apps.get_model(label)
