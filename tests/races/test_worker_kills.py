"""kill -9 of workers at any moment: every job ends once or is begun again when its lease is over."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from contextlib import closing

import pytest

from tests.races.harness import Ground, Runner
from tests.races.work import LEASE, TABLES

pytestmark = [pytest.mark.races, pytest.mark.db, pytest.mark.timeout(600)]

KILLS = int(os.environ.get("STAMMKUNDE_KILLS", "5"))
JOBS = 200
LEASE_OVER = "UPDATE foundation_joblease SET lease_until = '2020-01-01 00:00:00+00:00'"
# Those of the test: the house's own schedule runs meanwhile, too.
JOB = (
    "(SELECT * FROM django_tasks_database_dbtaskresult"
    " WHERE task_path >= 'tests.races.' AND task_path < 'tests.races/') AS ours"
)

FILL = """
from stammkunde.foundation.jobs import enqueue
from tests.races import work
for number in range(args["jobs"]):
    task = work.leave_a_mark_whole if number % 4 == 0 else work.leave_a_mark
    enqueue(task, number=number, pause=args["pause"])
"""

ONE = """
from stammkunde.foundation.jobs import enqueue
from tests.races import work
enqueue(getattr(work, args), number=1)
"""

WORKER = """
{guard_off}
from stammkunde.foundation.jobs.worker import Worker
Worker(poll=0.1, parent=os.getppid()).run()
"""


@pytest.fixture
def ground(ground: Ground) -> Ground:
    for statement in TABLES:
        ground.sql(statement)
    return ground


def start(ground: Ground) -> Runner:
    return ground.worker()


def open_jobs(ground: Ground) -> int:
    return int(ground.sql(f"SELECT count(*) FROM {JOB} WHERE status IN ('READY', 'RUNNING')")[0][0])


def count(ground: Ground, table: str) -> tuple[int, int]:
    """Rows and different numbers in a table."""
    found = ground.sql(f"SELECT count(*), count(DISTINCT number) FROM {table}")
    return int(found[0][0]), int(found[0][1])


def kill_at_random(ground: Ground, rng: random.Random, workers: list[Runner], kills: int) -> None:
    """kill -9 one of the workers again and again at random moments, each time starting another."""
    for _ in range(kills):
        victim = rng.randrange(len(workers))
        assert ground.until(lambda v=victim: "laufen" in workers[v].text)
        time.sleep(rng.uniform(0.0, 0.5))
        workers[victim].kill()
        workers[victim] = start(ground)


def test_every_job_ends_once_or_is_begun_again_when_its_lease_is_over(
    ground: Ground, rng: random.Random
) -> None:
    # Slow enough that the last kill still finds work.
    ground.run(FILL, {"jobs": JOBS, "pause": 0.02 + KILLS * 0.006})
    workers = [start(ground), start(ground)]
    began = time.monotonic()
    kill_at_random(ground, rng, workers, KILLS)
    assert ground.until(lambda: open_jobs(ground) == 0, 240), f"{open_jobs(ground)} never ended"
    seconds = time.monotonic() - began
    assert ground.until(lambda: all("laufen" in worker.text for worker in workers))
    assert {worker.stop() for worker in workers} == {0}

    assert ground.sql(f"SELECT status, count(*) FROM {JOB} GROUP BY 1") == [("SUCCESSFUL", JOBS)]
    marked, whole = count(ground, "race_effect"), count(ground, "race_whole")
    assert marked == (JOBS - JOBS // 4, JOBS - JOBS // 4)
    assert whole == (JOBS // 4, JOBS // 4), "an effect counted twice or never"
    runs, different = count(ground, "race_run")
    assert different == marked[0]
    assert runs - different <= KILLS, "jobs were begun again that nobody had killed"
    gaps = ground.sql("SELECT max(at) - min(at) FROM race_run GROUP BY number HAVING count(*) > 1")
    assert all(gap >= LEASE - 0.5 for (gap,) in gaps), "begun again before the lease was over"
    print(
        f"{ground.vendor}: {KILLS} kills, {JOBS} jobs in {seconds:.1f} s, "
        f"{runs - different} begun again"
    )


def test_twin_without_the_reaper_killed_jobs_are_lost(ground: Ground) -> None:
    ground.run(ONE, "take_a_second")
    guard_off = "from stammkunde.foundation.jobs import running\nrunning.reap = lambda: 0"
    worker = ground.spawn(WORKER.format(guard_off=guard_off))
    assert ground.until(lambda: count(ground, "race_run")[0] == 1)
    worker.kill()
    ground.sql(LEASE_OVER)
    other = ground.spawn(WORKER.format(guard_off=guard_off))
    time.sleep(4)
    other.kill()
    assert ground.sql(f"SELECT status FROM {JOB}") == [("RUNNING",)]
    assert start(ground)
    assert ground.until(lambda: open_jobs(ground) == 0), "the guard itself does not work"


CLAIM = """
import time
from stammkunde.foundation.jobs import running
from tests.races import work
from django_tasks_db.models import DBTaskResult
def naive(worker):
    row = DBTaskResult.objects.ready().first()
    if row is None:
        return None
    time.sleep(0.002)
    row.claim(worker)
    return running.Claim(row.pk, row.task_path, {}, 1, 1)
