"""The big run of damaged lists: `./dev bench fuzz [--files 2000] [--database sqlite|postgresql|both]`.

Runs the damaged CSV and XLSX files of tests/stories through the reader, the import and the wizard,
on both databases, and keeps what came of it in benchmarks/reports/fuzz.md. STAMMKUNDE_SEED=n repeats
a run.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import places
from benchmarks.report import Report, machine

ROOT = Path(__file__).parents[1]
TESTS = ("tests/stories/test_mutants.py", "tests/stories/test_mutants_wizard.py")
NOTES = (
    "Half of the files are CSV in fourteen notations, half XLSX (shared, inline, typed cells).",
    (
        "Each takes one to three damages: bits flipped, cut, doubled, put in, swapped, quotation marks,"
        " NUL, other cells, wrong encodings, parts of the package swapped, XML edited."
    ),
    "Through the reader: two passes give the same rows, or one refusal; memory by tracemalloc.",
    (
        "Through the import: everything in the file came in, or nothing and every reason is told with"
        " its row. A dry run of the same file told the same. Every refusal and hint is German,"
        " without holes."
    ),
    (
        "Through the wizard: uploaded, checked, looked at row by row, brought in over HTTP and by the"
        " worker's jobs. Every answer is a page, counts add up, what was promised came in, no more."
    ),
)
_SAID = re.compile(
    r"^\.?(reading|import|wizard): STAMMKUNDE_SEED=(\d+), (\d+) files, (.*); (.*)$", re.M
)


def main() -> None:
    """Run, print and keep the report; exit code 1 when any file crashed or came in by half."""
    options = _options()
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    seed = os.environ.get("STAMMKUNDE_SEED", "") or str(random.SystemRandom().randrange(1, 10**9))
    report = Report(
        f"Damaged lists: {options.files} files per database",
        machine(" and ".join(kinds)),
        ("database", "through", "result", "files", "what became of them", "cost", "seed"),
        notes=list(NOTES),
    )
    green = True
    for kind in kinds:
        with places.databases(kind, ["fuzz"]) as urls:
            print(f"{kind}: {options.files} files …", file=sys.stderr, flush=True)
            done = _run(urls["fuzz"] if kind == "postgresql" else "", options.files, seed)
        green = green and done.returncode == 0
        said = _SAID.findall(done.stdout)
        result = "no crash, no half import" if done.returncode == 0 else "FAILED"
        report.rows += [
            (kind, through, result, files, what, cost, used)
            for through, used, files, what, cost in said
        ]
        if done.returncode:
            print(done.stdout[-4000:], file=sys.stderr)
            report.rows.append((kind, "both", "FAILED", str(options.files), "-", "-", seed))
    print(report.markdown())
    if options.files >= 2_000:
        print(report.keep("fuzz"), file=sys.stderr)
    raise SystemExit(0 if green else 1)


def _run(url: str, files: int, seed: str) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {
            "STAMMKUNDE_MODE": "test",
            "STAMMKUNDE_MUTANTS": str(files),
            "STAMMKUNDE_SEED": seed,
            "STAMMKUNDE_DATA_DIR": folder,
            "STAMMKUNDE_DATABASE_URL": url,
            "STAMMKUNDE_TEST_SUFFIX": "_fuzz",
        }
        return subprocess.run(
            [sys.executable, "-m", "pytest", *TESTS, "-q", "--timeout=7200"],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="./dev bench fuzz", description=__doc__)
    options.add_argument("--files", type=int, default=2_000)
    options.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    return options.parse_args()


if __name__ == "__main__":
    main()
