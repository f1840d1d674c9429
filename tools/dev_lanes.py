"""Runs of pytest side by side: as many as there are cores to wait for, each told in one piece."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.dev_base import PYTHON, ROOT, Progress, clock, say

CORES = os.cpu_count() or 1
LANES = min(2, CORES)
WORKERS = max(1, CORES // LANES)  # of one run that may be split
PAUSE = 0.2


@dataclass(frozen=True)
class Run:
    """One run of pytest: `line` of the summary, mark expression, where to look, environment.

    `split`: its tests may be spread over several processes. Races and the browser start many of
    their own.
    """

    key: str
    line: str
    title: str
    marks: str
    env: dict[str, str]
    where: Sequence[str] = ()
    split: bool = False

    def command(self, report: Path) -> list[str]:
        """What is started; results go into the JUnit report."""
        words = [str(PYTHON), "-m", "pytest", "-q", "-m", self.marks, f"--junitxml={report}"]
        words += ["-p", "no:cacheprovider", "--no-header", "--tb=short"]
        if self.split and WORKERS > 1:
            words += ["-n", str(WORKERS), "--dist", "worksteal"]
        return [*words, *self.where]


class Running:
    """A run that has begun: its output goes into a file until it is told as a whole."""

    def __init__(self, run: Run, reports: Path, scratch: Path) -> None:
        self.run, self.began = run, time.monotonic()
        self.report = reports / f"{run.key}.xml"
        self.report.unlink(missing_ok=True)
        home = scratch / run.key
        home.mkdir()
        self.said = scratch / f"{run.key}.txt"
        with self.said.open("w") as out:
            self.child = subprocess.Popen(
                run.command(self.report),
                cwd=ROOT,
                env=run.env | {"STAMMKUNDE_DATA_DIR": str(home)},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def newest(self) -> str:
        """Its key and how far it is, as pytest says it."""
        with self.said.open("rb") as said:
            said.seek(max(0, self.said.stat().st_size - 200))
            far = said.read().decode("utf-8", "replace").rpartition("%]")[0][-4:]
        return f"{self.run.key} {far.strip('[ ') or '0'} %"

    def tell(self) -> None:
        """Print its title, duration and everything it said."""
        say(f"\n{self.run.title} ({clock(time.monotonic() - self.began)})")
        say(self.said.read_text("utf-8", "replace").rstrip())


def side_by_side(runs: Sequence[Run], reports: Path, scratch: Path) -> dict[str, tuple[Path, int]]:
    """Do them all, the first ones first; report and exit code of each, by key."""
    reports.mkdir(parents=True, exist_ok=True)
    waiting, running = list(runs), list[Running]()
    ended: dict[str, tuple[Path, int]] = {}
    progress = Progress(f"{len(runs)} Testläufe, {LANES} nebeneinander")
    try:
        while waiting or running:
            while waiting and len(running) < LANES:
                running.append(Running(waiting.pop(0), reports, scratch))
            time.sleep(PAUSE)
            for one in [one for one in running if one.child.poll() is not None]:
                running.remove(one)
                one.tell()
                ended[one.run.key] = (one.report, one.child.returncode)
            progress.beat(", ".join(one.newest() for one in running))
    finally:  # Ctrl-C or SIGTERM: nothing goes on behind our back
        for one in running:
            one.child.terminate()
            one.child.wait()
        progress.end("ABGEBROCHEN" if running or waiting else "")
    return ended
