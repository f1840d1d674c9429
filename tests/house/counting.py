"""How many queries the pages cost; run as a program it measures without the toy room.

STAMMKUNDE_TEST_TOY=off python -m tests.house.counting
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence

PAGES = ("list", "all columns", "search", "fragment", "live", "record", "today", "palette")


def measure(rows: int) -> dict[str, int]:
    """Queries per page with `rows` more customers in the house than before."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from stammkunde.foundation.lists import LISTS
    from tests import cast

    # The same words in all rows: each rank with hits costs one query, so the ranks must be alike.
    alike = {"first_name": "Anna", "city": "Aachen", "email": "anna@example.org"}
    made = cast.many_customers(rows, **alike)
    client = cast.logged_in()
    columns = ",".join(col.key for col in LISTS["people.customers"].columns)
    body = {"HX-Request": "true"}
    live = {**body, "HX-Target": "list-results"}
    asked: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
        "list": ("/customers/", {}, {}),
        "all columns": ("/customers/", {"cols": columns}, {}),
        "search": ("/customers/", {"q": "an"}, {}),
        "fragment": ("/customers/", {"q": "an"}, body),
        "live": ("/customers/", {"q": "an"}, live),
        "record": (f"/customers/{made[0].pk}/", {}, {}),
        "today": ("/", {}, {}),
        "palette": ("/palette/", {"q": "an"}, {}),
    }
    counts = {}
    for name, (url, query, headers) in asked.items():
        client.get(url, query, headers=headers)  # what is looked up once per process
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url, query, headers=headers)
        assert response.status_code == 200, (name, response.status_code)
        counts[name] = len(queries)
    return counts


def growing(measured: Callable[[int], dict[str, int]], sizes: Sequence[int]) -> list[str]:
    """Pages that cost more queries the more rows there are."""
    few, many = (measured(size) for size in sizes)
    return [
        f"{name}: {few[name]} queries with few rows, {many[name]} with many"
        for name in few
        if many[name] > few[name]
    ]


def main() -> None:
    """Measure on a test database of its own and print the counts as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.db import transaction
    from django.test.utils import (
        setup_databases,
        setup_test_environment,
        teardown_databases,
        teardown_test_environment,
    )

    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        with transaction.atomic():  # as in a test: nothing is answered from memory
            print(json.dumps(measure(5)))
    finally:
        teardown_databases(made, verbosity=0)
        teardown_test_environment()


if __name__ == "__main__":
    main()
