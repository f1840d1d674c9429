"""Backups while somebody writes: every one must be a moment that there was (reliability F4, D55).

The writer keeps three promises, each inside one transaction: all customers of the choir carry the
same number of the moment; the coins of two people are always as many as at the beginning; whoever
is added comes with two participants. What it has committed it writes down in a file, so that a
backup can also be too old.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.races.flows import Wrong, need, sqlite_file
from tests.races.harness import Ground
from tests.races.zygote import Zygote

CHOIR, COINS = 200, 40
WRITER = f"""
import itertools, random
from pathlib import Path
from django.db import transaction
from stammkunde.foundation.operations import building
from stammkunde.people.models import Customer
from tests import cast

told = Path(args["told"])
chance = random.Random(args["seed"])
cast.customers(*({{"last_name": "Chor", "note": "0"}} for _ in range({CHOIR})))
two = cast.customers({{"last_name": "Münze", "note": "{COINS}"}}, {{"last_name": "Münze", "note": "0"}})
first, second = (row.pk for row in two)
for number in itertools.count(1):
    with building(), transaction.atomic():
        Customer.objects.filter(last_name="Chor").update(note=str(number))
        left = chance.randint(0, {COINS})
        Customer.objects.filter(pk=first).update(note=str(left))
        Customer.objects.filter(pk=second).update(note=str({COINS} - left))
    new = told.with_suffix(".new")
    new.write_text(str(number))
    new.replace(told)
    with transaction.atomic():
        (home,) = cast.customers({{"last_name": "Paar"}})
        cast.participants(home, {{"first_name": "Ada"}}, {{"first_name": "Ben"}})
"""

COUNTS = (
    "SELECT (SELECT count(*) FROM people_customer WHERE last_name = 'Chor'), "
    "(SELECT min(cast(note AS integer)) FROM people_customer WHERE last_name = 'Chor'), "
    "(SELECT max(cast(note AS integer)) FROM people_customer WHERE last_name = 'Chor'), "
    "(SELECT sum(cast(note AS integer)) FROM people_customer WHERE last_name = 'Münze'), "
    "(SELECT count(*) FROM people_customer WHERE last_name = 'Paar'), "
    "(SELECT count(*) FROM people_participant p JOIN people_customer c ON c.id = p.customer_id "
    "WHERE c.last_name = 'Paar')"
)


@dataclass
class Told:
    """What a run showed. Plain copies (SQLite): torn, or whole but without the newest rows."""

    vendor: str
    backups: int = 0
    moments: int = 0
    rows: int = 0
    grown: int = 0
    copies: int = 0
    torn: int = 0
    old: int = 0
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        """For the report: one line of JSON."""
        return "@backups " + json.dumps(self.__dict__)


def promises(found: tuple[Any, ...], at_least: int) -> int:
    """The number of the moment; `Wrong` when a promise is broken or the moment is too old."""
    choir, low, high, coins, pairs, children = (int(one or 0) for one in found)
    need(choir == CHOIR, f"{choir} sing in the choir")
    need(low == high, f"two moments in one: {low} and {high}")
    need(coins == COINS, f"{coins} coins")
    need(children == 2 * pairs, f"{children} participants of {pairs}")
    need(low >= at_least, f"moment {low}, but {at_least} was acknowledged before")
    need(pairs in (low - 1, low), f"{pairs} added at moment {low}")
    return low


def counts(url: str, path: Path) -> tuple[Any, ...]:
    """What the promises are about, read by plain drivers."""
    if url:
        with psycopg.connect(url) as link:
            return tuple(link.execute(COUNTS).fetchone() or ())  # type: ignore[call-overload]
    with closing(sqlite3.connect(path, timeout=20)) as link:
        [(whole,)] = link.execute("PRAGMA integrity_check(1)").fetchall()
        need(whole == "ok", whole)
        return tuple(link.execute(COUNTS).fetchone())


@dataclass
class UnderLoad:
    """A ground with its writer, an empty place beside it, both with warm commands."""

    here: Ground
    there: Ground
    folder: Path
    told: Told = field(init=False)

    def __post_init__(self) -> None:
        self.told = Told(self.here.vendor)
        self.progress = self.folder / "moment.txt"
        self.progress.write_text("0")

    def run(self, backups: int, saving: Zygote, giving: Zygote, seed: int) -> Told:
        """Back up so often while the writer writes; give every one back and look."""
        args = {"told": str(self.progress), "seed": seed}
        writer = self.here.spawn(WRITER, args, STAMMKUNDE_TEST_TOY="on")
        begun = self.here.until(lambda: self._now() > 3 or writer.process.poll() is not None)
        need(begun and writer.process.poll() is None, f"the writer: {writer.text}")
        seen = set()
        try:
            for number in range(backups):
                seen.add(self._one(number, saving, giving))
                if self.here.vendor == "sqlite":
                    self._plain_copy()
                need(writer.process.poll() is None, f"the writer died: {writer.text}")
            self._refused(saving, giving)
        finally:
            writer.kill()
        self.told.moments = len(seen)
        self.told.grown = self._now()
        return self.told

    def _now(self) -> int:
        return int(self.progress.read_text() or "0")

    def _one(self, number: int, saving: Zygote, giving: Zygote) -> int:
        path, before = self.folder / "b.zip", self._now()
        try:
            saved = saving.run("backup", str(path))
            need(saved.code == 0 and "alles gleich" in saved.text, saved.text)
            shutil.rmtree(self.there.data_dir, ignore_errors=True)
            self._empty_there()
            given = giving.run("restore", str(path))
            need(given.code == 0, given.text)
            found = counts(self.there.url, sqlite_file(self.there.data_dir))
            moment = promises(found, before)
            need(moment <= self._now() + 1, f"moment {moment} has not been yet")
            with zipfile.ZipFile(path) as packed:
                manifest = json.loads(packed.read("manifest.json"))
            self.told.rows = sum(one["rows"] for one in manifest["tables"].values())
        except Wrong as problem:
            self.told.wrong.append(f"backup {number}: {problem}"[:600])
            return -1
        else:
            return moment
        finally:
            self.told.backups += 1

    def _empty_there(self) -> None:
        if not self.there.url:
            return
        with psycopg.connect(self.there.url, autocommit=True) as link:
            link.execute("DROP SCHEMA public CASCADE")
            link.execute("CREATE SCHEMA public")

    def _plain_copy(self) -> None:
        """What the guide warns of: `cp` of the file while Stammkunde runs."""
        copy, before = self.folder / "copy.sqlite3", self._now()
        shutil.copyfile(sqlite_file(self.here.data_dir), copy)
        self.told.copies += 1
        try:
            promises(counts("", copy), 0)
        except (Wrong, sqlite3.DatabaseError):
            self.told.torn += 1
            return
        finally:
            for suffix in ("-wal", "-shm"):
                Path(f"{copy}{suffix}").unlink(missing_ok=True)
        if int(counts("", copy)[1]) < before:
            self.told.old += 1

    def _refused(self, saving: Zygote, giving: Zygote) -> None:
        """Neither a used place nor the running system takes a backup."""
        for zygote, ground in ((giving, self.there), (saving, self.here)):
            again = zygote.run("restore", str(self.folder / "b.zip"))
            need(again.code == 1 and "schon Daten" in again.text, f"not refused: {again.text}")
            promises(counts(ground.url, sqlite_file(ground.data_dir)), 0)
