"""./dev test: every check and every test, on both databases and in the browser."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import tempfile
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

from tools import dev_check, dev_postgres, dev_setup
from tools.dev_base import (
    CI,
    PYTHON,
    STATE,
    Failed,
    clock,
    complain,
    environment,
    read,
    say,
    step,
)
from tools.dev_lanes import Run, side_by_side

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
REPORTS = STATE / "junit"
PURE = "pure and not house and not races"
SHARED = "not pure and not house and not races and not browser"  # also what carries no mark
ELSEWHERE = [f"--ignore=tests/{folder}" for folder in ("house", "races", "browser")]


@dataclass
class Count:
    """Results of one line of the summary; `why` says why something was skipped as a whole."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    why: str = ""

    def __add__(self, other: Count) -> Count:
        total = (
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
        )
        return Count(*total, self.why or other.why)

    def __str__(self) -> str:
        why = f" ({self.why})" if self.why else ""
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped{why}"


@dataclass
class Summary:
    """Lines in the order of their first result."""

    lines: dict[str, Count] = field(default_factory=dict)

    def add(self, line: str, count: Count) -> None:
        """Add a result to its line."""
        self.lines[line] = self.lines.get(line, Count()) + count

    def missing(self, line: str, why: str) -> None:
        """Something the tests need is not there: a failure where nobody looks, else a skip."""
        self.add(line, Count(failed=1, why=why) if CI else Count(skipped=1, why=why))

    def close(self, seconds: float) -> int:
        """Print what ran on what; the last line counts everything. Returns the exit code."""
        total = sum(self.lines.values(), Count())
        total.why = ""
        say(f"\nDauer {clock(seconds)}")
        for line, count in self.lines.items():
            say(f"{line}: {count}")
        say(str(total))
        return 1 if total.failed else 0


@dataclass(frozen=True)
class Machine:
    """What the tests run on; None or '' where it is missing."""

    sqlite: str
    postgres: dev_postgres.Programs | None
    browser: str
    browser_version: str


def test(args: argparse.Namespace) -> int:
    """./dev test [--fast]: exit code 1 on anything red."""
    start = time.monotonic()
    say("Umgebung")
    dev_setup.setup()
    if not args.fast:
        _install_missing()
    machine = _look_around()
    summary = Summary()
    with tempfile.TemporaryDirectory(prefix="stammkunde-test-") as scratch:
        say("\nPrüfungen")
        passed, failed = dev_check.run_checks()
        summary.add("Prüfungen", Count(passed, failed))
        _suites(summary, machine, Path(scratch), fast=args.fast)
    return summary.close(time.monotonic() - start)


def _suites(summary: Summary, machine: Machine, scratch: Path, *, fast: bool) -> None:
    """Pure tests once, shared ones on both databases, house and browser on SQLite."""
    env = _test_environment(scratch)
    sqlite = f"SQLite {machine.sqlite}"
    pure = Run("pure", "Reine Tests", "Reine Tests", PURE, env, ELSEWHERE, split=True)
    shared = Run("sqlite", sqlite, f"Tests auf {sqlite}", SHARED, env, ELSEWHERE, split=True)
    if fast:
        _count(summary, [shared, pure], scratch)
        return
    races = Run("races-sqlite", sqlite, f"Wettläufe auf {sqlite}", "races", env, ["tests/races"])
    house = Run("house", "Hausregeln", "Hausregeln", "house", env, ["tests/house"], split=True)
    with contextlib.ExitStack() as stack:
        there = _postgres_runs(summary, machine, env, stack)
        browser = _browser_runs(summary, machine, env)
        # The longest first, so that no core is idle at the end.
        _count(summary, [*browser, *there, races, shared, house, pure], scratch)


def _postgres_runs(
    summary: Summary, machine: Machine, env: dict[str, str], stack: contextlib.ExitStack
) -> list[Run]:
    if machine.postgres is None:
        summary.missing("PostgreSQL", "nicht installiert: PostgreSQL >= 15")
        return []
    name = f"PostgreSQL {machine.postgres.version}"
    try:
        url = stack.enter_context(dev_postgres.throwaway(machine.postgres))
    except Failed as problem:
        complain(str(problem))
        summary.add(name, Count(failed=1, why="startet nicht"))
        return []
    there = env | {"STAMMKUNDE_DATABASE_URL": url}
    return [
        Run("postgres", name, f"Tests auf {name}", SHARED, there, ELSEWHERE, split=True),
        Run("races-postgres", name, f"Wettläufe auf {name}", "races", there, ["tests/races"]),
    ]


