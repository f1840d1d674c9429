"""The small pieces that the templates of a list write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext

from stammkunde.foundation.lists.columns import Col
from stammkunde.foundation.lists.filters import EMPTY, FILLED, Filter, Flag, emptiness
from stammkunde.foundation.lists.lenses import Lens
from stammkunde.foundation.lists.state import FILTER


@dataclass(frozen=True)
class LensLink:
    """A lens in the row of lenses; `count` is None while it is not counted."""

    lens: Lens
    url: str
    current: bool
    count: str | None
    changed: bool = False

    @property
    def said(self) -> str:
        """What the number counts, in words: "12 customers who are locked"."""
        words = self.lens.counted
        return f"{self.count or ''} {words}".strip() if words else ""

    @property
    def id(self) -> str:
        """The lens's name in ids of the page, without dots."""
        return self.lens.key.replace(".", "-")


@dataclass(frozen=True)
class Face:
    """All that a filter shows, as plain texts; two that are equal look the same.

    first: what is typed. asked: EMPTY or FILLED when that is asked for, else "". options: (value,
    label, is chosen). several: whether more than one can be chosen. said: those chosen, in words.
    """

    name: str
    label: str
    widget: str
    placeholder: str = ""
    first: str = ""
    asked: str = ""
    asked_said: str = ""
    asks: tuple[tuple[str, str], ...] = ()
    options: tuple[tuple[str, str, bool], ...] = ()
    several: bool = False
    said: str = ""
    on: bool = False
    open: bool = False
    problem: bool = False

    @property
    def id(self) -> str:
        """Its id in the page, without dots."""
        return self.name.removeprefix(FILTER).replace(".", "-")


@dataclass(frozen=True)
class Input:
    """A filter with what is typed into it; `open` while somebody is ticking its choices."""

    filter: Filter
    typed: Sequence[str]
    problem: str = ""
    open: bool = False

    @property
    def name(self) -> str:
        """Its name in the URL."""
        return FILTER + self.filter.key

    @property
    def face(self) -> Face:
        """What it shows."""
        one = self.filter
        shared: dict[str, Any] = {"problem": bool(self.problem), "open": self.open}
        if one.widget == "choice":
            chosen = frozenset(self.typed)
            options = tuple((str(v), str(said), str(v) in chosen) for v, said in one.choices)  # type: ignore[attr-defined]
            words = [label for _value, label, now in options if now]
            shared |= {"options": options, "several": not isinstance(one, Flag), "on": bool(words)}
            shared["said"] = f"{words[0]} +{len(words) - 1}" if words[1:] else "".join(words)
        else:
            asked = emptiness(self.typed) if one.empties else ""
            first = self.typed[0] if self.typed and not asked else ""
            shared |= {"first": first, "asked": asked, "on": bool(first)}
            shared["placeholder"] = str(getattr(one, "placeholder", ""))
            if one.empties:
                empty, filled = pgettext("list", "empty"), pgettext("list", "not empty")
                shared["asks"] = ((EMPTY, empty), (FILLED, filled))
                shared["asked_said"] = {EMPTY: empty, FILLED: filled}.get(asked, "")
        return Face(self.name, str(one.label), one.widget, **shared)


@dataclass(frozen=True)
class Head:
    """A column's title: how it sorts now (for aria-sort), where a click leads, its filter."""

    col: Col
    sorted: str
    url: str
    input: Input | None


@dataclass(frozen=True)
class Chip:
    """A filter that holds, in words, with the link that takes it away."""

    label: Any
    words: str
    url: str
    problem: str = ""
