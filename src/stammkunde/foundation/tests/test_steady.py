"""What is remembered beyond a request is never older than the database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import nullcontext

import pytest
from django.db import connection, transaction

from stammkunde.foundation import steady
from stammkunde.foundation.models import NumberRange
from stammkunde.foundation.operations import building

pytestmark = pytest.mark.db(transaction=True)


class Question:
    """Counts how often it is asked, and answers with the number of rows."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> int:
        self.asked += 1
        return NumberRange.objects.count()


def ask(question: Question, key: str = "rows") -> int:
    """As one request that reads."""
    with steady.reading():
        return steady.told(key, question)


def write(series: str) -> None:
    with building():
        NumberRange.objects.create(series=series, value=1)


def elsewhere(work: Callable[[], None]) -> None:
    """On a connection of its own, like another process."""

    def run() -> None:
        work()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_nobody_asks_again_while_nobody_writes() -> None:
    """Several tries: PostgreSQL's snapshot moves with any database of the server."""

    def held() -> bool:
        question = Question()
        assert [ask(question) for _ in range(3)] == [0, 0, 0]
        asked = question.asked
        assert ask(question, "another key") == 0
        return (asked, question.asked) == (1, 2)

    assert any(held() for _try in range(20))


def test_a_write_of_somebody_else_is_seen_by_the_next_request() -> None:
    question = Question()
    assert ask(question) == 0
    elsewhere(lambda: write("one"))
    assert ask(question) == 1
    elsewhere(lambda: write("two"))
    assert ask(question) == 2


def test_an_own_write_is_seen_by_the_next_request() -> None:
    question = Question()
    assert ask(question) == 0
    write("one")
    assert ask(question) == 1


def test_what_was_read_before_a_slow_commit_is_not_kept_behind_it() -> None:
    """Two transactions commit in the other order: each commit moves the mark.

    Only PostgreSQL has two writers at once; on SQLite they come one after the other.
    """
    two_at_once = connection.vendor == "postgresql"
    question, begun, go = Question(), threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            write("slow")
            begun.set()
            go.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    begun.wait(10)
    if not two_at_once:
        go.set()
    elsewhere(lambda: write("quick"))
    assert ask(question) == (1 if two_at_once else 2)
    go.set()
    thread.join()
    assert ask(question) == 2


@pytest.mark.parametrize("inside", [nullcontext, transaction.atomic])
def test_nothing_is_remembered_while_somebody_writes(inside: Callable[[], object]) -> None:
    question = Question()
    reading = steady.reading() if inside is transaction.atomic else nullcontext()
    with reading, inside():  # type: ignore[attr-defined]
        assert steady.told("rows", question) == 0
        write("one")
        assert steady.told("rows", question) == 1
    assert question.asked == 2


def test_a_new_connection_begins_anew() -> None:
    question = Question()
    ask(question)
    connection.close()
    ask(question)
    assert question.asked == 2


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steady, "MOST", 5)
    for number in range(12):
        ask(Question(), f"key {number}")
    assert len(connection.__dict__["_steady"].told) <= 5
