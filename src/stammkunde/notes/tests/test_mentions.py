"""Whom a note names with @."""

from __future__ import annotations

import pytest

from stammkunde.notes.rules import mentioned

pytestmark = pytest.mark.pure

PEOPLE = [(1, "Emre Koç"), (2, "Jana Roth"), (3, "Jana Ruß"), (4, "Ida von der Wiese")]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("@Emre Koç bitte zurückrufen", [1]),
        ("bitte @emre fragen", [1]),
        ("@Jana weiß es", []),
        ("@Jana Ruß weiß es", [3]),
        ("@jana roth, @emre: bitte", [2, 1]),
        ("(@Ida von der Wiese)", [4]),
        ("kim@emre.example", []),
        ("@niemand", []),
        ("@ Emre", []),
        ("@Emre und noch einmal @Emre", [1]),
    ],
)
def test_a_colleague_is_named_by_first_or_whole_name(text: str, ids: list[int]) -> None:
    assert mentioned(text, PEOPLE) == ids
