"""./dev test: every check and every test, on both databases and in the browser."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

from tools import dev_check, dev_postgres, dev_setup
from tools.dev_base import (
    CI,
    PYTHON,
    ROOT,
    STATE,
    Failed,
    clock,
    complain,
    environment,
    read,
    say,
    step,
)

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
REPORTS = STATE / "junit"
PURE = "pure and not house and not races"
SHARED = "not pure and not house and not races and not browser"  # also what carries no mark


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
    two = ["-n", "2"]
    summary.add("Reine Tests", _pytest("pure", "Reine Tests", PURE, env, two))
    summary.add(sqlite, _pytest("sqlite", f"Tests auf {sqlite}", SHARED, env, two))
    if fast:
        return
    summary.add(sqlite, _pytest("races-sqlite", f"Wettläufe auf {sqlite}", "races", env))
    if machine.postgres is None:
        summary.missing("PostgreSQL", "nicht installiert: PostgreSQL >= 15")
    else:
        name = f"PostgreSQL {machine.postgres.version}"
        say()
        with contextlib.ExitStack() as stack:
            try:
                url = stack.enter_context(dev_postgres.throwaway(machine.postgres))
            except Failed as problem:
                complain(str(problem))
                summary.add(name, Count(failed=1, why="startet nicht"))
            else:
                there = env | {"STAMMKUNDE_DATABASE_URL": url}
                summary.add(name, _pytest("postgres", f"Tests auf {name}", SHARED, there, two))
                races = _pytest("races-postgres", f"Wettläufe auf {name}", "races", there)
                summary.add(name, races)
    summary.add("Hausregeln", _pytest("house", "Hausregeln", "house", env, two))
    if machine.browser:
        there = env | {"BROWSER_EXECUTABLE": machine.browser}
        count = _pytest(
            "browser", f"Browser (Chromium {machine.browser_version})", "browser", there
        )
        summary.add(f"Chromium {machine.browser_version}", count)
    else:
        summary.missing("Chromium", "nicht installiert")


def _test_environment(scratch: Path) -> dict[str, str]:
    """No setting of the person who calls reaches the tests."""
    env = {k: v for k, v in environment().items() if not k.startswith(("STAMMKUNDE_", "DJANGO_"))}
    env = {k: v for k, v in env.items() if not k.startswith("PYTEST_")}
    env |= {"STAMMKUNDE_DATA_DIR": str(scratch), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    return env | {"NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}


def _pytest(
    key: str, title: str, marks: str, env: dict[str, str], more: list[str] | None = None
) -> Count:
    """One run of pytest for a mark expression; counts come from its JUnit report."""
    say(f"\n{title}")
    REPORTS.mkdir(parents=True, exist_ok=True)
    report = REPORTS / f"{key}.xml"
    report.unlink(missing_ok=True)
    command = [
        str(PYTHON),
        "-m",
        "pytest",
        "-q",
        "-m",
        marks,
        f"--junitxml={report}",
        *(more or []),
    ]
    command += ["-p", "no:cacheprovider", "--no-header", "--tb=short"]
    code = subprocess.run(command, cwd=ROOT, env=env).returncode
    return count_report(report, code)


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
