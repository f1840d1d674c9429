"""What holds in every test: the SQL guard, one mark per test, no network, a clean database."""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import hypothesis
import pytest

# Found counterexamples belong into tests, not into a folder of the machine that found them.
hypothesis.settings.register_profile("house", database=None, deadline=None, max_examples=60)
hypothesis.settings.load_profile("house")

KINDS = {"pure", "db", "browser"}
# Each of them has a folder of its own, so that a run of one need not look at all the others.
AT_HOME = {"house", "races", "browser"}
HOME = Path(__file__).parent
UNHURRIED = {"slow", "races", "browser"}
LONGEST = 2.0


# One mark says what a test needs


def kind_problem(marks: set[str]) -> str:
    """What is wrong with a test's marks; "" when it has exactly one of pure, db, browser."""
    kinds = sorted(marks & KINDS)
    if len(kinds) == 1:
        return ""
    return "marked " + (" and ".join(kinds) or "neither pure nor db nor browser")


def home_problem(marks: set[str], path: Path) -> str:
    """What is wrong with a test's folder; "" when it lies where its marks belong."""
    here = path.relative_to(HOME).parts[0] if path.is_relative_to(HOME) else ""
    away = [mark for mark in sorted(AT_HOME) if (mark in marks) != (mark == here)]
    return "; ".join(
        f"lies in tests/{mark} without the mark {mark}"
        if mark == here
        else f"marked {mark}, but not in tests/{mark}"
        for mark in away
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse tests without exactly one kind; `db` opens the database (races bring their own)."""
    problems = []
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        if problem := kind_problem(marks) or home_problem(marks, item.path):
            problems.append(f"  {item.nodeid}: {problem}")
        elif "db" in marks and not marks & {"races", "django_db"}:
            mark = item.get_closest_marker("db")
            item.add_marker(pytest.mark.django_db(**(mark.kwargs if mark else {})))
    if problems:
        raise pytest.UsageError("Every test has one kind and its place:\n" + "\n".join(problems))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name the tests that take longer than two seconds without saying so."""
    late = [
        report
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        and report.duration > LONGEST
        and not UNHURRIED & set(report.keywords)
    ]
    if late:
        terminalreporter.section("longer than 2 s and not marked slow")
        for report in late:
            terminalreporter.write_line(f"{report.duration:6.1f} s  {report.nodeid}")


# No network off this machine


def is_here(host: str) -> bool:
    """Whether a host name or address means this machine."""
    if host in {"", "localhost", "0.0.0.0", "::"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host.endswith(".localhost")


def _stay_here(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event in {"socket.connect", "socket.sendto"} and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host or ""
    if not is_here(host):
        raise OSError(f"tests never leave this machine, but one wanted to reach {host}")


sys.addaudithook(_stay_here)


# The database


@pytest.fixture(scope="session", autouse=True)
def clean_flush() -> Iterator[None]:
    """Transactional tests end with our flush instead of Django's."""
    with mock.patch("django.test.TransactionTestCase._fixture_teardown", _flush):
        yield


def search_tables() -> list[str]:
    """Search indexes are no models, so Django's flush does not know them."""
    from stammkunde.foundation.writes import KEEPERS

    indexes = (keeper.search for keeper in KEEPERS.values() if keeper.search is not None)
    # A keeper may also hand its rows on to the index of another model.
    return sorted({index.table for index in indexes if hasattr(index, "table")})


def _flush(case: Any) -> None:
    """Empty all tables: past the append-only triggers, and the search tables, too."""
    from django.core.management import call_command
    from django.db import connection

    from stammkunde.foundation.operations import building

    ours = connection.ops.sql_flush

    def sql_flush(style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        return past_the_triggers(ours(style, tables, **options), search_tables())

    with building(), mock.patch.object(connection.ops, "sql_flush", sql_flush):
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False)


WINDOW = "foundation_maintenancewindow"


def past_the_triggers(statements: list[str], search: Sequence[str]) -> list[str]:
    """The flush with an open maintenance window around it; the window's row goes last."""
    others = [statement for statement in statements if WINDOW not in statement or "," in statement]
    return [
        f"INSERT INTO {WINDOW} (reason) VALUES ('flush between tests');",
        *(f"DELETE FROM {table};" for table in search),
        *others,
        f"DELETE FROM {WINDOW};",
    ]


@pytest.fixture(autouse=True)
def sql_guard() -> None:
    """Foreign writes fail every test, on whichever connection they happen (house.md 3)."""
    from django.db import connections

    from stammkunde.foundation import guard

    for connection in connections.all(initialized_only=True):
        guard.watch(connection)
        assert guard.wrapper in connection.execute_wrappers


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    """Every test starts in German, whatever the one before has switched to."""
    from django.utils import translation

    with translation.override("de"):
        yield


@pytest.fixture
def own_registries() -> Iterator[None]:
    """What a test declares (operations, reactions, keepers) is forgotten after it."""
    from stammkunde.foundation import events, operations, writes

    on = {event: list(handlers) for event, handlers in events.ON.items()}
    later = {event: list(names) for event, names in events.LATER_BY_EVENT.items()}
    with (
        mock.patch.dict(operations.OPERATIONS),
        mock.patch.dict(writes.KEEPERS),
        mock.patch.dict(events.LATER),
        mock.patch.dict(events.EVENTS),
        mock.patch.dict(events.ON, on),
        mock.patch.dict(events.LATER_BY_EVENT, later),
    ):
        yield
