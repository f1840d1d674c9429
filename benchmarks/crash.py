"""The big crash run: `./dev bench crash [--kills 100] [--flows backup,restore] [--database ...]`.

Runs the kill races of tests/races with more kills than a test run affords, on both databases side by
side, and keeps what they said in benchmarks/reports/crash.md. A seed repeats a run: --seed N.
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
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import places
from benchmarks.report import Report, machine

ROOT = Path(__file__).parents[1]
COMMANDS = "tests/races/test_command_kills.py"
WORKERS = {
    "jobs": ("tests/races/test_worker_kills.py", "every_job"),
    "mails": ("tests/races/test_mail_kills.py", "no_recipient"),
    "messages": ("tests/races/test_message_kills.py", "no_message"),
}
FLOWS = (
    "backup",
    "restore",
    "move",
    "import",
    "undo",
    "wizard",
    "unwizard",
    "bulk",
    "unbulk",
    "notice",
    "full",
    "jobs",
    "mails",
    "messages",
)
# What a flow's test is called where its name alone would name others, too.
NAMED = {
    "import": "import and not undo",
    "undo": "undo_import",
    "wizard": "wizard and not undo",
    "unwizard": "undo_of_a_wizard",
    "bulk": "bulk and not undo",
    "unbulk": "bulk_undo",
}
# Those of jobs and mails wait for leases: more kills take minutes and show nothing new.
AT_MOST = {"jobs": 20, "mails": 20}
ENOUGH = 20  # from here on the report is kept
HEAD = (
    *("database", "flow", "result", "kills", "whole run", "came too late", "rounds"),
    *("kills by tenth of the run", "seed", "took"),
)
_SAID = re.compile(r"^\.?(?:sqlite|postgresql): (\d+ kills), (.*)$", re.MULTILINE)
_TOLD = re.compile(r"^\.?@crash (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Race:
    """One flow on one database; `url` names the server, "" none."""

    kind: str
    flow: str
    kills: int
    seed: int
    url: str


def main() -> None:
    """Run, print and keep the report; exit code 1 when a flow lost, halved or doubled anything."""
    options = _options()
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    report = Report(
        f"Crash run: kill -9, {options.kills} times per flow and database",
        machine(" and ".join(kinds)),
        HEAD,
    )
    with places.databases("postgresql", ["crash"]) as urls:
        rows = _side_by_side(kinds, options, urls["crash"])
    for row in rows:
        report.rows.append(row)
    report.notes = [" ".join(NOTES.split())]
    print(report.markdown())
    if options.kills >= ENOUGH:
        alone = options.flows if options.flows in FLOWS else ""
        print(report.keep(f"crash-{alone}" if alone else "crash"), file=sys.stderr)
    raise SystemExit(0 if all(row[2] == "whole" for row in rows) else 1)


NOTES = """\
The command is killed alone (what it started lives on) or with its whole group, by chance; one to
three kills in a row, then it must end, and a further run must be refused or change nothing.
Half of the kills fall evenly into the whole run, half on a grid of 10 ms over its first 300 ms:
where a run is longer, its first tenths have more. A kill that found the command ended is not counted.
Commands are forks of a process that has loaded Django, so that every kill meets work. 300 customers
with participants, files and journal; lists of 1,200 rows, 250 at a time, by the command and through
the wizard (begun, checked, brought in; unwizard: its undo by the job of the page); jobs and mails: 200,
at most 20 kills, by two workers; messages: 2,000 by two workers to a mail server that accepts,
refuses for now and for ever, delays, breaks off before its answer and answers twice, their writer
killed as well. "disk full": a tmpfs with room for a part of what the command needs
(without the right to mount, a limit on the size of files); it must refuse in German, and end once there
is room.
"""


def _side_by_side(
    kinds: Sequence[str], options: argparse.Namespace, url: str
) -> list[tuple[str, ...]]:
    """One database per core; inside one, one flow after the other."""
    flows = options.flows.split(",")

    def all_of(kind: str) -> list[tuple[str, ...]]:
        done = []
        for number, flow in enumerate(flows):
            kills = min(options.kills, AT_MOST.get(flow, options.kills))
            done += _rows(Race(kind, flow, kills, options.seed + number, url))
            print(f"{kind}: {' '.join(done[-1])}", file=sys.stderr, flush=True)
        return done

    with ThreadPoolExecutor(len(kinds)) as pool:
        return [row for rows in pool.map(all_of, kinds) for row in rows]


def _rows(race: Race) -> list[tuple[str, ...]]:
    """What a race said, one row per flow in it."""
    began = time.monotonic()
    done = _race(race)
    took, seed = f"{time.monotonic() - began:.0f} s", str(race.seed)
    result = "whole" if done.returncode == 0 else "FAILED"
    if race.flow in WORKERS and (said := _SAID.search(done.stdout)):
        cells = (race.kind, race.flow, result, said[1].split()[0], "-", "-", said[2], "-")
        return [(*cells, seed, took)]
    told = [json.loads(one) for one in _TOLD.findall(done.stdout)]
    for wrong in (wrong for one in told for wrong in one["wrong"]):
        print(f"{race.kind} {race.flow}: {wrong}", file=sys.stderr)
    if not told or (result == "FAILED" and not any(one["wrong"] for one in told)):
        said_last = (done.stdout + done.stderr)[-800:].replace("\n", " ").replace("|", "/")
        return [(race.kind, race.flow, "FAILED", "-", "-", "-", said_last, "-", seed, took)]
    return [_told(race.kind, one, seed, took) for one in told]


def _told(kind: str, told: dict[str, Any], seed: str, took: str) -> tuple[str, ...]:
    wrong = f"FAILED: {len(told['wrong'])} of {told['rounds']} rounds"
    return (
        kind,
        told["flow"],
        wrong if told["wrong"] else "whole",
        str(told["kills"]),
        f"{told['duration'] * 1000:.0f} ms",
        str(told["late"]),
        str(told["rounds"]),
        " ".join(map(str, told["moments"])),
        seed,
        took,
    )


def _race(race: Race) -> subprocess.CompletedProcess[str]:
    path, which = WORKERS.get(race.flow, (COMMANDS, _which(race)))
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {
            "STAMMKUNDE_MODE": "test",
            "STAMMKUNDE_KILLS": str(race.kills),
            "STAMMKUNDE_POINTS": str(max(5, race.kills // 5)),
            "STAMMKUNDE_SEED": str(race.seed),
            "STAMMKUNDE_DATA_DIR": folder,
            "STAMMKUNDE_DATABASE_URL": race.url if race.kind == "postgresql" else "",
            "STAMMKUNDE_OTHER_DATABASE_URL": race.url,
        }
        return subprocess.run(
            [sys.executable, "-m", "pytest", path, "-k", which, "-q", "-s", "--timeout=7200"],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )


def _which(race: Race) -> str:
    """Which tests: a move goes to the other database; "full" is all flows on a full disk."""
    if race.flow == "full":
        return "full_disk"
    if race.flow == "move":
        return "move_to_postgresql" if race.kind == "sqlite" else "absent and move_to_sqlite"
    return f"absent and {NAMED.get(race.flow, race.flow)}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--flows", default=",".join(FLOWS), help=", ".join(FLOWS))
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 1_000_000)
    return parser.parse_args()


if __name__ == "__main__":
    main()
