"""Due times: the same wall-clock time all year round, once each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django_tasks_db.models import DBTaskResult

from stammkunde.foundation.jobs import SCHEDULES, every, job
from stammkunde.foundation.jobs.declare import Schedule
from stammkunde.foundation.jobs.schedule import Ticker
from stammkunde.foundation.models import ScheduledRun

BERLIN = ZoneInfo("Europe/Berlin")


@job()
def ring() -> None:
    return None


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in list(SCHEDULES):
        monkeypatch.delitem(SCHEDULES, name)
    yield
    for name in [name for name in SCHEDULES if name.startswith("test.")]:
        del SCHEDULES[name]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def rung() -> int:
    return DBTaskResult.objects.count()


@pytest.mark.pure
@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-01-10 12:00", "2026-01-10T02:15+00:00"),
        ("2026-01-10 03:14", "2026-01-09T02:15+00:00"),
        ("2026-07-10 12:00", "2026-07-10T01:15+00:00"),
        ("2026-03-29 12:00", "2026-03-29T01:15+00:00"),
        ("2026-10-25 12:00", "2026-10-25T02:15+00:00"),
        ("2028-02-29 12:00", "2028-02-29T02:15+00:00"),
    ],
)
def test_a_daily_time_keeps_its_wall_clock_time(now: str, due: str) -> None:
    schedule = Schedule("x", ring, at=time(3, 15))
    assert schedule.latest_due(at(now), BERLIN) == datetime.fromisoformat(due)


@pytest.mark.pure
@pytest.mark.parametrize("text", ["2026-03-29", "2026-10-25"])
def test_a_time_that_a_night_skips_or_has_twice_is_due_once(text: str) -> None:
    schedule = Schedule("x", ring, at=time(2, 30))
    start = at(f"{text} 00:00")
    found = {
        schedule.latest_due(start + timedelta(minutes=step), BERLIN)
        for step in range(0, 26 * 60, 5)
    }
    assert len([due for due in found if due >= start and due < start + timedelta(hours=23)]) == 1


@pytest.mark.pure
def test_an_interval_is_due_at_multiples_that_all_workers_agree_on() -> None:
    schedule = Schedule("x", ring, interval=timedelta(minutes=10))
    assert schedule.latest_due(at("2026-05-01 12:07"), BERLIN) == at("2026-05-01 12:00")


@pytest.mark.pure
def test_a_schedule_needs_exactly_one_of_time_and_interval() -> None:
    with pytest.raises(ValueError, match="either"):
        every("test.none")
    with pytest.raises(ValueError, match="either"):
        every("test.both", at="03:00", interval=timedelta(hours=1))


@pytest.mark.db
@pytest.mark.usefixtures("db", "only")
def test_one_due_time_rings_once_however_many_workers_look() -> None:
    every("test.often", interval=timedelta(minutes=10))(ring)
    now = at("2026-05-01 12:07")
    assert [Ticker().tick(now) for _ in range(3)] == [1, 0, 0]
    assert Ticker().tick(now + timedelta(minutes=10)) == 1
    assert rung() == 2


@pytest.mark.db
@pytest.mark.usefixtures("db", "only")
def test_after_a_pause_only_the_latest_missed_time_is_made_up_for() -> None:
    every("test.daily", at="03:15")(ring)
    Ticker().tick(at("2026-05-01 03:20"))
    assert Ticker().tick(at("2026-05-09 10:00")) == 1
    assert rung() == 1


@pytest.mark.db
@pytest.mark.usefixtures("db", "only")
def test_a_new_daily_schedule_begins_with_its_next_time() -> None:
    every("test.daily", at="03:15")(ring)
    ticker = Ticker()
    assert ticker.tick(at("2026-05-01 12:00")) == 0
    assert ticker.tick(at("2026-05-02 03:14")) == 0
    assert ticker.tick(at("2026-05-02 03:15")) == 1
    assert ticker.tick(at("2026-05-02 03:16")) == 0


@pytest.mark.db
@pytest.mark.usefixtures("db", "only")
def test_a_clock_that_is_set_back_rings_nothing_twice() -> None:
    every("test.often", interval=timedelta(minutes=10))(ring)
    noon = at("2026-05-01 12:00")
    for minutes in (0, 10, 20, -60, 0, 10, 20, 30):
        Ticker().tick(noon + timedelta(minutes=minutes))
    assert rung() == 4
    assert ScheduledRun.objects.count() == 4
