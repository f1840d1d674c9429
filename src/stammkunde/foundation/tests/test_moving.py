"""Moving to another database: every row, the counters of keys, nothing over somebody else's data.

By the command in a process of its own: Django forbids tests a database that they did not announce.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from stammkunde.foundation.operations import building
from tests import cast

pytestmark = [pytest.mark.db, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MOVE = ["-m", "stammkunde", "move-database", "--to"]
DYING = (
    "import os, sys, django; django.setup();"
    "from stammkunde.foundation.backup import moving;"
    "moving._counters = lambda *all: os._exit(9);"
    "moving.move(sys.argv[1], print)"
)
DYING_LATE = (
    "import os, sys, django; django.setup();"
    "from stammkunde.foundation.backup import moving;"
    "first, begun = moving._elsewhere, [];"
    "moving._elsewhere = lambda *all: os._exit(9) if begun else begun.append(first(*all));"
    "moving.move(sys.argv[1], print)"
)
_COUNT = {
    "sqlite": "UPDATE sqlite_sequence SET seq = %s WHERE name = 'people_customer'",
    "postgresql": "SELECT setval('people_customer_id_seq', %s)",
}


def _url(name: str = "") -> str:
    """The database of this test, or another one of the same server."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{known['NAME']}"
    user = f"{quote(known['USER'])}:{quote(known['PASSWORD'])}"
    return f"postgresql://{user}@{known['HOST']}:{known['PORT']}/{name or known['NAME']}"


@pytest.fixture
def target(tmp_path: Path) -> Iterator[str]:
    """An empty database of the kind that this test run is about."""
    if connection.vendor == "sqlite":
        yield f"sqlite://{tmp_path / 'there.sqlite3'}"
        return
    name = f"stammkunde_moved_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    yield _url(name)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _run(folder: Path, *words: str, source: str = "") -> subprocess.CompletedProcess[str]:
    said = {"DJANGO_SETTINGS_MODULE": "stammkunde.settings", "STAMMKUNDE_MODE": "test",
            "STAMMKUNDE_DATA_DIR": str(folder),
            "STAMMKUNDE_DATABASE_URL": source or _url()}  # fmt: skip
    return subprocess.run(
        [sys.executable, *words],
        env=os.environ | said, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_everything_moves_and_a_key_is_never_given_out_twice(target: str, tmp_path: Path) -> None:
    rows = cast.customers(
        {"first_name": "Łukasz", "last_name": "O’Brien", "note": "Zeile 1\nZeile 2\t😀"},
        {"first_name": "Bea", "last_name": "Berg"},
    )
    last = rows[-1].pk + 1
    with building(), connection.cursor() as cursor:  # a row that came and went: its key stays used
        cursor.execute(_COUNT[connection.vendor], [last])
    moved = _run(tmp_path, *MOVE, target)
    assert "Umgezogen und verglichen" in moved.stdout, moved.stderr
    if connection.vendor == "postgresql":  # and from there to a file
        moved = _run(tmp_path, *MOVE, f"sqlite://{tmp_path / 'there.sqlite3'}", source=target)
        assert "Umgezogen und verglichen" in moved.stdout, moved.stderr
    with closing(sqlite3.connect(tmp_path / "there.sqlite3")) as there:

        def one(sql: str) -> object:
            return there.execute(sql).fetchone()[0]

        assert one("SELECT note FROM people_customer ORDER BY id") == "Zeile 1\nZeile 2\t😀"
        assert one("SELECT count(*) FROM people_customer") == 2
        assert one("SELECT count(*) FROM people_customer_search") == 2
        assert one("SELECT seq FROM sqlite_sequence WHERE name = 'people_customer'") == last
        assert one("SELECT count(*) FROM sqlite_master WHERE name = 'stammkunde_moving'") == 0


def test_a_move_that_was_killed_begins_again(target: str, tmp_path: Path) -> None:
    cast.customers({"first_name": "Bea", "last_name": "Berg"})
    assert _run(tmp_path, "-c", DYING, target).returncode == 9
    moved = _run(tmp_path, *MOVE, target)
    assert "Umgezogen und verglichen" in moved.stdout, moved.stderr


def test_a_move_that_was_killed_after_the_copy_begins_again(target: str, tmp_path: Path) -> None:
    """Append-only rows are there already, the search is not: nobody may work with it yet."""
    cast.customers({"first_name": "Bea", "last_name": "Berg"})
    assert _run(tmp_path, "-c", DYING_LATE, target).returncode == 9
    doctor = _run(tmp_path, "-m", "stammkunde", "doctor", source=target)
    assert "ein Umzug unterbrochen" in doctor.stdout
    assert _run(tmp_path, "-m", "stammkunde", "serve", source=target).returncode == 1
    moved = _run(tmp_path, *MOVE, target)
    assert "Umgezogen und verglichen" in moved.stdout, moved.stderr
    assert _run(tmp_path, "-m", "stammkunde", "doctor", source=target).returncode == 0


def test_a_place_with_tables_is_refused(tmp_path: Path) -> None:
    used = tmp_path / "used.sqlite3"
    with closing(sqlite3.connect(used)) as there:
        there.execute("CREATE TABLE theirs (a)")
    refused = _run(tmp_path, *MOVE, f"sqlite://{used}")
    assert refused.returncode == 1
    assert "schon Tabellen" in refused.stderr


def test_nothing_moves_into_itself_or_nowhere(tmp_path: Path) -> None:
    assert "dieselbe Datenbank" in _run(tmp_path, *MOVE, _url()).stderr
    assert "muss mit postgresql:// oder sqlite://" in _run(tmp_path, *MOVE, "mysql://x/y").stderr