claim = naive if args == "guard off" else running.claim
line()
ids = []
while (held := claim(str(os.getpid()))) is not None:
    ids.append(str(held.id))
say(ids)
"""


@pytest.mark.parametrize("guard", ["guard on", "guard off"])
def test_four_workers_never_claim_one_job_twice(ground: Ground, guard: str) -> None:
    ground.run(FILL, {"jobs": JOBS, "pause": 0})
    claimed = [key for said in ground.race(CLAIM, [guard] * 4) for key in said[0]]
    assert len(set(claimed)) == JOBS
    assert (len(claimed) == JOBS) is (guard == "guard on")


@pytest.mark.parametrize("guard", ["guard on", "guard off"])
def test_a_late_end_does_not_count_for_a_job_that_was_taken_over(
    ground: Ground, guard: str
) -> None:
    """Two workers hold one job because the first one's lease was over; the first one ends first."""
    off = (
        "from stammkunde.foundation.jobs import running\n"
        "running._end = lambda held, error, columns: "
        "running.DBTaskResult.objects.filter(pk=held.id).update(**columns)"
    )
    script = WORKER.format(guard_off=off if guard == "guard off" else "")
    ground.run(ONE, "hold")
    ground.spawn(script)
    assert ground.until(lambda: count(ground, "race_run")[0] == 1)
    ground.sql(LEASE_OVER)
    ground.spawn(script)
    assert ground.until(lambda: count(ground, "race_run")[0] == 2), "never taken over"
    first, second = (pid for (pid,) in ground.sql("SELECT pid FROM race_run ORDER BY at"))
    ground.sql("INSERT INTO race_release VALUES (?)", first)
    time.sleep(1.5)
    [(status,)] = ground.sql(f"SELECT status FROM {JOB}")
    assert status == ("RUNNING" if guard == "guard on" else "SUCCESSFUL")
    ground.sql("INSERT INTO race_release VALUES (?)", second)
    assert ground.until(lambda: open_jobs(ground) == 0)


def be_away(ground: Ground) -> None:
    """The database is away for a moment: connections cut, or the file locked for two seconds."""
    if ground.vendor == "postgresql":
        ground.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        time.sleep(0.5)
        return
    with closing(sqlite3.connect(ground.data_dir / "stammkunde.sqlite3", timeout=20)) as link:
        link.execute("BEGIN EXCLUSIVE")
        time.sleep(2)
        link.rollback()


def test_a_database_that_is_away_for_a_moment_does_not_end_the_worker(ground: Ground) -> None:
    ground.run(FILL, {"jobs": 60, "pause": 0.05})
    worker = start(ground)
    assert ground.until(lambda: count(ground, "race_run")[0] > 5)
    for _ in range(3):
        be_away(ground)
    assert ground.until(lambda: open_jobs(ground) == 0), worker.text
    assert worker.stop() == 0
    assert ground.sql(f"SELECT status, count(*) FROM {JOB} GROUP BY 1") == [("SUCCESSFUL", 60)]
    assert count(ground, "race_whole") == (15, 15)


TICK = """
import time
from datetime import timedelta
from stammkunde.foundation.jobs import SCHEDULES, every, schedule
from tests.races import work
SCHEDULES.clear()
every("race.bell", interval=timedelta(seconds=1))(work.hold)
if args == "guard off":
    whole = schedule.fire
    def each_for_itself(plan, due, now):
        from dataclasses import replace
        return whole(replace(plan, name=f"{plan.name} {os.getpid()}"), due, now)
    schedule.fire = each_for_itself
queue = schedule.enqueue
schedule.enqueue = lambda task: queue(task, number=0)
ticker = schedule.Ticker()
line()
end = time.monotonic() + 2.5
while time.monotonic() < end:
    ticker.tick()
say("done")
"""


@pytest.mark.parametrize("guard", ["guard on", "guard off"])
def test_four_schedulers_ring_each_due_time_once(ground: Ground, guard: str) -> None:
    ground.race(TICK, [guard] * 4)
    times = int(ground.sql("SELECT count(DISTINCT due_at) FROM foundation_scheduledrun")[0][0])
    rung = int(ground.sql(f"SELECT count(*) FROM {JOB}")[0][0])
    assert times >= 2
    assert (rung == times) is (guard == "guard on")


def test_sigterm_lets_the_running_job_end(ground: Ground) -> None:
    ground.run(ONE, "take_a_second")
    worker = start(ground)
    assert ground.until(lambda: count(ground, "race_run")[0] == 1)
    assert worker.stop() == 0
    assert count(ground, "race_effect")[0] == 1
    assert ground.sql(f"SELECT status FROM {JOB}") == [("SUCCESSFUL",)]
    assert ground.sql("SELECT count(*) FROM foundation_workerseen") == [(0,)]
