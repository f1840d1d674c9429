"""The rig itself: real processes, one start, one fresh database."""

from __future__ import annotations

import random

import pytest

from tests.races.harness import Ground
from tests.races.nursery import Process

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


KNOWN = """
from django.conf import settings
from django.db import connection
shown = {"connection": repr(connection.settings_dict)}  # Django completes them on the way
shown |= {name: repr(getattr(settings, name)) for name in dir(settings) if name.isupper()}
shown |= {"env": repr(sorted(os.environ.items()))}
with connection.cursor() as cursor:
    cursor.execute("SELECT count(*) FROM django_migrations")
    say([shown, cursor.fetchall(), sys.argv, [one.__qualname__ for one in connection.execute_wrappers]])
"""


def test_a_warm_process_knows_what_a_cold_one_knows(ground: Ground) -> None:
    smtp = "smtp://127.0.0.1:2525"
    warm, cold = (
        ground.spawn(KNOWN, STAMMKUNDE_SMTP_URL=smtp),
        ground.spawn_cold(KNOWN, STAMMKUNDE_SMTP_URL=smtp),
    )
    [mine], [theirs] = warm.finish(), cold.finish()
    assert isinstance(warm.process, Process)
    assert not isinstance(cold.process, Process)
    assert str(ground.data_dir) in mine[0]["DATA_DIR"]
    assert mine[0]["SMTP_URL"] == repr(smtp)
    for name in mine[0].keys() | theirs[0].keys():
        assert (name, mine[0].get(name)) == (name, theirs[0].get(name))
    assert mine == theirs


def test_where_other_rooms_are_asked_for_a_process_starts_cold(ground: Ground) -> None:
    apps = "from django.conf import settings\nsay('tests.toyroom' in settings.INSTALLED_APPS)"
    with_toy, without = ground.spawn(apps), ground.spawn(apps, STAMMKUNDE_TEST_TOY="off")
    assert not isinstance(without.process, Process)
    assert with_toy.finish() != without.finish()


def test_processes_ending_in_any_order_tell_their_own_codes(ground: Ground) -> None:
    codes = [7, 0, 3, 250]
    runners = [ground.spawn("line()\nsys.exit(args)", code) for code in codes]
    for runner in runners:
        runner.wait_for_line()
    for runner in reversed(runners):
        runner.go()
    assert [runner.wait() for runner in runners] == codes


def test_a_seed_repeats_the_dice(rng: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.races.harness import seed

    monkeypatch.setenv("STAMMKUNDE_SEED", "7")
    assert seed().random() == seed().random() == random.Random(7).random()
    assert rng.random() < 1
