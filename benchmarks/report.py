"""The table that is printed and kept, with what it was measured on."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import Figures

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "benchmarks" / "reports"


TIME, RATE, SIZE = "ms", "/s", "MB"


@dataclass(frozen=True)
class Goal:
    """What a work should reach, in words and as a question to its figures by server."""

    text: str
    reached: Callable[[dict[str, Figures]], bool]


@dataclass
class Line:
    """One work: figures by server, in seconds, per second (more is better) or megabytes."""

    work: str
    figures: dict[str, Figures]
    goals: Sequence[Goal] = ()
    unit: str = TIME


@dataclass
class Report:
    """A table with what it was measured on and what there is to say about it."""

    title: str
    facts: dict[str, str]
    head: Sequence[str] = ()
    rows: list[Sequence[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def markdown(self) -> str:
        """The report as a page."""
        rows = [self.head, ["---"] * len(self.head), *self.rows]
        text = [f"# {self.title}", ""]
        text += [f"- {name}: {value}" for name, value in self.facts.items()]
        text += ["", *(f"| {' | '.join(row)} |" for row in rows)]
        if self.notes:
            text += ["", *(f"- {note}" for note in self.notes)]
        return "\n".join(text) + "\n"

    def keep(self, name: str, text: str = "") -> Path:
        """Write the page, or a text of several, to benchmarks/reports/."""
        FOLDER.mkdir(exist_ok=True)
        path = FOLDER / f"{name}.md"
        path.write_text(text or self.markdown(), "utf-8")
        return path


def at_most(ours: str, other: str, median: float, p95: float | None = None) -> Goal:
    """The seconds of one server against those of another one."""

    def reached(found: dict[str, Figures]) -> bool:
        mine, theirs = found[ours], found[other]
        late = p95 is None or mine.p95 / theirs.p95 <= p95
        return mine.median / theirs.median <= median and late

    said = f"{median:.2f}" if p95 is None else f"{median:.2f} / {p95:.2f}"
    return Goal(f"<= {said} of {other}", reached)


def times(ours: str, other: str, factor: float) -> Goal:
    """So many times the operations per second of another server."""
    return Goal(
        f">= {factor:g}x {other}", lambda found: found[ours].median / found[other].median >= factor
    )


def quick(ours: str, rate: float) -> Goal:
    """So many per second."""
    return Goal(f">= {rate:,.0f}/s", lambda found: found[ours].median >= rate)


def within(ours: str, seconds: float) -> Goal:
    """So many seconds at most."""
    return Goal(f"<= {seconds:g} s", lambda found: found[ours].median <= seconds)


def small(ours: str, megabytes: float) -> Goal:
    """So many megabytes at most."""
    return Goal(f"<= {megabytes:,.0f} MB", lambda found: found[ours].median <= megabytes)


def met(reached: bool) -> str:
    """A plain word."""
    return "yes" if reached else "**no**"


def compared(names: Sequence[str], lines: Sequence[Line]) -> tuple[list[str], list[list[str]]]:
    """Head and rows of a table that sets the first of `names` against the others."""
    ours, *others = names
    head = ["work", *(f"{name} p50 / p95" for name in names)]
    head += [f"{ours} : {name}" for name in others] + ["goal", "met"]
    rows = []
    for line in lines:
        cells = [line.work, *(_cell(line, name) for name in names)]
        goals = [one for one in line.goals if ours in line.figures]
        said = "; ".join(one.text for one in goals)
        reached = met(all(one.reached(line.figures) for one in goals)) if goals else ""
        rows.append([*cells, *(_ratio(line, ours, name) for name in others), said, reached])
    return head, rows


def machine(database: str) -> dict[str, str]:
    """Date, commit, versions, cores and how busy the machine is."""
    packages = ("Django", "granian", "psycopg")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "commit": _commit(),
        "database": database,
        "versions": f"CPython {platform.python_version()}, {versions}",
        "machine": f"{os.cpu_count()} cores, {_processor()}, {sys.platform}; load {load}",
    }


def _cell(line: Line, name: str) -> str:
    if name not in line.figures:
        return "-"
    figures = line.figures[name]
    if line.unit != TIME:
        digits = 0 if line.unit == SIZE or figures.median >= 100 else 1
        return f"{figures.median:,.{digits}f}{' ' * (line.unit == SIZE)}{line.unit}"
    return f"{figures.median * 1000:.1f} / {figures.p95 * 1000:.1f} ms"


def _ratio(line: Line, ours: str, other: str) -> str:
    if other not in line.figures or ours not in line.figures:
        return "-"
    mine, theirs = line.figures[ours], line.figures[other]
    if line.unit != TIME:
        return f"**{mine.median / theirs.median:.2f}x**"
    return f"**{mine.median / theirs.median:.2f}** / {mine.p95 / theirs.p95:.2f}"


def _commit() -> str:
    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
        return done.stdout.strip() if done.returncode == 0 else ""

    changed = " + changes" if git("status", "--porcelain", "--", "src", "benchmarks") else ""
    return (git("rev-parse", "--short", "HEAD") or "none") + changed


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((ln.split(":")[1].strip() for ln in lines if ln.startswith("model name")), "?")
