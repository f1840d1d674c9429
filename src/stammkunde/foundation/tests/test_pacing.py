"""Long writing is cut into pieces that let others in between."""

from __future__ import annotations

import pytest
from django.db import connection

from stammkunde.foundation import pacing
from stammkunde.foundation.pacing import Pace

pytestmark = pytest.mark.db


class Hours:
    """A clock that somebody turns."""

    def __init__(self, monkeypatch):
        self.now, self.slept, self.written = 100.0, [], 0
        monkeypatch.setattr(pacing.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(pacing.time, "sleep", self.slept.append)
        monkeypatch.setattr(Pace, "_moved", lambda _pace: self.written)

    def work(self, pace, seconds):
        with pace.piece(pace.size):
            self.now += seconds


@pytest.fixture
def hours(monkeypatch):
    return Hours(monkeypatch)


def test_pieces_grow_to_the_most_where_they_are_quick(hours):
    pace = Pace(1_000)
    assert pace.size < 1_000
    for _ in range(3):
        hours.work(pace, 0.05)
    assert pace.size == 1_000
    assert not hours.slept


def test_pieces_shrink_where_they_take_long_and_are_never_tiny(hours):
    pace = Pace(1_000)
    hours.work(pace, 2.0)
    assert pace.size == 125
    hours.work(pace, 60.0)
    assert pace.size == pacing.LEAST


def test_no_piece_is_larger_than_the_most(hours):
    pace = Pace(3)
    for seconds in (0.001, 60.0, 0.001):
        assert 1 <= pace.size <= 3
        hours.work(pace, seconds)


def test_who_writes_beside_it_gets_small_pieces_and_a_pause_for_a_while(hours):
    pace = Pace(1_000)
    hours.written = 1
    hours.work(pace, 0.2)
    assert pace.size == pytest.approx(375, abs=1)
    assert hours.slept == [pacing.PAUSE]
    hours.work(pace, 0.1)
    assert len(hours.slept) == 2
    hours.now += pacing.MINDFUL
    hours.work(pace, 0.1)
    assert len(hours.slept) == 2
    assert pace.size > 500


def test_own_writing_moves_nothing(transactional_db):
    pace = Pace(1_000)
    before = pace._moved()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE pacing_probe (id integer)")
        cursor.execute("DROP TABLE pacing_probe")
    assert pace._moved() == before