def _browser_runs(summary: Summary, machine: Machine, env: dict[str, str]) -> list[Run]:
    if not machine.browser:
        summary.missing("Chromium", "nicht installiert")
        return []
    name = f"Chromium {machine.browser_version}"
    there = env | {"BROWSER_EXECUTABLE": machine.browser}
    return [Run("browser", name, f"Browser ({name})", "browser", there, ["tests/browser"])]


def _count(summary: Summary, runs: list[Run], scratch: Path) -> None:
    """Do the runs; what each counted goes to its line of the summary."""
    say()
    for key, (report, code) in side_by_side(runs, REPORTS, scratch).items():
        (line,) = (run.line for run in runs if run.key == key)
        summary.add(line, count_report(report, code))


def _test_environment(scratch: Path) -> dict[str, str]:
    """No setting of the person who calls reaches the tests."""
    env = {k: v for k, v in environment().items() if not k.startswith(("STAMMKUNDE_", "DJANGO_"))}
    env = {k: v for k, v in env.items() if not k.startswith("PYTEST_")}
    env |= {"STAMMKUNDE_DATA_DIR": str(scratch), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    return env | {"NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}


def count_report(report: Path, code: int) -> Count:
    """Read one JUnit report; a run that crashed or found no test at all counts as one failure."""
    if code == 5:
        return Count(failed=1, why="keine Tests gefunden")
    try:
        suites = list(ET.parse(report).getroot().iter("testsuite"))
    except (OSError, ET.ParseError):
        return Count(failed=1, why=f"pytest brach ab (Code {code})")
    numbers = {
        k: sum(int(s.get(k, 0)) for s in suites) for k in ("tests", "failures", "errors", "skipped")
    }
    failed = numbers["failures"] + numbers["errors"]
    count = Count(numbers["tests"] - failed - numbers["skipped"], failed, numbers["skipped"])
    if code != 0 and not failed:
        return count + Count(failed=1, why=f"pytest endete mit Code {code}")
    return count


# What the machine brings


def _find_browser() -> str:
    given = os.environ.get("BROWSER_EXECUTABLE", "")
    return given or next(filter(None, map(shutil.which, BROWSERS)), "") or ""


def _look_around() -> Machine:
    code = "import stammkunde, sqlite3; print(sqlite3.sqlite_version)"
    browser = _find_browser()
    said = read([browser, "--version"]) if browser else ""
    version = re.search(r"(\d+)\.", said)
    return Machine(
        sqlite=read([PYTHON, "-c", code]) or "?",
        postgres=dev_postgres.find(),
        browser=browser if said else "",
        browser_version=version[1] if version else "",
    )


def _install_missing() -> None:
    """As root on Debian: apt. Elsewhere: say what is missing and how to get it."""
    missing = []
    if dev_postgres.find() is None:
        missing.append("postgresql")
    if not _find_browser():
        missing.append("chromium")
    if not missing:
        return
    apt = shutil.which("apt-get")
    if not apt or not hasattr(os, "geteuid") or os.geteuid() != 0:
        say(f"  ! Es fehlt: {', '.join(missing)}. Ohne das bleiben Tests ungeprüft.")
        say(f"    Debian/Ubuntu: sudo apt install --no-install-recommends {' '.join(missing)}")
        say("    macOS: brew install postgresql@17 && brew install --cask chromium")
        return
    env = environment(DEBIAN_FRONTEND="noninteractive")
    try:
        step("apt: Paketlisten holen", [apt, "update"], env=env)
        flags = ["install", "-y", "--no-install-recommends"]
        step(f"apt: {', '.join(missing)} installieren", [apt, *flags, *missing], env=env)
    except Failed as problem:
        complain(f"{problem}\nWeiter ohne: {', '.join(missing)}")
