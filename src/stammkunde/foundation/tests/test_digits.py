"""Numbers that were sent: anybody may send anything."""

from __future__ import annotations

import pytest

from stammkunde.foundation.digits import whole, wholes

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("sent", "number"),
    [("7", 7), (" 42 ", 42), (5, 5), ("0", 0), ("9" * 18, 10**18 - 1)],
)
def test_a_whole_number_is_read(sent: object, number: int) -> None:
    assert whole(sent) == number


@pytest.mark.parametrize(
    "sent", ["", None, "-1", "1.5", "1e3", "٣", "²", "0x1", "1 2", "9" * 19, "9" * 5000]
)
def test_all_else_is_none_and_never_an_error(sent: object) -> None:
    assert whole(sent) is None


def test_of_several_only_the_numbers_stay() -> None:
    assert wholes(["3", "x", "", "1"]) == [3, 1]
