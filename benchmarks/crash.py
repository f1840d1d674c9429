"""The big crash run: `./dev bench crash [--kills 20] [--database sqlite|postgresql|both]`.

Runs the kill races of tests/races with more kills than a test run affords, on both databases, and
keeps what they said in benchmarks/reports/crash.md. A seed repeats a run: STAMMKUNDE_SEED=n.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import places
from benchmarks.report import Report, machine

ROOT = Path(__file__).parents[1]
RACES = ("tests/races/test_worker_kills.py", "tests/races/test_mail_kills.py")
FLOWS = "every_job or no_recipient"
_SEED = re.compile(r"STAMMKUNDE_SEED=(\d+)")
_SAID = re.compile(r"^\.?(?:sqlite|postgresql): (\d+ kills), (.*)$", re.MULTILINE)


def main() -> None:
    """Run, print and keep the report; exit code 1 when a flow lost or doubled anything."""
    options = _options()
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    report = Report(
        f"Crash run: kill -9 of the worker, {options.kills} times per flow",
        machine(" and ".join(kinds)),
        ("database", "flow", "result", "kills", "what became of them", "seed"),
    )
    green = True
    for kind in kinds:
        with places.databases(kind, ["crash"]) as urls:
            for path in RACES:
                print(f"{kind}: {path} …", file=sys.stderr, flush=True)
                done = _race(path, urls["crash"] if kind == "postgresql" else "", options.kills)
                green = green and done.returncode == 0
                report.rows.append(_row(kind, path, done))
    print(report.markdown())
    print(report.keep("crash"), file=sys.stderr)
    raise SystemExit(0 if green else 1)


def _race(path: str, url: str, kills: int) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {
            "STAMMKUNDE_MODE": "test",
            "STAMMKUNDE_KILLS": str(kills),
            "STAMMKUNDE_DATA_DIR": folder,
            "STAMMKUNDE_DATABASE_URL": url,
        }
        return subprocess.run(
            [sys.executable, "-m", "pytest", path, "-k", FLOWS, "-q", "-s", "--timeout=1800"],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )


def _row(kind: str, path: str, done: subprocess.CompletedProcess[str]) -> tuple[str, ...]:
    seed, said = _SEED.search(done.stdout), _SAID.search(done.stdout)
    flow = "jobs" if "worker" in path else "mails"
    return (
        kind,
        flow,
        "nothing lost, nothing twice" if done.returncode == 0 else "FAILED",
        said[1] if said else "-",
        said[2] if said else done.stdout[-300:].replace("\n", " "),
        seed[1] if seed else "-",
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    return parser.parse_args()


if __name__ == "__main__":
    main()
