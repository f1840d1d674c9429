"""`./dev bench mails`: 10,000 messages to a mail server while people work.

A server with two workers for pages, two workers for mail, a real SMTP server on loopback in a process
of its own. Eight people open the list, search, open a record and save one field of it, in turn and
without a break: first alone, then while the messages are written and sent. It prints what it
finds and judges nothing; an answer that is no page, a message lost or doubled ends the run.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import loading, people, places
from benchmarks.places import Place
from benchmarks.report import Report, machine, met
from benchmarks.under_load import CLIENTS, GOAL, LOCKED, PAGES, Watch, at_work, three
from benchmarks.visitor import Unexpected, Visitor

WORKERS, POSTMEN = 2, 2
QUIET = 20.0  # seconds before the messages are written
LONGEST = 15 * 60.0  # seconds for all of them
HEAD = ("page", "alone p50 / p95 / max", "while mail goes out p50 / p95 / max", "answers",
        "goal: p95", "met")  # fmt: skip
LIVE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "stammkunde.settings"
import django; django.setup()
from stammkunde.foundation import clock
from stammkunde.foundation.models import BusinessData
BusinessData.objects.filter(pk=1).update(trial_ended_at=clock.now())
"""


def main() -> None:
    """Measure on the wanted databases; keep a report of a run that is long enough."""
    options = _options()
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    pages: list[Report] = []
    for kind in kinds:
        with places.workshop() as folder, places.databases(kind, ["ours"]) as urls:
            pages.append(_measured(kind, places.ours(folder, urls["ours"]), options))
        print(f"\n{pages[-1].markdown()}", flush=True)
    if options.mails >= 10_000 and len(kinds) == 2:
        text = "\n".join(page.markdown() for page in pages)
        _say(f"Bericht: {pages[0].keep('mails', text)}")


def _measured(kind: str, place: Place, options: argparse.Namespace) -> Report:
    rows = loading.people(options.customers)
    _say(f"{kind}: lädt {len(rows):,} Kunden …")
    places.set_up(place)
    loading.into_ours(place, rows)
    place.run_code(LIVE)
    watch = Watch()
    try:
        visitors = [places.serve_ours(place, WORKERS)]
        visitors += [places.log_in(place) for _ in range(CLIENTS - 1)]
        said = _together(kind, place, visitors, watch, people.search_terms(rows), options.mails)
    finally:
        place.stop()
    report = Report(
        f"{options.mails:,} messages go out on {kind}, {CLIENTS} people work on",
        machine(people.database(kind, place))
        | {"server": f"granian WSGI, {WORKERS} workers; {POSTMEN} workers for mail; "
                     f"{options.customers:,} customers"},
        HEAD,
    )  # fmt: skip
    for page in PAGES:
        alone, during = watch.figures("alone", page), watch.figures("mail", page)
        count = f"{len(watch.waits['mail', page]):,}"
        report.rows.append(
            [page, three(alone), three(during), count, f"< {GOAL:.0f} s", met(during.p95 < GOAL)]
        )
    report.notes = said
    return report


def _together(
    kind: str, place: Place, visitors: list[Visitor], watch: Watch, terms: list[str], mails: int
) -> list[str]:
    """The people alone for a while, then with the messages beside them; what there is to say."""
    with _mailbox(place.folder) as (url, box), at_work(visitors, watch, terms):
        watch.over.wait(QUIET)
        watch.phase = "mail"
        _say(f"{kind}: schreibt und sendet {mails:,} Nachrichten …")
        began = time.monotonic()
        with _postmen(place, url) as postmen:
            written = place.measured("-m", "benchmarks.write_mails", str(mails))
            while _waiting(place) and not watch.problems and time.monotonic() - began < LONGEST * 2:
                time.sleep(1.0)
            took = time.monotonic() - began
            peaks = [_peak(one.pid) for one in postmen]
        watch.phase = "after"
        counted = json.loads(_told(box))
    logs = place.log.read_text()
    whole = counted == {"accepted": mails, "most": 1}
    if watch.problems or LOCKED in logs or not whole:
        raise Unexpected(f"{watch.problems[:3]} {counted} {logs[-2000:]}")
    rate = mails / took
    each = " and ".join(f"{one:.0f}" for one in peaks)
    goal = f"(goal: < {LONGEST:.0f} s: {met(took < LONGEST)})"
    whole_run = f"{mails:,} messages written, sent and noted in {took:.0f} s {goal}"
    writer = f"written by one process in {written.seconds:.0f} s"
    return [
        f"{whole_run}, {rate:.0f} a second, {rate * 60:,.0f} a minute",
        f"{writer}, {mails / written.seconds:.0f} a second, {written.peak:.0f} MB at its peak",
        f"workers for mail: {each} MB at their peak",
        "each recipient got exactly one; no answer was 5xx or no page; no “database is locked”",
    ]


@contextmanager
def _mailbox(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The mail server in a process of its own; its address."""
    box = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.mailbox"],
        cwd=places.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert box.stdout is not None
    try:
        yield box.stdout.readline().strip(), box
    finally:
        box.kill()
        box.wait()


def _told(box: subprocess.Popen[str]) -> str:
    """What the mail server counted."""
    assert box.stdin is not None
    assert box.stdout is not None
    box.stdin.close()
    return box.stdout.readline()


@contextmanager
def _postmen(place: Place, url: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Workers that send; ended by their own ids."""
    env = place.env | {"STAMMKUNDE_SMTP_URL": url}
    with place.log.open("ab") as log:
        made = [
            subprocess.Popen(
                [sys.executable, "-m", "stammkunde", "worker", "--poll", "0.2"],
                cwd=places.ROOT, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )
            for _ in range(POSTMEN)
        ]  # fmt: skip
    try:
        yield made
    finally:
        for one in made:
            one.terminate()
        for one in made:
            one.wait(60)


_WAITING = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "stammkunde.settings"
import django; django.setup()
from stammkunde.foundation.models import OutgoingMail
print(OutgoingMail.objects.filter(state__in=["queued", "sending"]).count())
"""


def _waiting(place: Place) -> int:
    return int(place.run_code(_WAITING))


def _peak(pid: int) -> float:
    """Megabytes of its highest resident set."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) / 1024


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench mails", description=__doc__)
    parser.add_argument("--mails", type=int, default=10_000, metavar="N")
    parser.add_argument("--customers", type=int, default=20_000, metavar="N")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    return parser.parse_args()


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
