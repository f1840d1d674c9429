"""`./dev bench people`: the customer list beside a plain Django admin, on the same machine.

The same invented customers in both, both logged in, one granian worker each, finished HTTP answers
measured request by request in turn. It prints what it finds and judges nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from benchmarks import invented, places
from benchmarks.measure import Ask, Figures, alternate, crowd
from benchmarks.places import Place
from benchmarks.report import Line, Report, compared, machine
from benchmarks.visitor import FRAGMENT, Answer, Unexpected, Visitor, words

OURS, ADMIN, TRIGRAM = "stammkunde", "admin", "admin + trigram"
ROWS, CLIENTS, RECORDS, LISTS = 50, 16, 20, 10
THREADS = 1  # as `stammkunde serve` has them
LIVE = FRAGMENT | {"HX-Target": "list-results"}
LIST, ADMIN_LIST = "/customers/", "/admin/customers/customer/"
NEXT = re.compile(r'rel="next" href="/customers/(\?[^"]*)"')
RECORD = re.compile(r'href="/customers/(\d+)/[?"]')
PATIENCE = 900.0  # of the walk to the deep page
# What offices type, letter by letter: names, umlauts in both spellings, two words.
TYPED = ("müller", "schroeder", "anna sch", "hausverw", "groß-b")
# Parts of words, ends of phone numbers, e-mail, postcode, place.
PARTS = ("schule", "verwaltung", "tagespflege", "0171", "0157/40", "@heim", "10117", "münch")
MISS = "xqzwv"
GOALS = {
    "search": ("0.25 / 0.25", "0.10 / 0.15"),
    "list": ("0.8", "0.8"),
    "deep": ("0.3", "0.3"),
    "record": ("2.0", "2.0"),
    "crowd": ("8x", "8x"),
}


@dataclass
class Stand:
    """The servers of one database, running, with somebody logged in at each."""

    places: dict[str, Place]
    visitors: dict[str, Visitor]
    rows: list[invented.Row]
    loads: dict[str, float]


def main() -> None:
    """Measure on the wanted databases, print and keep one report each."""
    options = _options()
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    for kind in kinds:
        with stand(kind, options) as ready:
            page = compare(kind, ready, options)
        kept = page.keep(f"people-{kind}") if options.customers >= 100_000 else None
        print(f"\n{page.markdown()}", flush=True)
        _say(f"Bericht: {kept}" if kept else "Kein Bericht unter 100.000 Kunden.")


@contextmanager
def stand(kind: str, options: argparse.Namespace) -> Iterator[Stand]:
    """Generate, load and serve; everything is ended and removed afterwards."""
    names = [OURS, ADMIN] + ([TRIGRAM] if options.trigram and kind == "postgresql" else [])
    with ExitStack() as stack:
        folder = stack.enter_context(places.workshop())
        urls = stack.enter_context(places.databases(kind, [n.replace(" + ", "_") for n in names]))
        rows = list(invented.customers(options.customers))
        source = invented.write_csv(folder / "customers.csv", rows)
        installed: dict[str, Place] = {}
        loads: dict[str, float] = {}
        for name in names:
            url = urls[name.replace(" + ", "_")]
            _say(f"{kind}: {name} lädt {len(rows):,} Kunden …")
            place = places.ours(folder, url) if name == OURS else places.baseline(name, folder, url)
            loads[name] = _load_ours(place, source) if name == OURS else _load_admin(place, source)
            _say(f"{kind}: {name}: {loads[name]:,.0f} Zeilen/s")
            if url:
                places.on_server(url, "VACUUM ANALYZE")
            installed[name] = place
        visitors: dict[str, Visitor] = {}
        for name, place in installed.items():
            stack.callback(place.stop)
            visitors[name] = (
                places.serve_ours(place, options.workers)
                if name == OURS
                else places.serve_baseline(place, options.workers, THREADS)
            )
        yield Stand(installed, visitors, rows, loads)


def compare(kind: str, ready: Stand, options: argparse.Namespace) -> Report:
    """Measure every work."""
    names = list(ready.visitors)
    report = Report(
        f"{len(ready.rows):,} customers on {kind}: Stammkunde beside a plain Django admin",
        machine(_database(kind, ready)) | _setting(ready, options),
    )
    lines: list[Line] = []
    goal = 0 if kind == "sqlite" else 1

    def add(key: str, work: str, figures: dict[str, Figures], rate: bool = False) -> None:
        lines.append(Line(work, figures, GOALS.get(key, ("", ""))[goal], rate))
        line = ", ".join(f"{n} {f.median:,.1f}/s" if rate else f"{n} {f.median * 1000:.1f} ms"
                         for n, f in figures.items())  # fmt: skip
        _say(f"{kind}: {work}: {line}")

    terms = search_terms(ready.rows)
    report.notes.append(f"search terms: {', '.join(terms)}")
    report.notes += _checked(ready, terms)
    works: dict[str, tuple[str, dict[str, Ask], int]] = {
        "search": ("search as you type, mixed terms", _searches(names, terms), len(terms)),
        "list": ("list page 1, 50 rows", _fixed(names, LIST, ADMIN_LIST), LISTS),
        "deep": (
            f"page {_deep(ready)} (ours: the same place by keyset)",
            _fixed(names, LIST + _walk(ready), f"{ADMIN_LIST}?p={_deep(ready)}"),
            LISTS,
        ),
        "record": ("open one record", _records(ready), RECORDS),
    }
    for key, (work, asks, count) in works.items():
        add(key, work, alternate(ready.visitors, asks, count, options.rounds))
    search, pages = works["search"][1], works["list"][1]
    mixed = {name: (pages[name], _scattered(search[name], len(terms))) for name in names}
    speed, waits = crowd(
        ready.visitors, mixed, clients=CLIENTS, seconds=options.seconds, rounds=options.rounds
    )
    add("crowd", f"{CLIENTS} clients, list and search in turn, operations", speed, rate=True)
    add("", f"{CLIENTS} clients, wait for one answer", waits)
    loads = {name: Figures([[rate]]) for name, rate in ready.loads.items()}
    add("", "loading the list, rows (ours: import command; admin: bulk_create)", loads, rate=True)
    report.head, report.rows = compared(names, lines)
    report.notes.append(
        "memory of the server after the run (PSS): "
        + ", ".join(f"{name} {place.memory():.0f} MB" for name, place in ready.places.items())
    )
    return report


def search_terms(rows: list[invented.Row]) -> list[str]:
    """Mixed: typed letter by letter, parts of words, ends of phones, rare names, a miss."""
    dice = random.Random(invented.SEED)
    typed = [word[:end] for word in TYPED for end in range(1, len(word) + 1)]
    some = dice.sample([row for row in rows if row["phone"] and row["last_name"]], 6)
    ends = [re.sub(r"\D", "", row["phone"])[-5:] for row in some[:3]]
    names = [f"{row['first_name']} {row['last_name']}".strip().lower() for row in some[3:]]
    return list(dict.fromkeys([*(t.strip() for t in typed), *PARTS, *ends, *names, MISS]))


# What is asked ---------------------------------------------------------------------------------


def _searches(names: list[str], terms: list[str]) -> dict[str, Ask]:
    def ours(visitor: Visitor, item: int) -> Answer:
        return visitor.get(f"{LIST}?q={words(terms[item])}", LIVE)

    def admin(visitor: Visitor, item: int) -> Answer:
        return visitor.get(f"{ADMIN_LIST}?q={words(terms[item])}")

    return {name: ours if name == OURS else admin for name in names}


def _scattered(ask: Ask, count: int) -> Ask:
    """The same work, every client at another term."""
    return lambda visitor, turn: ask(visitor, (turn // 2 * 7) % count)


def _fixed(names: list[str], ours: str, admin: str) -> dict[str, Ask]:
    def to(path: str) -> Ask:
        return lambda visitor, _item: visitor.get(path)

    return {name: to(ours if name == OURS else admin) for name in names}


def _records(ready: Stand) -> dict[str, Ask]:
    """Records all over the list; both number them in the order of the file."""
    dice = random.Random(invented.SEED)
    ids = [dice.randrange(1, len(ready.rows) + 1) for _ in range(RECORDS)]

    def ours(visitor: Visitor, item: int) -> Answer:
        return visitor.get(f"{LIST}{ids[item]}/")

    def admin(visitor: Visitor, item: int) -> Answer:
        return visitor.get(f"{ADMIN_LIST}{ids[item]}/change/")

    for pk in ids[:3]:
        row = ready.rows[pk - 1]
        name = row["organisation"] or row["last_name"] or row["first_name"]
        for visitor, path in ((OURS, f"{LIST}{pk}/"), (ADMIN, f"{ADMIN_LIST}{pk}/change/")):
            if name not in unescape(ready.visitors[visitor].get(path).expect().text):
                raise Unexpected(f"{visitor}: {path} zeigt nicht {name}")
    return {name: ours if name == OURS else admin for name in ready.visitors}


def _deep(ready: Stand) -> int:
    """Page 1000, or the middle of a shorter list."""
    return min(1000, max(1, len(ready.rows) // ROWS // 2))


def _walk(ready: Stand) -> str:
    """The query of our page at the same place: reached once, outside the timing."""
    query, page, end = "", 1, time.monotonic() + PATIENCE
    visitor = ready.visitors[OURS]
    _say(f"zu Seite {_deep(ready)} blättern …")
    while page < _deep(ready):
        found = NEXT.findall(visitor.get(LIST + query, LIVE).expect().text)
        if not found or time.monotonic() > end:
            raise Unexpected(f"Nach Seite {page} geht es nicht weiter: {found}")
        query, page = unescape(found[-1]), page + 1
    return query


def _checked(ready: Stand, terms: list[str]) -> list[str]:
    """Look at the answers once: full pages of 50 rows, and what each search finds."""
    ours, admin = ready.visitors[OURS], ready.visitors[ADMIN]
    for name, page in ((OURS, ours.get(LIST)), (ADMIN, admin.get(ADMIN_LIST))):
        rows = _rows(page.expect().text, name)
        if rows != min(ROWS, len(ready.rows)):
            raise Unexpected(f"{name}: {rows} Zeilen auf Seite 1")
    missed = []
    for item, term in enumerate(terms):
        mine = _rows(_searches([OURS], terms)[OURS](ours, item).expect().text, OURS)
        theirs = _rows(_searches([ADMIN], terms)[ADMIN](admin, item).expect().text, ADMIN)
        if mine and not theirs:
            missed.append(term)
    return [f"found by ours only (the admin compares letters): {', '.join(missed) or 'nothing'}"]


def _rows(text: str, name: str) -> int:
    return len(set(RECORD.findall(text))) if name == OURS else text.count('class="action-select"')


# Loading ---------------------------------------------------------------------------------------


def _load_ours(place: Place, source: Path) -> float:
    """Through the product's own door; rows per second of the whole command."""
    places.set_up(place)
    start = time.perf_counter()
    said = json.loads(place.run("stammkunde", "import-customers", source, "--json"))
    seconds = time.perf_counter() - start
    if said["created"] != said["rows"] or said["errors"]:
        raise Unexpected(f"Nicht alles kam an: {str(said)[:500]}")
    return said["rows"] / seconds


