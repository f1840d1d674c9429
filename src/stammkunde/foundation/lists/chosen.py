"""A filter with what was chosen in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from stammkunde.foundation.lists.filters import Filter, FilterProblem


@dataclass(frozen=True)
class Chosen:
    """A filter with a value, or with what was typed and the reason why it is none."""

    filter: Filter
    value: Any = None
    typed: tuple[str, ...] = ()
    problem: str = ""

    @cached_property
    def raw(self) -> list[str]:
        """What the URL says."""
        return list(self.typed) if self.problem else self.filter.raw(self.value)

    @property
    def words(self) -> str:
        """What is chosen, as the chip says it."""
        return " ".join(self.typed) if self.problem else self.filter.words(self.value)


def choose(one: Filter, raws: Sequence[str]) -> Chosen | None:
    """What the URL says about a filter; None where it says nothing."""
    if not any(raws):
        return None
    try:
        value = one.parse(raws)
    except FilterProblem as problem:
        return Chosen(one, None, tuple(raws), problem.message)
    return None if value is None else Chosen(one, value)
