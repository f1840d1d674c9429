"""Every operation has a docstring, a permission word and a test that shows how it refuses."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from django.urls import get_resolver

from stammkunde.foundation.operations import OPERATIONS, OperationInfo
from stammkunde.foundation.rooms import ROOMS, WORDS
from tests.house import operation_words
from tests.house.checks import doors

pytestmark = [pytest.mark.pure, pytest.mark.house]

ROOT = Path(__file__).parents[2]
BAD = Path(__file__).parent / "bad" / "operations" / "people"
TESTS = [*sorted((ROOT / "src" / "stammkunde").glob("*/tests")), ROOT / "tests"]


def product() -> list[OperationInfo]:
    """The operations of the product; those of the toy room are tests themselves."""
    return [
        info
        for info in OPERATIONS.values()
        if info.func.__module__.startswith("stammkunde.") and ".tests." not in info.func.__module__
    ]


@pytest.fixture
def bad(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[OperationInfo]]:
    """The operations of the bad room."""
    monkeypatch.syspath_prepend(str(BAD))
    with mock.patch.dict(OPERATIONS):
        known = set(OPERATIONS)
        importlib.import_module("operations")
        for info in OPERATIONS.values():
            if info.func.__module__ == "operations":
                info.func.__module__ = "stammkunde.people.operations"
        yield [info for name, info in OPERATIONS.items() if name not in known]
    sys.modules.pop("operations")


def test_there_are_operations() -> None:
    assert {"people.add_customers", "people.change_customers", "foundation.undo"} <= set(OPERATIONS)


def test_every_operation_is_declared_in_full() -> None:
    found = doors.declarations(product(), set(WORDS))
    assert not found, "\n".join(found)


def test_every_operation_asks_for_the_word_that_the_table_says() -> None:
    assert get_resolver().url_patterns  # what only a door imports is declared now, too
    assert {info.name: info.needs for info in product() if info.needs} == operation_words.WORDS


def test_every_operation_that_may_do_without_a_word_is_there_and_does() -> None:
    assert get_resolver().url_patterns  # what only a door imports is declared now, too
    wordless = {info.name for info in product() if not info.needs}
    assert wordless == doors.WORDLESS


def test_every_operation_has_a_test_that_shows_how_it_refuses() -> None:
    found = doors.unrefused(product(), TESTS)
    assert not found, "\n".join(found)


def test_every_word_opens_something_that_is_there() -> None:
    """A word that no room knows, or a room without a name plate, is a mistake in a role."""
    assert {word.partition(".")[0] for word in WORDS} <= set(ROOMS)


def test_the_checker_finds_every_bad_declaration(bad: list[OperationInfo]) -> None:
    found = doors.declarations(bad, {"people.edit"})
    for breach in (
        "people.silent: says not what it does",
        "people.wordless: needs a permission word",
        "people.unknown_word: no room declares",
        "billing.elsewhere: is not called",
        "people.positional: takes keywords only",
    ):
        assert any(breach in line for line in found), f"not found: {breach}\n" + "\n".join(found)
    assert not any("people.tried" in line for line in found)
    assert len(found) == 5


def test_the_checker_finds_operations_whose_refusal_nobody_tries(bad: list[OperationInfo]) -> None:
    found = doors.unrefused(bad, [BAD])
    assert {line.partition(":")[0] for line in found} == {
        "people.silent",
        "people.wordless",
        "people.unknown_word",
        "billing.elsewhere",
        "people.positional",
    }
