"""Answers that hold until somebody writes: exact, because the database itself says whether it moved.

Every connection keeps what it was told under a mark of the database's state: on SQLite the
`data_version` of the file and the connection's own changes, on PostgreSQL the snapshot. Any commit,
of whomever, moves the mark and everything is asked again: changed rights hold with the next click.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")

MOST = 2_000  # answers of one state that a connection keeps

_reading: ContextVar[dict[str, Any] | None] = ContextVar("reading", default=None)


@dataclass
class Answers:
    """What one connection was told in one state of the database."""

    link: Any = None  # the driver's connection: another one counts from the beginning
    mark: Any = None
    told: dict[Hashable, Any] = field(default_factory=dict)


@contextmanager
def reading() -> Iterator[None]:
    """For a request that only reads; without it every answer is asked for."""
    token = _reading.set({})
    try:
        yield
    finally:
        _reading.reset(token)


def holds() -> bool:
    """Whether `told` may answer from memory here."""
    return _answers() is not None


def told(key: Hashable, ask: Callable[[], T]) -> T:
    """The answer of `ask`, which reads the database and nothing else that is not part of `key`.

    Nobody may change the answer: others get the same one.
    """
    answers = _answers()
    if answers is None:
        return ask()
    if key not in answers:
        answer = ask()
        if len(answers) >= MOST:
            answers.clear()
        answers[key] = answer
    return answers[key]


def _answers() -> dict[Hashable, Any] | None:
    """The answers of this state; None where nobody may rely on them: outside, or while writing."""
    now = _reading.get()
    if now is None or connection.in_atomic_block:
        return None
    if "answers" not in now:
        now["answers"] = _of_state()
    return now["answers"]


def _of_state() -> dict[Hashable, Any]:
    mark = _mark()
    kept: Answers = connection.__dict__.setdefault("_steady", Answers())
    if kept.link is not connection.connection or kept.mark != mark:
        kept.link, kept.mark, kept.told = connection.connection, mark, {}
    return kept.told


def _mark() -> Any:
    """What any commit changes. Read before the answers, which may therefore be newer, never older."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version" if sqlite else "SELECT pg_current_snapshot()::text")
        (version,) = cursor.fetchone()
    return (version, connection.connection.total_changes) if sqlite else version
