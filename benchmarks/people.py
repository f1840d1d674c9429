"""`./dev bench people`: the customer list beside a plain Django admin, on the same machine.

The same invented customers in both, both logged in, one granian worker each, finished HTTP answers
measured request by request in turn. With a million customers ours with the first 100,000 of them
stands beside. It prints what it finds and judges nothing.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from html import unescape

from benchmarks import at_once, invented, loading, places
from benchmarks.loading import Work
from benchmarks.measure import Ask, Figures, alternate, crowd
from benchmarks.places import Place
from benchmarks.report import (
    RATE,
    SIZE,
    TIME,
    Goal,
    Line,
    Report,
    at_most,
    compared,
    machine,
    quick,
    small,
    times,
    within,
)
from benchmarks.visitor import FRAGMENT, Answer, Unexpected, Visitor, words

OURS, ADMIN, TRIGRAM = "stammkunde", "admin", "admin + trigram"
SMALL, SMALLER = "stammkunde, 100,000", 100_000  # beside a longer list
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
PREFIXES = ("10", "101", "80", "2", "01", "5")  # parts of a postcode, each with another group
SEARCHES = {"sqlite": (0.25, 0.25), "postgresql": (0.10, 0.15)}
PAGES = {"list": 0.8, "deep": 0.3, "filter": 0.8, "record": 2.0}
GROWTH = 2.0  # a million customers beside 100,000


@dataclass
class Stand:
    """The servers of one database, running, with somebody logged in at each."""

    places: dict[str, Place]
    visitors: dict[str, Visitor]
    rows: list[invented.Row]
    loads: dict[str, Work]


def main() -> None:
    """Measure on the wanted databases, print and keep one report each."""
    options = _options()
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    for kind in kinds:
        with stand(kind, options) as ready:
            page = compare(kind, ready, options)
        size = "" if options.customers <= SMALLER else f"-{options.customers}"
        kept = page.keep(f"people-{kind}{size}") if options.customers >= SMALLER else None
        print(f"\n{page.markdown()}", flush=True)
        _say(f"Bericht: {kept}" if kept else "Kein Bericht unter 100.000 Kunden.")


@contextmanager
def stand(kind: str, options: argparse.Namespace) -> Iterator[Stand]:
    """Generate, load and serve; everything is ended and removed afterwards."""
    names = [OURS, ADMIN]
    names += [TRIGRAM] if options.trigram and kind == "postgresql" else []
    names += [SMALL] if options.customers > SMALLER else []
    with ExitStack() as stack:
        urls = stack.enter_context(places.databases(kind, [_plain(name) for name in names]))
        rows = loading.people(options.customers)
        installed: dict[str, Place] = {}
        loads: dict[str, Work] = {}
        for name in names:
            folder, url = stack.enter_context(places.workshop()), urls[_plain(name)]
            _say(f"{kind}: {name} lädt …")
            place = places.ours(folder, url) if ours(name) else places.baseline(name, folder, url)
            loads[name] = _load(name, place, rows)
            _say(f"{kind}: {name}: {loads[name].rate:,.0f} Zeilen/s")
            if url:
                places.on_server(url, "VACUUM ANALYZE")
            installed[name] = place
        visitors: dict[str, Visitor] = {}
        for name, place in installed.items():
            stack.callback(place.stop)
            visitors[name] = _serve(name, place, options.workers)
        yield Stand(installed, visitors, rows, loads)


def ours(name: str) -> bool:
    """Whether this server is Stammkunde."""
    return name in (OURS, SMALL)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name)


def _load(name: str, place: Place, rows: list[invented.Row]) -> Work:
    if not ours(name):
        return loading.into_admin(place, rows, trigram=name == TRIGRAM)
    places.set_up(place)
    return loading.into_ours(place, rows[:SMALLER] if name == SMALL else rows)


def _serve(name: str, place: Place, workers: int) -> Visitor:
    if ours(name):
        return places.serve_ours(place, workers)
    return places.serve_baseline(place, workers, THREADS)


def compare(kind: str, ready: Stand, options: argparse.Namespace) -> Report:
    """Measure every work."""
    names = list(ready.visitors)
    report = Report(
        f"{len(ready.rows):,} customers on {kind}: Stammkunde beside a plain Django admin",
        machine(database(kind, ready.places[OURS])) | _setting(ready, options),
    )
    lines: list[Line] = []

    def add(work: str, figures: dict[str, Figures], *goals: Goal, unit: str = TIME) -> None:
        lines.append(Line(work, figures, goals, unit))
        line = ", ".join(f"{n} {f.median * (1000 if unit == TIME else 1):,.1f} {unit}"
                         for n, f in figures.items())  # fmt: skip
        _say(f"{kind}: {work}: {line}")

    terms = search_terms(ready.rows)
    report.notes.append(f"search terms: {', '.join(terms)}")
    report.notes += _checked(ready, terms)
    works = _works(ready, terms)
    for key, (work, asks, count) in works.items():
        goals = [at_most(OURS, ADMIN, *(SEARCHES[kind] if key == "search" else (PAGES[key],)))]
        if SMALL in names and key in ("search", "list"):
            goals.append(at_most(OURS, SMALL, GROWTH))
        add(work, alternate(ready.visitors, asks, count, options.rounds), *goals)
    search, pages = works["search"][1], works["list"][1]
    mixed = {name: (pages[name], _scattered(search[name], len(terms))) for name in names}
    if options.seconds:
        speed, waits = crowd(
            ready.visitors, mixed, clients=CLIENTS, seconds=options.seconds, rounds=options.rounds
        )
        work = f"{CLIENTS} clients, list and search in turn, operations"
        add(work, speed, times(OURS, ADMIN, 8), unit=RATE)
        add(f"{CLIENTS} clients, wait for one answer", waits)
    served = {name: place.memory() for name, place in ready.places.items()}
    loads = {name: Figures([[work.rate]]) for name, work in ready.loads.items()}
    add("loading the list, rows (ours: import command; admin: bulk_create)", loads, unit=RATE)
    _commands(ready, add)
    idle = {name: Figures([[size]]) for name, size in _idle(ready).items()}
    add("memory of the server, idle, two workers (PSS)", idle, small(OURS, 250), unit=SIZE)
    report.head, report.rows = compared(names, lines)
    report.notes.append(_memory("of the server after the run", served))
    return report


def _commands(ready: Stand, add: Callable[..., None]) -> None:
    """Import into the full register and export of all, as commands of their own."""
    place, many = ready.places[OURS], f"{min(len(ready.rows), SMALLER):,}"

    def told(work: str, value: float, goal: Goal, unit: str) -> None:
        add(work, {OURS: Figures([[value]])}, goal, unit=unit)

    came = loading.again(place, ready.rows)
    work = f"import of {came.rows:,} rows into the full register, whole command, rows"
    told(work, came.rate, quick(OURS, 3_000), RATE)
    peak = ready.loads[OURS].peak
    told(f"memory of an import of {many} rows, at its peak (RSS)", peak, small(OURS, 300), SIZE)
    for form, rate in loading.EXPORTS.items():
        left = loading.out_of(place, len(ready.rows), form)
        work = f"export of {left.rows:,} rows as {form.upper()}"
        told(f"{work}, whole command, rows", left.rate, quick(OURS, rate), RATE)
        told(f"{work}, memory above a start of the program", left.peak, small(OURS, 100), SIZE)
    count, looked, edited, undone = at_once.tagged(place)
    told(f"bulk edit of {count:,} customers, preview", looked, within(OURS, 1), TIME)
    told(f"bulk edit of {count:,} customers, the whole job", edited, within(OURS, 10), TIME)
    told(f"undo of a bulk edit of {count:,} customers", undone, within(OURS, 10), TIME)
    wizard = loading.by_wizard(place)
    work = f"import wizard, {wizard['rows']:,} rows"
    told(f"{work}, preview", wizard["preview"], within(OURS, 60), TIME)
    told(f"{work}, commit", wizard["commit"], within(OURS, 180), TIME)


def _idle(ready: Stand) -> dict[str, float]:
    """The memory of two workers that were just started, asked once each, and left alone."""
    found = {}
    for name in (OURS, ADMIN):
        place = ready.places[name]
        place.stop()
        visitor = _serve(name, place, 2)
        for _ in range(4):
            visitor.again().get(LIST if ours(name) else ADMIN_LIST).expect()
        found[name] = place.memory()
    return found


def _memory(when: str, found: dict[str, float]) -> str:
    figures = ", ".join(f"{name} {megabytes:.0f} MB" for name, megabytes in found.items())
    return f"memory {when} (PSS): {figures}"


def _works(ready: Stand, terms: list[str]) -> dict[str, tuple[str, dict[str, Ask], int]]:
    """What is asked by key: its name, the question to each server, how many items it has."""
    names = list(ready.visitors)
    deep = f"{ADMIN_LIST}?p={_deep(ready.rows)}"
    return {
        "search": ("search as you type, mixed terms", _searches(names, terms), len(terms)),
        "list": ("list page 1, 50 rows", _fixed(names, LIST, ADMIN_LIST), LISTS),
        "deep": (
            f"page {_deep(ready.rows)} (ours: the same place by keyset)",
            _places(names, {name: LIST + _walk(ready, name) if ours(name) else deep
                            for name in names}),
            LISTS,
        ),
        "filter": ("filter by part of the postcode and group", _filtered(ready), len(PREFIXES)),
        "record": ("open one record", _records(ready), RECORDS),
    }  # fmt: skip


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
    def mine(visitor: Visitor, item: int) -> Answer:
        return visitor.get(f"{LIST}?q={words(terms[item])}", LIVE)

    def admin(visitor: Visitor, item: int) -> Answer:
        return visitor.get(f"{ADMIN_LIST}?q={words(terms[item])}")

    return {name: mine if ours(name) else admin for name in names}


def _scattered(ask: Ask, count: int) -> Ask:
    """The same work, every client at another term."""
    return lambda visitor, turn: ask(visitor, (turn // 2 * 7) % count)


def _fixed(names: list[str], mine: str, admin: str) -> dict[str, Ask]:
    return _places(names, {name: mine if ours(name) else admin for name in names})


def _places(names: list[str], paths: dict[str, str]) -> dict[str, Ask]:
    def to(path: str) -> Ask:
        return lambda visitor, _item: visitor.get(path)

    return {name: to(paths[name]) for name in names}


def _filtered(ready: Stand) -> dict[str, Ask]:
    """Part of a postcode and a group; the admin has its filter by group and looks up the rest."""

    def mine(visitor: Visitor, item: int) -> Answer:
        return visitor.get(f"{LIST}?f.postcode={PREFIXES[item]}&f.groups={_group(item)}")

    def admin(visitor: Visitor, item: int) -> Answer:
        wanted = f"postcode__startswith={PREFIXES[item]}&groups__id__exact={_group(item)}"
        return visitor.get(f"{ADMIN_LIST}?{wanted}")

    for item in range(len(PREFIXES)):
        found = _rows(mine(ready.visitors[OURS], item).expect().text, OURS)
        theirs = _rows(admin(ready.visitors[ADMIN], item).expect().text, ADMIN)
        if not found or found != theirs:
            raise Unexpected(f"Filter {PREFIXES[item]}: {found} Zeilen, im Admin {theirs}")
    return {name: mine if ours(name) else admin for name in ready.visitors}


def _group(item: int) -> int:
    return item % len(loading.GROUPS) + 1


def _records(ready: Stand) -> dict[str, Ask]:
    """Records all over the list; both number them in the order of the file."""
    dice = random.Random(invented.SEED)
    most = min(SMALLER, len(ready.rows))
    ids = [dice.randrange(1, most + 1) for _ in range(RECORDS)]

    def mine(visitor: Visitor, item: int) -> Answer:
        return visitor.get(f"{LIST}{ids[item]}/")

    def admin(visitor: Visitor, item: int) -> Answer:
        return visitor.get(f"{ADMIN_LIST}{ids[item]}/change/")

    for pk in ids[:3]:
        row = ready.rows[pk - 1]
        name = row["organisation"] or row["last_name"] or row["first_name"]
        for visitor, path in ((OURS, f"{LIST}{pk}/"), (ADMIN, f"{ADMIN_LIST}{pk}/change/")):
            if name not in unescape(ready.visitors[visitor].get(path).expect().text):
                raise Unexpected(f"{visitor}: {path} zeigt nicht {name}")
    return {name: mine if ours(name) else admin for name in ready.visitors}


def _deep(rows: list[invented.Row]) -> int:
    """Page 1000, or the middle of a shorter list."""
    return min(1000, max(1, len(rows) // ROWS // 2))


def _walk(ready: Stand, name: str) -> str:
    """The query of our page at the same place: reached once, outside the timing."""
    query, page, end = "", 1, time.monotonic() + PATIENCE
    visitor, deep = ready.visitors[name], _deep(ready.rows)
    _say(f"{name}: zu Seite {deep} blättern …")
    while page < deep:
        found = NEXT.findall(visitor.get(LIST + query, LIVE).expect().text)
        if not found or time.monotonic() > end:
            raise Unexpected(f"Nach Seite {page} geht es nicht weiter: {found}")
        query, page = unescape(found[-1]), page + 1
    return query


def _checked(ready: Stand, terms: list[str]) -> list[str]:
    """Look at the answers once: full pages of 50 rows, and what each search finds."""
    us, admin = ready.visitors[OURS], ready.visitors[ADMIN]
    for name, page in ((OURS, us.get(LIST)), (ADMIN, admin.get(ADMIN_LIST))):
        rows = _rows(page.expect().text, name)
        if rows != min(ROWS, len(ready.rows)):
            raise Unexpected(f"{name}: {rows} Zeilen auf Seite 1")
    missed = []
    for item, term in enumerate(terms):
        mine = _rows(_searches([OURS], terms)[OURS](us, item).expect().text, OURS)
        theirs = _rows(_searches([ADMIN], terms)[ADMIN](admin, item).expect().text, ADMIN)
        if mine and not theirs:
            missed.append(term)
    return [f"found by ours only (the admin compares letters): {', '.join(missed) or 'nothing'}"]


def _rows(text: str, name: str) -> int:
    return len(set(RECORD.findall(text))) if name == OURS else text.count('class="action-select"')


def _setting(ready: Stand, options: argparse.Namespace) -> dict[str, str]:
    return {
        "servers": f"granian WSGI, {options.workers} worker of {THREADS} thread each; "
        f"{options.rounds} rounds, medians of their medians; p95 over all answers; "
        "ratio below 1: we are faster (first median, then p95); with x: more is better",
    }


def database(kind: str, place: Place) -> str:
    """What this place stores its rows in."""
    if kind == "postgresql":
        version = places.on_server(place.url, "SHOW server_version")
        buffers = places.on_server(place.url, "SHOW shared_buffers")
        return f"PostgreSQL {version}, shared_buffers {buffers}, VACUUM ANALYZE after loading"
    said = place.run_code("import stammkunde, sqlite3; print(sqlite3.sqlite_version)")
    return f"SQLite {said.strip()}, the same PRAGMAs on both sides"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench people", description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000, metavar="N")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="Prozesse je Server")
    parser.add_argument(
        "--seconds", type=float, default=6.0, help="je Runde und Server, 16 Kunden; 0: ohne"
    )
    parser.add_argument("--trigram", action="store_true", help="auch Admin mit Trigramm-Index")
    return parser.parse_args()


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
