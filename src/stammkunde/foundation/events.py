"""News between rooms: lower rooms emit, upper rooms react (house.md 8).

`@on` runs in the same transaction and may object with `Refused`; `@later` becomes a job row in it.
Delivery is breadth first, within one event in floor order, at most ten consequences deep.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from stammkunde.foundation.rooms import floor_of

DEEPEST = 10


@dataclass(frozen=True)
class Event:
    """Base of all news. Fields are ids, strings, tuples of them: never rows."""


E = TypeVar("E", bound=Event)
Handler = Callable[[Any], None]

ON: dict[type[Event], list[Handler]] = defaultdict(list)
LATER: dict[str, Handler] = {}
LATER_BY_EVENT: dict[type[Event], list[str]] = defaultdict(list)
EVENTS: dict[str, type[Event]] = {}


class TooDeep(RuntimeError):
    """Consequences of consequences without end: a knot between rooms."""


def name_of(thing: Any) -> str:
    """The dotted name under which an event or a handler is stored in a job row."""
    return f"{thing.__module__}.{thing.__qualname__}"


def on(event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """React in the same transaction; a `Refused` rolls the whole operation back."""

    def declare(handler: Callable[[E], None]) -> Callable[[E], None]:
        ON[event].append(handler)
        ON[event].sort(key=lambda known: (floor_of(known.__module__), name_of(known)))
        return handler

    return declare


def later(event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """React in a job of its own: at least once, after the commit, so be idempotent."""

    def declare(handler: Callable[[E], None]) -> Callable[[E], None]:
        EVENTS[name_of(event)] = event
        LATER[name_of(handler)] = handler
        LATER_BY_EVENT[event].append(name_of(handler))
        return handler

    return declare


@dataclass
class Delivery:
    """The news of one outermost operation, waiting in line."""

    waiting: deque[tuple[Event, int | None, int]]
    depth: int = 0
    cause: int | None = None


_delivery: ContextVar[Delivery | None] = ContextVar("delivery", default=None)
_enqueue: list[Callable[[str, str, dict[str, Any]], None]] = []


def deliver_later_with(enqueue: Callable[[str, str, dict[str, Any]], None]) -> None:
    """Told once at start how a `@later` handler becomes a job row."""
    _enqueue[:] = [enqueue]


def running() -> Delivery | None:
    """The delivery of the outermost operation, if one runs."""
    return _delivery.get()


@contextmanager
def delivering() -> Iterator[Delivery]:
    """Open the line for one outermost operation."""
    delivery = Delivery(deque())
    token = _delivery.set(delivery)
    try:
        yield delivery
    finally:
        _delivery.reset(token)


def put(event: Event, entry: int | None) -> None:
    """Line `event` up; it is delivered when the outermost operation has done its own work."""
    delivery = _need()
    delivery.waiting.append((event, entry, delivery.depth + 1))


def put_now(event: Event, entry: int | None) -> None:
    """Deliver `event` at once: for questions that must be answered before a row goes away."""
    delivery = _need()
    _hand_over(delivery, event, entry, delivery.depth + 1)


def deliver_all() -> None:
    """Hand over everything in line, and what comes of it. Raises `TooDeep` past ten steps."""
    delivery = _need()
    while delivery.waiting:
        event, entry, depth = delivery.waiting.popleft()
        _hand_over(delivery, event, entry, depth)


def _hand_over(delivery: Delivery, event: Event, entry: int | None, depth: int) -> None:
    if depth > DEEPEST:
        raise TooDeep(type(event).__name__)
    before = delivery.depth, delivery.cause
    delivery.depth, delivery.cause = depth, entry
    try:
        for handler in ON[type(event)]:
            handler(event)
        for handler_name in LATER_BY_EVENT[type(event)]:
            _enqueue[0](handler_name, name_of(type(event)), asdict(event))
    finally:
        delivery.depth, delivery.cause = before


def _need() -> Delivery:
    delivery = _delivery.get()
    if delivery is None:
        raise RuntimeError("events are emitted inside operations only")
    return delivery
