"""Backups while somebody writes: `./dev bench backups [--backups 50] [--database ...] [--seed N]`.

Runs tests/races/test_backups_under_load.py with more backups than a test run affords and keeps what
it said in benchmarks/reports/backups.md: how many came back whole, how many plain copies did not.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import places
from benchmarks.report import Report, machine

ROOT = Path(__file__).parents[1]
RACE = "tests/races/test_backups_under_load.py"
ENOUGH = 50
HEAD = (
    *("database", "backups", "restored and right", "different moments", "rows in the last"),
    *(
        "moments written meanwhile",
        "plain copies",
        "torn",
        "whole, but rows missing",
        "seed",
        "took",
    ),
)
NOTES = """\
The writer changes 200 rows, moves a sum between two and adds a customer with two participants, each
in one transaction, all the time. Every backup is restored into an empty place; there the 200 must
carry one number, the sum must be the old one, everybody must have both participants, and the number
must be at least what had been acknowledged when the backup began. The used place and the running
system then refuse to be restored into. A plain copy is `cp` of the live SQLite file, judged alike.
"""
_TOLD = re.compile(r"^\.?@backups (.*)$", re.MULTILINE)


def main() -> None:
    """Run, print and keep the report; exit code 1 when a backup was not right."""
    options = _options()
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    report = Report("Backups under write load", machine(" and ".join(kinds)), HEAD)
    good = True
    for kind in kinds:
        with places.databases(kind, ["backups"]) as urls:
            began = time.monotonic()
            done = _race(urls["backups"], options)
            row = _row(kind, done, options.seed, time.monotonic() - began)
            good = good and done.returncode == 0
            report.rows.append(row)
    report.notes = [" ".join(NOTES.split())]
    print(report.markdown())
    if options.backups >= ENOUGH and options.database == "both":
        print(report.keep("backups"), file=sys.stderr)
    raise SystemExit(0 if good else 1)


def _row(
    kind: str, done: subprocess.CompletedProcess[str], seed: int, took: float
) -> tuple[str, ...]:
    found = _TOLD.search(done.stdout)
    if found is None:
        print(done.stdout[-3000:], done.stderr[-1000:], file=sys.stderr)
        return (kind, "FAILED", *("-",) * 7, str(seed), f"{took:.0f} s")
    told = json.loads(found[1])
    for wrong in told["wrong"]:
        print(f"{kind}: {wrong}", file=sys.stderr)
    right = told["backups"] - len(told["wrong"])
    figures = [told["backups"], right, told["moments"], told["rows"], told["grown"]]
    copies = [told["copies"], told["torn"], told["old"]] if told["copies"] else ["-"] * 3
    return (kind, *map(str, figures + copies), str(seed), f"{took:.0f} s")


def _race(url: str, options: argparse.Namespace) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {
            "STAMMKUNDE_MODE": "test",
            "STAMMKUNDE_BACKUPS": str(options.backups),
            "STAMMKUNDE_SEED": str(options.seed),
            "STAMMKUNDE_DATA_DIR": folder,
            "STAMMKUNDE_DATABASE_URL": url,
        }
        return subprocess.run(
            [sys.executable, "-m", "pytest", RACE, "-q", "-s", "--timeout=7200"],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench backups", description=__doc__)
    parser.add_argument("--backups", type=int, default=ENOUGH)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 1_000_000)
    return parser.parse_args()


if __name__ == "__main__":
    main()
