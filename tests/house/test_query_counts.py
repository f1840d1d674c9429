"""Pages cost a constant number of queries: in rows, in columns, in rooms hung in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stammkunde.foundation.lists import LISTS, Stored
from tests.house.counting import growing, measure

pytestmark = [pytest.mark.db, pytest.mark.house, pytest.mark.slow]

ROOT = Path(__file__).parents[2]


def test_more_rows_cost_no_more_queries() -> None:
    assert growing(measure, (3, 60)) == []


def test_more_columns_cost_one_query_each_at_most_and_only_where_they_fetch() -> None:
    counts = measure(10)
    page = LISTS["people.customers"]
    fetching = [col for col in page.columns if col.fetch and not col.default]
    choosing = [one for one in page.filters if isinstance(getattr(one, "choices", None), Stored)]
    assert counts["all columns"] <= counts["list"] + len(fetching) + len(choosing)


def test_a_fragment_costs_no_more_than_its_page() -> None:
    counts = measure(10)
    assert counts["fragment"] <= counts["search"]
    assert counts["live"] <= counts["search"]


def test_a_room_that_hangs_in_costs_at_most_one_query_per_page(tmp_path: Path) -> None:
    with_toy = measure(5)
    done = subprocess.run(
        [sys.executable, "-m", "tests.house.counting"],
        cwd=ROOT,
        env=os.environ
        | {
            "STAMMKUNDE_TEST_TOY": "off",
            "STAMMKUNDE_DATA_DIR": str(tmp_path),
            "STAMMKUNDE_TEST_SUFFIX": "_counting",
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    without = json.loads(done.stdout.splitlines()[-1])
    for page in ("list", "all columns", "search", "fragment", "live", "today", "palette"):
        assert with_toy[page] == without[page], f"{page}: {without[page]} -> {with_toy[page]}"
    assert 0 < with_toy["record"] - without["record"] <= 1


def test_the_checker_finds_a_page_that_asks_per_row() -> None:
    assert growing(lambda rows: {"list": 5, "record": 2 + rows}, (3, 60)) == [
        "record: 5 queries with few rows, 62 with many"
    ]
