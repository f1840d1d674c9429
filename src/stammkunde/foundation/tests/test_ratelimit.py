"""Limits hold exactly, in the database, and tell nobody whom they know."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from stammkunde.foundation import clock, ratelimit
from stammkunde.foundation.models import RateCounter
from stammkunde.foundation.ratelimit import (
    Limit,
    Rule,
    TooMany,
    give_back,
    hit,
    sweep,
    take,
    wait_for,
)

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
FIVE_MINUTES = timedelta(minutes=5)


class Watch:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    watch = Watch()
    monkeypatch.setattr(clock, "now", watch)
    return watch


@pytest.mark.db
def test_the_sixth_try_within_five_minutes_is_refused(watch: Watch) -> None:
    for _ in range(5):
        hit("test", "anna", 5, FIVE_MINUTES)
        watch.forward(seconds=10)
    with pytest.raises(TooMany) as no:
        hit("test", "anna", 5, FIVE_MINUTES)
    assert (no.value.code, no.value.wait) == ("too_many", 250)


@pytest.mark.db
def test_a_refused_try_does_not_lengthen_the_wait(watch: Watch) -> None:
    for _ in range(5):
        hit("test", "anna", 5, FIVE_MINUTES)
    for _ in range(50):
        with pytest.raises(TooMany):
            hit("test", "anna", 5, FIVE_MINUTES)
    watch.forward(minutes=5)
    hit("test", "anna", 5, FIVE_MINUTES)


@pytest.mark.db
def test_one_key_and_one_scope_do_not_use_up_anothers(watch: Watch) -> None:
    hit("test", "anna", 1, FIVE_MINUTES)
    hit("test", "bert", 1, FIVE_MINUTES)
    hit("other", "anna", 1, FIVE_MINUTES)
    with pytest.raises(TooMany):
        hit("test", "anna", 1, FIVE_MINUTES)


@pytest.mark.db
def test_a_try_counts_under_every_rule_or_under_none(watch: Watch) -> None:
    wide, narrow = Rule("wide", (Limit(10, 60),)), Rule("narrow", (Limit(1, 60),))
    take([(wide, "a"), (narrow, "a")])
    with pytest.raises(TooMany):
        take([(wide, "a"), (narrow, "a")])
    assert len(RateCounter.objects.get(scope="wide").hits) == 1


@pytest.mark.db
def test_a_try_given_back_leaves_the_others_counted(watch: Watch) -> None:
    rule = Rule("test", (Limit(3, 60),))
    take([(rule, "a")])
    watch.forward(seconds=1)
    harmless = take([(rule, "a")])
    watch.forward(seconds=1)
    take([(rule, "a")])
    give_back(harmless)
    give_back(harmless)
    assert len(RateCounter.objects.get(scope="test").hits) == 2


@pytest.mark.db
def test_only_hashes_of_keys_are_stored(watch: Watch) -> None:
    hit("test", "anna@beispiel.example", 5, FIVE_MINUTES)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM foundation_ratecounter")
        assert "anna" not in str(cursor.fetchall())
    assert len(RateCounter.objects.get().key_hash) == 64


@pytest.mark.db
def test_counters_whose_time_is_over_are_swept(watch: Watch) -> None:
    hit("test", "anna", 5, FIVE_MINUTES)
    watch.forward(minutes=4)
    hit("test", "bert", 5, FIVE_MINUTES)
    watch.forward(minutes=2)
    assert sweep() == 1
    assert RateCounter.objects.count() == 1


@pytest.mark.pure
def test_a_limit_that_would_keep_too_many_times_is_refused_at_start() -> None:
    with pytest.raises(ValueError, match="100"):
        Rule("test", (Limit(101, 60),))


@pytest.mark.pure
def test_the_message_names_whole_minutes() -> None:
    assert "15" in str(TooMany(15 * 60).message)
    assert "16" in str(TooMany(15 * 60 + 1).message)


@pytest.mark.pure
@given(
    gaps=st.lists(st.integers(0, 900), min_size=1, max_size=120),
    limits=st.lists(st.tuples(st.integers(1, 6), st.integers(10, 2000)), min_size=1, max_size=3),
)
def test_no_window_ever_holds_more_than_its_limit(
    gaps: list[int], limits: list[tuple[int, int]]
) -> None:
    rules = [Limit(count, seconds) for count, seconds in limits]
    hits: list[float] = []
    now = 0.0
    for gap in gaps:
        now += gap
        if wait_for(rules, hits, now) == 0:
            hits.append(now)
    for limit in rules:
        for last in hits:
            inside = [at for at in hits if last - limit.seconds < at <= last]
            assert len(inside) <= limit.count


@pytest.mark.pure
def test_the_wait_that_is_named_is_the_wait_that_it_takes() -> None:
    limits = [Limit(5, 300), Limit(6, 900), Limit(20, 3600)]
    hits = [0.0, 1.0, 2.0, 3.0, 4.0]
    wait = wait_for(limits, hits, 10.0)
    assert wait_for(limits, hits, 10.0 + wait - 0.01) > 0
    assert wait_for(limits, hits, 10.0 + wait) == 0
    assert ratelimit.hashed("a", "x") != ratelimit.hashed("b", "x")
