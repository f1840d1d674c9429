"""What can be done with rows: from the menu of one, or with all that are picked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.urls import get_urlconf, reverse

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists.asks import Ask, Params
from stammkunde.foundation.operations import Outcome
from stammkunde.foundation.outlook import Outlook

_ANY = 987654321


@dataclass(frozen=True)
class Deed:
    """A line in the menu of a row: it leads to a page, or sends a POST (`post`).

    to: the name of an address with the row's id, or a function of the row; "" where the row has no
    such line. when: whether a row has it. word: the permission without which nobody has it.
    edit: the key E leads there, too; then it has a name and holds for every row. key_pressed: another
    key that does (one letter), for the row that has the focus. cut: a line above
    it. bad: in red. outward: leads out of the list for good (a call, a letter), so it takes no way
    back along.
    """

    key: str
    label: Any
    icon: str
    to: str | Callable[[Any], str]
    when: Callable[[Any], bool] | None = None
    word: str = ""
    post: bool = False
    edit: bool = False
    cut: bool = False
    bad: bool = False
    outward: bool = False
    key_pressed: str = ""

    def __post_init__(self) -> None:
        if (self.edit or self.key_pressed) and (self.when or callable(self.to)):
            raise ValueError(f"{self.key}: a key needs one address for all rows")

    def url(self, row: Any, back: str = "") -> str:
        """Where it leads for this row, "" for nowhere."""
        if self.when and not self.when(row):
            return ""
        if callable(self.to):
            found = self.to(row)
            return found + back if found and not self.outward else found
        return address(self.to, row.pk) + back


@dataclass(frozen=True)
class Bulk:
    """What can be done with all picked rows at once (`bulkwork`).

    do: calls the operation with (actor, ids, answers). look: what that would come to, writing
    nothing. said: what the toast says for so many rows. button: what is pressed for so many rows.
    asks: what is asked before. called: how an edit with these answers is called afterwards.
    word: the permission without which it does not exist. more: it stands under *More*.
    late: it stands behind export and print.
    """

    key: str
    label: Any
    do: Callable[[Actor, Sequence[int], Params], Outcome[Any]]
    look: Callable[[Actor, Sequence[int], Params], Outlook]
    said: Callable[[int, Params], str]
    button: Callable[[int, Params], str]
    asks: Callable[[Actor], Sequence[Ask]] | None = None
    called: Callable[[Actor, Params], str] | None = None
    icon: str = ""
    word: str = ""
    more: bool = False
    late: bool = False

    def title(self, actor: Actor, params: Params) -> str:
        """How an edit with these answers is called."""
        return self.called(actor, params) if self.called else str(self.label)


@dataclass(frozen=True)
class Way:
    """A button in the bar of picked rows that leads to a page of another room, with what is picked.

    The bar's form is sent there as it stands (`picking.state_of`, `picking.picked`).
    """

    key: str
    label: Any
    url_name: str
    icon: str = ""
    word: str = ""


def kind_of(page: str, deed: str) -> str:
    """The kind of batch of a list's bulk deed (`foundation.batches`)."""
    return f"bulk.{page}.{deed}"


@dataclass(frozen=True)
class Variant:
    """A way of writing rows, e.g. "Nachname, Vorname"."""

    key: str
    label: Any


def way_back(query: str) -> str:
    """What leads back to a list in this state ("?q=…"), for addresses; "" for the plain one."""
    return f"?back={quote(query[1:], safe='')}" if query[1:] else ""


def address(name: str, pk: int) -> str:
    """The address called `name` of one row."""
    before, behind = around(name)
    return f"{before}{pk}{behind}"


def around(name: str) -> tuple[str, str]:
    """What stands before and behind the id in the addresses called `name`."""
    return _around(name, get_urlconf())


@lru_cache(maxsize=200)
def _around(name: str, urlconf: Any) -> tuple[str, str]:
    before, _mark, behind = reverse(name, args=[_ANY], urlconf=urlconf).partition(str(_ANY))
    return before, behind
