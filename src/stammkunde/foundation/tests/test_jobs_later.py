"""Events that are delivered later travel as JSON and arrive as they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import pytest

from stammkunde.foundation import events
from stammkunde.foundation.jobs import enqueue_event
from stammkunde.foundation.jobs.worker import Worker

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("db")]
ARRIVED: list[events.Event] = []


@dataclass(frozen=True)
class BellRung(events.Event):
    ids: tuple[int, ...]
    word: str
    pairs: tuple[tuple[int, str], ...] = ()


def open_the_door(event: BellRung) -> None:
    ARRIVED.append(event)


@pytest.fixture(autouse=True)
def handler(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    ARRIVED.clear()
    name = events.name_of(open_the_door)
    monkeypatch.setitem(events.EVENTS, events.name_of(BellRung), BellRung)
    monkeypatch.setitem(events.LATER, name, open_the_door)
    yield name


def work() -> None:
    worker = Worker()
    while worker.work():
        pass


def test_an_event_arrives_as_it_was_sent(handler: str) -> None:
    sent = BellRung(ids=(1, 2), word="Grüß Gott", pairs=((1, "a"), (2, "b")))
    enqueue_event(handler, events.name_of(BellRung), asdict(sent))
    work()
    assert [sent] == ARRIVED


def test_an_event_with_a_field_of_an_older_version_still_arrives(handler: str) -> None:
    payload = {"ids": [7], "word": "x", "gone": 1}
    enqueue_event(handler, events.name_of(BellRung), payload)
    work()
    assert [BellRung(ids=(7,), word="x")] == ARRIVED


def test_a_handler_that_is_gone_does_not_stop_the_others(handler: str) -> None:
    payload = asdict(BellRung(ids=(1,), word="x"))
    enqueue_event("stammkunde.nowhere.handler", events.name_of(BellRung), payload)
    enqueue_event(handler, events.name_of(BellRung), payload)
    work()
    assert len(ARRIVED) == 1
