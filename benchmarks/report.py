"""The table that is printed and kept, with what it was measured on."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import Figures

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "benchmarks" / "reports"


@dataclass
class Line:
    """One work: figures by server; `rate` when more is better (operations or rows per second)."""

    work: str
    figures: dict[str, Figures]
    goal: str = ""
    rate: bool = False


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

    def keep(self, name: str) -> Path:
        """Write the page to benchmarks/reports/."""
        FOLDER.mkdir(exist_ok=True)
        path = FOLDER / f"{name}.md"
        path.write_text(self.markdown(), "utf-8")
        return path


def compared(names: Sequence[str], lines: Sequence[Line]) -> tuple[list[str], list[list[str]]]:
    """Head and rows of a table that sets the first of `names` against the others."""
    ours, *others = names
    head = ["work", *(f"{name} p50 / p95" for name in names)]
    head += [f"{ours} : {name}" for name in others] + ["goal later"]
    rows = []
    for line in lines:
        cells = [line.work, *(_cell(line, name) for name in names)]
        rows.append([*cells, *(_ratio(line, ours, name) for name in others), line.goal])
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
    if line.rate:
        return f"{figures.median:,.0f}/s" if figures.median >= 100 else f"{figures.median:.1f}/s"
    return f"{figures.median * 1000:.1f} / {figures.p95 * 1000:.1f} ms"


def _ratio(line: Line, ours: str, other: str) -> str:
    if other not in line.figures or ours not in line.figures:
        return "-"
    mine, theirs = line.figures[ours], line.figures[other]
    if line.rate:
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
