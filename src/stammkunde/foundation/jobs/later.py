"""`@later` handlers as jobs: the event travels as its name and its fields."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from stammkunde.foundation import events
from stammkunde.foundation.jobs.declare import job
from stammkunde.foundation.jobs.running import enqueue


def enqueue_event(handler: str, event: str, payload: dict[str, Any]) -> None:
    """Queue the `@later` handler of that name for the event, in the current transaction."""
    delivery = events.running()
    cause = delivery.cause if delivery is not None else None
    enqueue(deliver, handler=handler, event=event, payload=payload, cause=cause)


@job(lease=300, tries=8)
def deliver(*, handler: str, event: str, payload: dict[str, Any], cause: int | None) -> None:
    """Hand one event to one handler. `cause` becomes the cause of the job's actor.

    A handler or event that no longer exists raises KeyError: tried again, then given up, so an
    update that removes a room does not stop the others.
    """
    kind = events.EVENTS[event]
    known = {field.name for field in fields(kind)}
    values = {name: _frozen(value) for name, value in payload.items() if name in known}
    events.LATER[handler](kind(**values))


def _frozen(value: Any) -> Any:
    """JSON knows no tuples; events have no lists."""
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
