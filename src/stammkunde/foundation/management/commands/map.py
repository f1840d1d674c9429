"""`./dev map`: the house as it is, from the registries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from stammkunde.foundation import events, rooms
from stammkunde.foundation.events import Event
from stammkunde.foundation.jobs.declare import JOBS, SCHEDULES
from stammkunde.foundation.lists.declare import LISTS
from stammkunde.foundation.operations import OPERATIONS, OperationInfo


class Command(BaseCommand):
    help = "Print rooms, permission words, operations, events, slots, lists and jobs."

    def handle(self, *args: Any, **options: Any) -> None:
        """One chapter per room in floor order, top floor first, then what connects them."""
        with translation.override("de"):
            for name in reversed(rooms.room_names()):
                self._chapter(name, list(_room(name)))
            self._chapter("Ereignisse", list(_events()))
            self._chapter("Plätze", list(_slots()))
            self._chapter("Aufträge", list(_jobs()))

    def _chapter(self, title: str, lines: list[str]) -> None:
        if lines:
            self.stdout.write("\n".join([title, *(f"  {line}" for line in lines), ""]))


def _room(name: str) -> Iterator[str]:
    """Words, operations and lists that live in one room."""
    if plate := rooms.ROOMS.get(name.rpartition(".")[2]):
        yield from _table("Recht", ((word, str(text)) for word, text in plate.words.items()))
    own = sorted((i for i in OPERATIONS.values() if _lives_in(i.func, name)), key=lambda i: i.name)
    yield from _table("Vorgang", ((info.name, _said(info)) for info in own))
    for key, page in sorted(LISTS.items()):
        if _lives_in(page, name):
            yield f"Liste    {key}: {', '.join(col.key for col in page.columns)}"
            yield (
                f"         Filter {', '.join(one.key for one in page.filters) or '–'}; Linsen "
                + (", ".join(lens.key for lens in page.lenses))
            )


def _events() -> Iterator[str]:
    """Each event with those who react, in the order in which they are told."""
    for event in sorted(_subclasses(Event), key=events.name_of):
        yield _short(events.name_of(event))
        yield from (f"  @on     {_short(events.name_of(h))}" for h in events.ON.get(event, ()))
        yield from (f"  @later  {_short(h)}" for h in events.LATER_BY_EVENT.get(event, ()))


def _slots() -> Iterator[str]:
    for slot, entries in sorted(rooms.slots.contents().items()):
        ordered = sorted(entries, key=lambda entry: (entry.order, entry.key))
        yield f"{slot}: {', '.join(entry.key for entry in ordered)}"


def _jobs() -> Iterator[str]:
    for path, info in sorted(JOBS.items()):
        yield f"{_short(path)} (Frist {info.lease.total_seconds():.0f} s, {info.tries} Versuche)"
    for name, schedule in sorted(SCHEDULES.items()):
        due = f"täglich {schedule.at:%H:%M}" if schedule.at else f"alle {schedule.interval}"
        yield f"Zeitplan {name}: {due}"


def _table(label: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    found = list(rows)
    width = max((len(left) for left, _right in found), default=0)
    return (f"{label:<8} {left:<{width}}  {right}" for left, right in found)


def _lives_in(thing: Any, name: str) -> bool:
    return thing.__module__ == name or thing.__module__.startswith(f"{name}.")


def _said(info: OperationInfo) -> str:
    """First line of the docstring, permission word, kind of undo."""
    first = (info.func.__doc__ or "").strip().partition("\n")[0]
    undo = f", zurück: {info.undo.value}" if info.undo else ""
    return f"{first} [{info.needs or 'alle'}{undo}]"


def _short(name: str) -> str:
    return name.removeprefix("stammkunde.")


def _subclasses(base: type[Event]) -> Iterator[type[Event]]:
    for event in base.__subclasses__():
        yield event
        yield from _subclasses(event)
