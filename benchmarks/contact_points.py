"""`./dev bench contact_points`: what rows for phones and e-mails cost on the way in (ADR 12).

Adds the same invented customers, 1,000 at a time, through the operation that form and import use:
without further phones, with one more for every fourth, and with two rows for everybody, which is
what it would cost to keep the first phone and e-mail as rows, too. Each three times in turn, on the
database of STAMMKUNDE_DATABASE_URL, else SQLite; prints rows per second and judges nothing.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from typing import Any

CHUNK = 1_000
ROUNDS = 3
WAYS = ("first ones as columns, nothing further", "one in four has one more", "two rows each")


def main() -> None:
    """Measure on a test database of its own."""
    parser = argparse.ArgumentParser(prog="./dev bench contact_points", description=__doc__)
    parser.add_argument("--customers", type=int, default=5_000, metavar="N")
    wanted = parser.parse_args().customers
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    os.environ.setdefault("STAMMKUNDE_TEST_SUFFIX", "_contact_points")
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    made = setup_databases(verbosity=0, interactive=False)
    try:
        speeds = measure(wanted)
    finally:
        teardown_databases(made, verbosity=0)
    print(f"{connection.vendor}, {wanted} customers, median of {ROUNDS}")
    for way, found in zip(WAYS, speeds, strict=True):
        spread = f"{min(found):,.0f} to {max(found):,.0f}"
        print(f"  {way:<42} {statistics.median(found):>8,.0f} customers/s  ({spread})")


def measure(wanted: int) -> list[list[float]]:
    """Customers per second, by way."""
    from stammkunde.foundation import actors
    from stammkunde.people import operations

    speeds: list[list[float]] = [[] for _way in WAYS]
    for turn in range(ROUNDS):
        for way in range(len(WAYS)):
            spent = 0.0
            for start in range(0, wanted, CHUNK):
                items = [item(way, turn, start + row) for row in range(CHUNK)]
                began = time.perf_counter()
                outcome = operations.add_customers(actor=actors.system(), customers=items)
                spent += time.perf_counter() - began
                assert not outcome.refused, outcome.refused[:1]
            speeds[way].append(-(-wanted // CHUNK) * CHUNK / spent)
    return speeds


def item(way: int, turn: int, number: int) -> dict[str, Any]:
    """One invented customer."""
    unique = f"{way}{turn}{number:06}"
    values: dict[str, Any] = {
        "kind": "person",
        "first_name": "Ada",
        "last_name": f"Beispiel {unique}",
        "email": f"ada{unique}@example.org",
        "phone": f"0171 {unique}",
        "street": "Am Alten Speicher 3",
        "postcode": "10437",
        "city": "Berlin",
    }
    if way == 1 and number % 4 == 0:
        values["points"] = [{"value": f"030 {unique}", "label": "Büro"}]
    if way == 2:
        values["points"] = [
            {"value": f"030 {unique}", "label": "Büro"},
            {"value": f"b{unique}@example.org", "label": "Büro"},
        ]
    return values


if __name__ == "__main__":
    main()
