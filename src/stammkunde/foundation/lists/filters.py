"""Filters of a list: own parsing, a message for every bad value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from stammkunde.foundation.actors import Actor

_LONGEST = 200
EMPTY, FILLED = ":empty", ":filled"  # what a URL says instead of a value


class FilterProblem(Exception):
    """A value that the filter cannot read; the message says what it wants."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Filter:
    """What all filters share.

    path: the ORM path, by default the key. word: the permission without which the filter does
    not exist. column: the column in whose head it stands, by default the one with its key.
    scans: whether it reads the rows where no index helps: quick enough up to some 100,000.
    """

    key: str
    label: Any
    path: str = ""
    word: str = ""
    column: str = ""
    scans: bool = False
    widget = "text"

    @property
    def source(self) -> str:
        """The ORM path that is compared."""
        return self.path or self.key

    @property
    def empties(self) -> bool:
        """Whether *empty* and *not empty* are offered, too."""
        return False

    @property
    def at(self) -> str:
        """The key of the column in whose head the filter stands."""
        return self.column or self.key

    def parse(self, raws: Sequence[str]) -> Any:
        """The value of what the URL says, None for nothing. Refuses with `FilterProblem`."""
        raise NotImplementedError

    def raw(self, value: Any) -> list[str]:
        """The value as the URL says it."""
        return [str(value)]

    def q(self, value: Any, actor: Actor) -> Q:
        """The condition on the rows."""
        raise NotImplementedError

    def beside(self, value: Any, actor: Actor) -> Q:
        """The same condition where other filters hold, too; the rows are the same."""
        return self.q(value, actor)

    def words(self, value: Any) -> str:
        """The value in words, for the chip."""
        return str(value)

    def typed(self, value: Any) -> list[str]:
        """The value as it stands in its field, where somebody goes on typing."""
        return self.raw(value)


@dataclass(frozen=True)
class Choice(Filter):
    """One or several of a closed set: `choices` are (value, label)."""

    choices: Sequence[tuple[Any, Any]] = ()
    widget = "choice"

    def _known(self) -> dict[str, tuple[Any, Any]]:
        return {str(value): (value, label) for value, label in self.choices}

    def parse(self, raws: Sequence[str]) -> tuple[Any, ...] | None:
        known = self._known()
        wanted = [raw for raw in dict.fromkeys(raws) if raw]
        for raw in wanted:
            if raw not in known:
                raise FilterProblem(
                    _("“%(value)s” is not one of the choices.") % {"value": raw[:40]}
                )
        return tuple(known[raw][0] for raw in wanted) or None

    def raw(self, value: tuple[Any, ...]) -> list[str]:
        return [str(one) for one in value]

    def q(self, value: tuple[Any, ...], actor: Actor) -> Q:
        if len(value) == 1:
            return Q(**{self.source: value[0]})
        return Q(**{f"{self.source}__in": value})

    def words(self, value: tuple[Any, ...]) -> str:
        known = self._known()
        return ", ".join(str(known[str(one)][1]) for one in value)


@dataclass(frozen=True)
class Prefix(Filter):
    """Starts with. A half-open range, so that an ordinary index serves it (house.md 7).

    The column must sort by code point (C collation on PostgreSQL). fold: applied to what is typed,
    for columns that hold folded text.
    """

    fold: Callable[[str], str] | None = None
    placeholder: Any = ""

    def parse(self, raws: Sequence[str]) -> str | None:
        text = " ".join(raws).replace("\x00", "").strip()
        if len(text) > _LONGEST:
            raise FilterProblem(_("This is too long."))
        return text or None

    def q(self, value: str, actor: Actor) -> Q:
        start = self.fold(value) if self.fold else value
        end = after(start)
        condition = Q(**{f"{self.source}__gte": start})
        return condition & Q(**{f"{self.source}__lt": end}) if end else condition

    def words(self, value: str) -> str:
        return f"{value} …"


@dataclass(frozen=True)
class Flag(Filter):
    """A yes-or-no question. when: the condition for yes; otherwise: for no, or there is no no."""

    when: Q | Callable[[Actor], Q] = Q()
    otherwise: Q | Callable[[Actor], Q] | None = None
    widget = "choice"

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What the head offers."""
        yes, no = ("1", pgettext("list", "yes")), ("0", pgettext("list", "no"))
        return [yes] if self.otherwise is None else [yes, no]

    def parse(self, raws: Sequence[str]) -> str | None:
        raw = next((raw for raw in raws if raw), None)
        if raw is not None and raw not in dict(self.choices):
            raise FilterProblem(_("“%(value)s” is not one of the choices.") % {"value": raw[:40]})
        return raw

    def q(self, value: str, actor: Actor) -> Q:
        wanted = self.when if value == "1" else self.otherwise
        return wanted(actor) if callable(wanted) else wanted or Q()

    def words(self, value: str) -> str:
        return dict(self.choices)[value]


def emptiness(raws: Sequence[str]) -> str:
    """EMPTY or FILLED when the URL asks for that, else ""."""
    return next((raw for raw in reversed(raws) if raw in (EMPTY, FILLED)), "")


def after(prefix: str) -> str:
    """The smallest text behind all texts that begin with `prefix`; "" when there is none."""
    while prefix:
        last = ord(prefix[-1]) + 1
        if 0xD800 <= last <= 0xDFFF:
            last = 0xE000
        if last <= 0x10FFFF:
            return prefix[:-1] + chr(last)
        prefix = prefix[:-1]
    return ""
