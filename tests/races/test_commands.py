"""The commands that run the house, as an operator starts them: init, doctor, serve, worker."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.races.harness import PATIENCE, Ground, Grounds, Runner

pytestmark = [pytest.mark.races, pytest.mark.db, pytest.mark.timeout(300)]


@pytest.fixture
def bare(grounds: Grounds) -> Iterator[Ground]:
    ground = grounds.bare()
    yield ground
    ground.clear()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def status(port: int) -> int:
    """The status of the login page; 0 while nobody listens."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        link.request("GET", "/accounts/login/")
        return link.getresponse().status
    except OSError:
        return 0
    finally:
        link.close()


def worker_pids(ground: Ground) -> list[int]:
    """Living workers, read from the names they show themselves under."""
    names = [name for (name,) in ground.sql("SELECT worker FROM foundation_workerseen")]
    pids = [int(str(name).rsplit("-", 2)[1]) for name in names]
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def serve(ground: Ground) -> tuple[Runner, int]:
    port = free_port()
    runner = ground.command("serve", "--port", str(port), "--workers", "2", "--worker")
    assert ground.until(lambda: status(port) == 200), runner.text
    assert ground.until(lambda: len(worker_pids(ground)) == 1), runner.text
    return runner, port


def checks(ground: Ground, code: int) -> dict[str, str]:
    runner = ground.command("doctor", "--json")
    assert runner.wait(60) == code, runner.text
    found = json.loads(runner.text)
    assert found["ok"] is (code == 0)
    return {check["key"]: check["state"] for check in found["checks"]}


def test_init_makes_everything_says_what_comes_next_and_can_be_repeated(bare: Ground) -> None:
    before = checks(bare, 1)
    assert "bad" in before.values()
    first = bare.command("init")
    first.finish(PATIENCE * 3)
    assert "Schritte ausgeführt" in first.text
    assert "stammkunde create-owner" in first.text
    second = bare.command("init")
    second.finish()
    assert "aktuell" in second.text
    if bare.vendor == "sqlite":
        mode = stat.S_IMODE((bare.data_dir / "stammkunde.sqlite3").stat().st_mode)
        assert mode == 0o600
    after = checks(bare, 0)
    assert after["database"] == after["migrations"] == after["triggers"] == "good"
    assert after["worker"] == after["smtp"] == "hint"


def test_serve_refuses_a_database_without_tables(bare: Ground) -> None:
    runner = bare.command("serve", "--port", str(free_port()))
    assert runner.wait(60) == 1
    assert "stammkunde init" in runner.text


def test_a_lost_trigger_is_found_by_the_doctor(ground: Ground) -> None:
    name = "foundation_journalentry_no_update"
    on = " ON foundation_journalentry" if ground.vendor == "postgresql" else ""
    ground.sql(f"DROP TRIGGER {name}{on}")
    assert checks(ground, 1)["triggers"] == "bad"


def test_serve_runs_a_worker_beside_it_and_ends_with_it(ground: Ground) -> None:
    runner, port = serve(ground)
    assert checks(ground, 0)["worker"] == "good"
    assert runner.stop() == 0
    assert status(port) == 0
    assert worker_pids(ground) == []
    assert ground.sql("SELECT count(*) FROM foundation_workerseen") == [(0,)]


def test_a_killed_worker_is_started_again_and_a_killed_server_takes_its_worker_along(
    ground: Ground,
) -> None:
    runner, port = serve(ground)
    [first] = worker_pids(ground)
    os.kill(first, signal.SIGKILL)
    assert ground.until(lambda: [p for p in worker_pids(ground) if p != first] != []), runner.text
    runner.process.kill()
    assert ground.until(lambda: worker_pids(ground) == [])
    assert ground.until(lambda: status(port) == 0), "orphans keep the port"
    runner.kill()
