"""`./dev bench under_load`: the pages of an office while a long list comes in (G-L4).

A server with two workers and 100,000 customers. Eight people, each with a session of their own,
open the list, search, open a record and save one field of it, in turn and without a break: first
alone, then while the import command brings in 50,000 rows, then while the import wizard checks and
brings in another 50,000. It prints what it finds and judges
nothing; an answer that is no page, or a locked database, ends the run.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import sqlite3
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from benchmarks import invented, loading, people, places
from benchmarks.measure import Figures
from benchmarks.places import Place
from benchmarks.report import Report, machine, met
from benchmarks.visitor import Unexpected, Visitor, words

CLIENTS, WORKERS, RECORDS = 8, 2, 400  # records of each client
QUIET = 20.0  # seconds before the import begins
PROBE = 0.02  # between two looks at the write lock
GOAL = 1.0  # seconds, p95 of each page
PREVIEW, COMMIT = 60.0, 180.0  # seconds of the wizard, 50,000 rows
HOLD = 0.5  # seconds that one piece of an import may hold the write lock
LOCKED = "database is locked"
LIST, SEARCH, RECORD, SAVE = "list", "search as you type", "open a record", "save a field in place"
PAGES = (LIST, SEARCH, RECORD, SAVE)


@dataclass
class Watch:
    """What happened so far; `phase` says whether the import runs."""

    phase: str = "alone"
    waits: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    locks: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def figures(self, phase: str, page: str) -> Figures:
        """The seconds of this page's answers."""
        return Figures([self.waits[phase, page] or [0.0]])


def main() -> None:
    """Measure on the wanted databases; keep a report of a run that is long enough."""
    options = _options()
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    pages: list[Report] = []
    for kind in kinds:
        with places.workshop() as folder, places.databases(kind, ["ours"]) as urls:
            place = places.ours(folder, urls["ours"])
            pages.append(_measured(kind, place, options))
        print(f"\n{pages[-1].markdown()}", flush=True)
    if options.rows >= 10_000 and len(kinds) == 2:
        text = "\n".join(page.markdown() for page in pages)
        _say(f"Bericht: {pages[0].keep('under-load', text)}")


def _measured(kind: str, place: Place, options: argparse.Namespace) -> Report:
    rows = loading.people(options.customers)
    _say(f"{kind}: lädt {len(rows):,} Kunden …")
    places.set_up(place)
    quiet = loading.into_ours(place, rows)
    if place.url:
        places.on_server(place.url, "VACUUM ANALYZE")
    more = invented.customers(options.rows, seed=loading.OTHER_SEED)
    source = invented.write_csv(place.folder / "more.csv", more)
    others = invented.customers(options.rows, seed=loading.OTHER_SEED + 1)
    second = invented.write_csv(place.folder / "others.csv", others)
    watch = Watch()
    try:
        visitors = [places.serve_ours(place, WORKERS)]
        visitors += [places.log_in(place) for _ in range(CLIENTS - 1)]
        terms = people.search_terms(rows)
        came, wizard = _together(kind, place, visitors, (source, second), watch, terms)
    finally:
        place.stop()
    report = _report(kind, place, watch, options)
    report.notes += [
        (
            f"import of {came.rows:,} rows beside {CLIENTS} people: {came.rate:,.0f} rows/s, "
            f"{came.peak:.0f} MB at its peak; of the first {quiet.rows:,} with nobody there: "
            f"{quiet.rate:,.0f} rows/s"
        ),
        _told_of_wizard(wizard),
        f"answers 5xx or no page: 0; “{LOCKED}” in an answer or a log: 0",
    ]
    return report


def _told_of_wizard(came: dict[str, float]) -> str:
    """The seconds of the wizard, beside the people."""
    preview, commit = came["preview"], came["commit"]
    return (
        f"import wizard, {came['rows']:,.0f} rows beside {CLIENTS} people: preview {preview:.0f} s "
        f"(goal: < {PREVIEW:.0f} s: {met(preview < PREVIEW)}), commit {commit:.0f} s "
        f"(goal: < {COMMIT:.0f} s: {met(commit < COMMIT)}), {came['peak']:.0f} MB at its peak"
    )


def _together(
    kind: str,
    place: Place,
    visitors: list[Visitor],
    sources: tuple[Path, Path],
    watch: Watch,
    terms: list[str],
) -> tuple[loading.Work, dict[str, float]]:
    """The people at their work, alone for a while, then with the command and the wizard beside them."""
    with at_work(visitors, watch, terms), _probing(kind, place, watch):
        watch.over.wait(QUIET)
        watch.phase = "import"
        _say(f"{kind}: Import läuft …")
        try:
            words_ = ("-m", "stammkunde", "import-customers", sources[0], "--json")
            done = place.measured(*words_)
            watch.phase = "wizard"
            _say(f"{kind}: Assistent läuft …")
            through = place.measured("-m", "benchmarks.through_wizard", sources[1])
        finally:
            watch.phase = "after"
    said = json.loads(done.text)
    logs = place.log.read_text()
    if LOCKED in logs or '"level": "ERROR"' in logs:
        watch.problems.append(logs[-2000:])
    wizard = json.loads(through.text.splitlines()[-1])
    if watch.problems or said["errors"] or not wizard["whole"]:
        raise Unexpected(f"{watch.problems[:3]} {str(said['errors'])[:500]} {wizard}")
    return loading.Work(said["rows"], done.seconds, done.peak), wizard | {"peak": through.peak}


