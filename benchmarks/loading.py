"""Getting the same customers into both sides, out of ours again, and what that takes."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import invented, places
from benchmarks.places import Place
from benchmarks.visitor import Unexpected

GROUPS = ("Stammgruppe", "Ferienkurs", "Neue Leute", "Vereine", "Warteliste")
EVERY = 7  # two of seven customers are in no group
PART = 100_000  # rows that come in by the import; a longer list repeats them
WIZARD, WIZARD_SEED = 50_000, 50
AGAIN = 10_000  # rows of the list that comes into the full register
OTHER_SEED = 20261122
EXPORTS = {"csv": 60_000, "xlsx": 15_000}  # rows per second that the command should reach


@dataclass(frozen=True)
class Work:
    """What a command did: rows per second of its whole run, megabytes at its peak."""

    rows: int
    seconds: float
    peak: float

    @property
    def rate(self) -> float:
        """Rows per second, the start of the program included."""
        return self.rows / self.seconds


def group_of(number: int) -> int:
    """The group (from 1) of the customer with this number in the list, 0 for none."""
    place = number % EVERY
    return place + 1 if place < len(GROUPS) else 0


def people(count: int) -> list[invented.Row]:
    """As many customers; a list of more than `PART` is its beginning over and over."""
    rows = list(invented.customers(min(count, PART)))
    return (rows * (count // len(rows) + 1))[:count]


def into_ours(place: Place, rows: Sequence[invented.Row]) -> Work:
    """Through the product's own door, the import command; repetitions are copied in the database."""
    source = invented.write_csv(place.folder / "part.csv", rows[:PART])
    work = _imported(place, source)
    if len(rows) > PART:
        place.run_code(_COPIES.format(part=PART, count=len(rows)))
    place.run_code(_GROUPS_OF_OURS.format(groups=GROUPS, every=EVERY))
    return work


def again(place: Place, known: Sequence[invented.Row]) -> Work:
    """Another list into the full register; every tenth row is there already, and is found out."""
    fresh = list(invented.customers(AGAIN, seed=OTHER_SEED))
    places_of_known = range(0, AGAIN, 10)[: len(known)]
    apart = max(1, len(known) // len(places_of_known))
    for at, number in enumerate(places_of_known):
        fresh[number] = known[at * apart]
    source = invented.write_csv(place.folder / "again.csv", fresh)
    return _imported(place, source, expected=AGAIN - len(places_of_known))


def by_wizard(place: Place) -> dict[str, float]:
    """Another long list through the import wizard: rows, and the seconds of preview and commit."""
    rows = list(invented.customers(WIZARD, seed=WIZARD_SEED))
    source = invented.write_csv(place.folder / "wizard.csv", rows)
    said: dict[str, float] = json.loads(
        place.measured("-m", "benchmarks.through_wizard", source).text.splitlines()[-1]
    )
    if not said["whole"]:
        raise Unexpected(f"Nicht alles kam an: {said}")
    return said


def out_of(place: Place, rows: int, form: str = "csv") -> Work:
    """The export command, and how far it rises above a start of the program."""
    idle = place.measured("-c", "import django; django.setup(); import stammkunde.people.importing")
    path = place.folder / f"out.{form}"
    work = place.measured("-m", "stammkunde", "export-customers", path)
    count = _rows_of(path)
    if count < rows:
        raise Unexpected(f"{count} von {rows} Kunden ausgegeben")
    return Work(count, work.seconds, work.peak - idle.peak)


def _rows_of(path: Path) -> int:
    """The rows of an exported list without its heading."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as package:
            sheet = package.read("xl/worksheets/sheet1.xml")
        return sheet.count(b"<row ") + sheet.count(b"<row>") - 1
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file, delimiter=";")) - 1


def into_admin(place: Place, rows: Sequence[invented.Row], *, trigram: bool) -> Work:
    """`bulk_create`, as a knowing person would do it in a shell."""
    source = invented.write_csv(place.folder / f"{place.name}.csv", rows)
    words = ["benchmarks.admin_baseline.load", source, str(EVERY), *GROUPS]
    said = place.run(*words, *(["trigram"] if trigram else []), stdin=places.PASSWORD + "\n")
    return Work(len(rows), float(said.split()[-1]), 0.0)


def _imported(place: Place, source: Path, expected: int | None = None) -> Work:
    done = place.measured("-m", "stammkunde", "import-customers", source, "--json")
    said = json.loads(done.text)
    wanted = said["rows"] if expected is None else expected
    if said["errors"] or not wanted * 0.999 <= said["created"] <= said["rows"]:
        raise Unexpected(f"Nicht alles kam an: {str(said)[:500]}")
    return Work(said["rows"], done.seconds, done.peak)


# Every column of the customers and of their search texts, under new ids.
_COPIES = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "stammkunde.settings"
import django; django.setup()
from django.db import connection, transaction
from stammkunde.foundation import planning
from stammkunde.people.models import Customer
from stammkunde.people.search import SEARCH
sqlite = connection.vendor == "sqlite"
another = "lower(hex(randomblob(16)))" if sqlite else "gen_random_uuid()"
fresh = {{"id": "id + %s", "public_id": another}}
columns = [field.column for field in Customer._meta.concrete_fields]
chosen = ", ".join(fresh.get(name, name) for name in columns)
key = "rowid" if sqlite else "id"
texts = ", ".join(SEARCH.columns)
with transaction.atomic(), connection.cursor() as cursor:
    if not sqlite:
        cursor.execute(f"DROP INDEX {{SEARCH.table}}_trgm")
    for start in range({part}, {count}, {part}):
        most = min({part}, {count} - start)
        cursor.execute(f"INSERT INTO people_customer ({{', '.join(columns)}}) SELECT {{chosen}}"
                       " FROM people_customer WHERE id <= %s ORDER BY id", [start, most])
        cursor.execute(f"INSERT INTO {{SEARCH.table}} ({{key}}, {{texts}})"
                       f" SELECT {{key}} + %s, {{texts}}"
                       f" FROM {{SEARCH.table}} WHERE {{key}} <= %s ORDER BY {{key}}", [start, most])
    if not sqlite:
        for statement in SEARCH.create_sql(connection)[1:]:
            cursor.execute(statement)
        cursor.execute("SELECT setval(pg_get_serial_sequence('people_customer', 'id'), %s)", [{count}])
planning.look_again()
"""

# Memberships are no part of the import yet: they go in beside it, in the order of the list.
_GROUPS_OF_OURS = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "stammkunde.settings"
import django; django.setup()
from stammkunde.foundation import actors, operations as written
from stammkunde.people import operations, queries
from stammkunde.people.models import Customer
actor = actors.system(door="command")
operations.add_labels(actor=actor, kind="group", names={groups})
ids = {{row.name: row.pk for row in queries.labels(actor, "group")}}
every = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
link = Customer.groups.through
with written.building():
    for at, name in enumerate({groups}):
        link.objects.bulk_create(
            [link(customer_id=pk, customergroup_id=ids[name]) for pk in every[at::{every}]],
            batch_size=2000)
"""