def _load_admin(place: Place, source: Path) -> float:
    words_ = ["benchmarks.admin_baseline.load", source]
    said = place.run(
        *words_, *(["trigram"] if place.name == TRIGRAM else []), stdin=places.PASSWORD + "\n"
    )
    with source.open(encoding="utf-8") as lines:
        count = sum(1 for _ in lines) - 1
    return count / float(said.split()[-1])


def _setting(ready: Stand, options: argparse.Namespace) -> dict[str, str]:
    return {
        "servers": f"granian WSGI, {options.workers} worker of {THREADS} thread each; "
        f"{options.rounds} rounds, medians of their medians; p95 over all answers; "
        "ratio below 1: we are faster (first median, then p95); with x: more is better",
    }


def _database(kind: str, ready: Stand) -> str:
    if kind == "postgresql":
        version = places.on_server(ready.places[OURS].url, "SHOW server_version")
        buffers = places.on_server(ready.places[OURS].url, "SHOW shared_buffers")
        return f"PostgreSQL {version}, shared_buffers {buffers}, VACUUM ANALYZE after loading"
    said = ready.places[OURS].run_code("import stammkunde, sqlite3; print(sqlite3.sqlite_version)")
    return f"SQLite {said.strip()}, the same PRAGMAs on both sides"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench people", description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000, metavar="N")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="Prozesse je Server")
    parser.add_argument("--seconds", type=float, default=6.0, help="je Runde und Server, 16 Kunden")
    parser.add_argument("--trigram", action="store_true", help="auch Admin mit Trigramm-Index")
    return parser.parse_args()


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
