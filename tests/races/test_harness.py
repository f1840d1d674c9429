"""The rig itself: real processes, one start, one fresh database."""

from __future__ import annotations

import random

import pytest

from tests.races.harness import Ground

pytestmark = [pytest.mark.races, pytest.mark.db]

LOOK = """
from django.db import connection
line()
say([os.getpid(), args, connection.vendor])
"""


def test_every_process_is_one_of_its_own_on_the_same_database(ground: Ground) -> None:
    said = [item[0] for item in ground.race(LOOK, [1, 2, 3])]
    assert len({pid for pid, _, _ in said}) == 3
    assert [number for _, number, _ in said] == [1, 2, 3]
    assert {vendor for _, _, vendor in said} == {ground.vendor}


def test_a_ground_is_migrated_and_empty(ground: Ground) -> None:
    assert ground.sql("SELECT count(*) FROM django_migrations")[0][0] > 0
    assert ground.sql("SELECT count(*) FROM foundation_outgoingmail") == [(0,)]


def test_a_process_that_fails_fails_the_test(ground: Ground) -> None:
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        ground.run("1 / 0")


def test_a_killed_process_keeps_what_it_said(ground: Ground) -> None:
    runner = ground.spawn("say('here')\nimport time\ntime.sleep(60)")
    assert ground.until(lambda: runner.said == ["here"])
    runner.kill()
    assert runner.process.returncode == -9


def test_a_seed_repeats_the_dice(rng: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.races.harness import seed

    monkeypatch.setenv("STAMMKUNDE_SEED", "7")
    assert seed().random() == seed().random() == random.Random(7).random()
    assert rng.random() < 1