@contextlib.contextmanager
def at_work(visitors: list[Visitor], watch: Watch, terms: list[str]) -> Iterator[None]:
    """Everybody works in a thread of their own until this ends."""
    threads = [
        threading.Thread(target=_client, args=(number, visitor, watch, terms))
        for number, visitor in enumerate(visitors)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        watch.over.set()
        for thread in threads:
            thread.join()


def _client(number: int, me: Visitor, watch: Watch, terms: list[str]) -> None:
    """One person: the pages in turn, every one at another place."""
    dice = random.Random(invented.SEED + number)
    turn = number
    try:
        while not watch.over.is_set() and not watch.problems:
            page = PAGES[turn % len(PAGES)]
            # Each their own records: nobody writes the field that another one sees.
            pk = 1 + number + CLIENTS * dice.randrange(RECORDS)
            phase = watch.phase
            watch.waits[phase, page].append(_WORKS[page](me, dice.choice(terms), pk))
            turn += 1
    except (OSError, HTTPException, Unexpected) as problem:
        watch.problems.append(f"{type(problem).__name__}: {problem}")
        watch.over.set()
    finally:
        me.close()


def _list(me: Visitor, _term: str, _pk: int) -> float:
    return me.get(people.LIST).expect("<table").seconds


def _search(me: Visitor, term: str, _pk: int) -> float:
    return me.get(f"{people.LIST}?q={words(term)}", people.LIVE).expect().seconds


def _record(me: Visitor, _term: str, pk: int) -> float:
    return me.get(f"{people.LIST}{pk}/").expect("<h1").seconds


def _save(me: Visitor, term: str, pk: int) -> float:
    """One field in place, as Enter saves it; a miss of the value would be 422 or 409."""
    text = f"{term.strip().title()} {time.monotonic_ns() % 1_000_000}"
    return (
        me.post(f"{people.LIST}{pk}/edit/city/", {"city": text}, people.FRAGMENT).expect().seconds
    )


_WORKS: dict[str, Callable[[Visitor, str, int], float]] = {
    LIST: _list,
    SEARCH: _search,
    RECORD: _record,
    SAVE: _save,
}


@contextlib.contextmanager
def _probing(kind: str, place: Place, watch: Watch) -> Iterator[None]:
    """On SQLite, how long somebody waits for the write lock: it is taken and given back at once."""
    if kind != "sqlite":
        yield
        return

    def probe() -> None:
        path = Path(place.env["STAMMKUNDE_DATA_DIR"]) / "stammkunde.sqlite3"
        link = sqlite3.connect(path, timeout=60, isolation_level=None)
        while not watch.over.wait(PROBE):
            start, phase = time.perf_counter(), watch.phase
            link.execute("BEGIN IMMEDIATE")
            link.execute("ROLLBACK")
            if phase in ("import", "wizard"):
                watch.locks.append(time.perf_counter() - start)
        link.close()

    thread = threading.Thread(target=probe)
    thread.start()
    try:
        yield
    finally:
        watch.over.set()
        thread.join()


def _report(kind: str, place: Place, watch: Watch, options: argparse.Namespace) -> Report:
    report = Report(
        f"{options.rows:,} rows come in on {kind}, {CLIENTS} people work on",
        machine(people.database(kind, place))
        | {"server": f"granian WSGI, {WORKERS} workers; {options.customers:,} customers before"},
    )
    report.head = ["page", "alone p50 / p95 / max", "during the import p50 / p95 / max",
                   "during the wizard p50 / p95 / max", "answers", "goal: p95 of both",
                   "met"]  # fmt: skip
    for page in PAGES:
        alone, during = watch.figures("alone", page), watch.figures("import", page)
        wizard = watch.figures("wizard", page)
        count = len(watch.waits["import", page]) + len(watch.waits["wizard", page])
        report.rows.append(
            [page, three(alone), three(during), three(wizard), f"{count:,}", f"< {GOAL:.0f} s",
             met(max(during.p95, wizard.p95) < GOAL)]
        )  # fmt: skip
    if watch.locks:
        waits = Figures([watch.locks])
        report.notes.append(
            f"wait for the write lock beside the import: {three(waits)} "
            f"(goal: no piece holds it longer than {HOLD:.1f} s: {met(waits.p95 <= HOLD)} for p95)"
        )
    return report


def three(figures: Figures) -> str:
    """Median, 95th percentile and most, in milliseconds."""
    most = max(max(one) for one in figures.rounds)
    return (
        " / ".join(f"{value * 1000:.0f}" for value in (figures.median, figures.p95, most)) + " ms"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench under_load", description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000, metavar="N")
    parser.add_argument("--customers", type=int, default=100_000, metavar="N")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    return parser.parse_args()


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
