"""The tools of the benchmarks measure what they say."""

from __future__ import annotations

import pytest

from benchmarks.invented import KEYS, customers
from benchmarks.measure import Figures, alternate
from benchmarks.report import RATE, Line, at_most, compared, quick, times
from benchmarks.visitor import Answer
from tests.stories.main_job import Sheet, assert_same_rows

pytestmark = pytest.mark.pure


def test_the_same_customers_are_invented_every_time() -> None:
    first, again = list(customers(500)), list(customers(500))
    assert first == again
    assert all(set(row) == set(KEYS) for row in first)
    assert len({tuple(row.values()) for row in first}) == 500
    assert all(row["email"] or row["phone"] for row in first)
    assert not any(row["email"] and not row["email"].endswith(".example") for row in first)


def test_a_list_for_windows_holds_only_letters_of_windows() -> None:
    for row in customers(2000, encoding="cp1252"):
        "".join(row.values()).encode("cp1252")


def test_servers_take_turns_item_by_item_and_are_warmed_up_first() -> None:
    asked: list[tuple[str, int]] = []

    def ask(name: str):
        def answer(_visitor: object, item: int) -> Answer:
            asked.append((name, item))
            return Answer(200, b"", 0.5 if name == "a" else 1.0)

        return answer

    figures = alternate({"a": None, "b": None}, {"a": ask("a"), "b": ask("b")}, 2, 2)  # type: ignore[dict-item]
    assert asked[:4] == [("a", 0), ("b", 0), ("a", 1), ("b", 1)]
    assert asked[4:8] == [("a", 0), ("b", 0), ("b", 1), ("a", 1)]
    assert [len(one) for one in figures["a"].rounds] == [2, 2]
    assert (figures["a"].median, figures["b"].p95) == (0.5, 1.0)


def test_the_table_says_how_many_times_slower_or_how_many_times_more() -> None:
    slow, fast = Figures([[0.2, 0.4, 0.2]]), Figures([[0.1, 0.1, 0.1]])
    wait = Line("search", {"ours": fast, "admin": slow}, [at_most("ours", "admin", 0.6)])
    found = {"ours": Figures([[900]]), "admin": Figures([[300]])}
    rate = Line("rows", found, [times("ours", "admin", 4), quick("ours", 500)], unit=RATE)
    _head, rows = compared(["ours", "admin"], [wait, rate])
    assert rows[0] == [
        "search",
        "100.0 / 100.0 ms",
        "200.0 / 400.0 ms",
        "**0.50** / 0.25",
        "<= 0.60 of admin",
        "yes",
    ]
    assert rows[1] == ["rows", "900/s", "300/s", "**3.00x**", ">= 4x admin; >= 500/s", "**no**"]


def test_one_changed_letter_or_one_lost_row_is_noticed() -> None:
    source = Sheet(["Nachname", "PLZ"], [["Müller", "01067"], ["Müller", "01067"]])
    assert_same_rows(source, Sheet([*source.headings, "ID"], [[*row, "x"] for row in source.rows]))
    for rows in ([["Müller", "1067", "x"], ["Müller", "01067", "y"]], [["Müller", "01067", "x"]]):
        with pytest.raises(AssertionError):
            assert_same_rows(source, Sheet([*source.headings, "ID"], rows))
