"""./dev itself: what it counts, what it skips, what it refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools import dev_base, dev_rooms, dev_test
from tools.dev_test import Count, Summary, count_report

pytestmark = pytest.mark.pure
ROOT = Path(__file__).parents[2]
REPORT = '<testsuites><testsuite tests="7" failures="1" errors="1" skipped="2"/></testsuites>'


def test_a_report_is_counted_once_per_result(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(REPORT)

    assert str(count_report(tmp_path / "a.xml", 1)) == "3 passed, 2 failed, 2 skipped"


def test_a_run_without_a_report_is_a_failure(tmp_path: Path) -> None:
    count = count_report(tmp_path / "never-written.xml", 3)

    assert (count.failed, count.why) == (1, "pytest brach ab (Code 3)")


def test_a_run_that_finds_no_tests_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(REPORT)

    assert count_report(tmp_path / "a.xml", 5).failed == 1


def test_a_bad_exit_code_beside_a_green_report_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text('<testsuite tests="3" failures="0" errors="0" skipped="0"/>')

    assert str(count_report(tmp_path / "a.xml", 2)).startswith("3 passed, 1 failed")


@pytest.mark.parametrize(("ci", "failed", "skipped"), [(True, 1, 0), (False, 0, 1)])
def test_what_is_missing_fails_only_where_nobody_looks(
    monkeypatch: pytest.MonkeyPatch, ci: bool, failed: int, skipped: int
) -> None:
    monkeypatch.setattr(dev_test, "CI", ci)
    summary = Summary()

    summary.missing("PostgreSQL", "nicht installiert")

    count = summary.lines["PostgreSQL"]
    assert (count.failed, count.skipped) == (failed, skipped)


def test_the_last_line_counts_everything(capsys: pytest.CaptureFixture[str]) -> None:
    summary = Summary()
    summary.add("SQLite 3.53.4", Count(passed=2))
    summary.add("SQLite 3.53.4", Count(passed=1, skipped=1))
    summary.add("Chromium 156", Count(passed=4, failed=1))

    assert summary.close(75.0) == 1
    lines = capsys.readouterr().out.strip().splitlines()
    assert lines[0] == "Dauer 1:15 min"
    assert lines[1] == "SQLite 3.53.4: 3 passed, 0 failed, 1 skipped"
    assert lines[-1] == "7 passed, 1 failed, 1 skipped"


def test_a_finished_step_is_done_again_when_its_inputs_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev_base, "ROOT", tmp_path)
    monkeypatch.setattr(dev_base, "STATE", tmp_path / ".dev")
    lock = tmp_path / "lock.txt"
    lock.write_text("one")
    dev_base.finish("packages", dev_base.fingerprint([lock]))

    assert dev_base.finished("packages", dev_base.fingerprint([lock]))
    lock.write_text("two")
    assert not dev_base.finished("packages", dev_base.fingerprint([lock]))


def test_no_setting_of_the_caller_reaches_the_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAMMKUNDE_DATABASE_URL", "postgresql://somewhere/else")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "another.project")

    env = dev_test._test_environment(tmp_path)

    assert {k for k in env if k.startswith(("STAMMKUNDE_", "DJANGO_"))} == {"STAMMKUNDE_DATA_DIR"}


def test_a_room_of_the_plan_finds_its_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev_rooms, "_present", lambda: ["foundation", "people", "backoffice"])

    assert dev_rooms._rooms_below("billing", None) == "people"


def test_a_room_that_the_plan_does_not_know_must_say_where() -> None:
    with pytest.raises(dev_base.Failed, match="--above"):
        dev_rooms._rooms_below("garden", None)


def test_the_pattern_of_a_room_leaves_no_gap() -> None:
    names = dev_rooms._names("visit_cards", "visit_card", "Mehrfachkarten")
    for pattern in sorted(dev_rooms.PATTERNS.rglob("*.txt")):
        assert "{{" not in dev_rooms.fill(pattern.read_text("utf-8"), names)


def test_an_unknown_command_is_refused_with_the_list_of_commands() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "dev", "dance"], capture_output=True, text=True, cwd=ROOT
    )

    assert done.returncode == 2
    assert "setup" in done.stderr
