"""The filter of a text column: contains, empty, not empty (LST-04)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from stammkunde.foundation import folding
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.lists.filters import EMPTY, FILLED, Filter, FilterProblem, emptiness
from stammkunde.foundation.lists.found import Found, Wanted
from stammkunde.foundation.lists.search import MOST_TERMS, SearchIndex

LONGEST, SHORTEST_TERM = 200, 3
_RUNS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Contains(Filter):
    """The column contains what is typed, as it is or folded (`fold`), exactly and never capped.

    path: the column that is compared; it is NOT NULL and "" is empty. index and group: the search
    table and its column that hold the text too; its trigrams then lead, from three letters on
    (`of`: the key of the rows that this table is about).
    Otherwise, and for shorter texts, the rows are read: 10 to 60 ms at 100,000 (measured).
    typed_as_is: the column holds the text as it was typed; capitals do not matter then, umlauts do.
    words_alone: no column is compared, the group alone decides: every typed word must be part of
    it, one of one or two letters at the beginning of a word, as in the search; never empty.
    """

    fold: Callable[[str], str] = folding.fold
    index: SearchIndex | None = None
    group: str = ""
    typed_as_is: bool = False
    words_alone: bool = False
    of: str = "pk"
    placeholder: Any = gettext_lazy("contains …")
    scans: bool = True
    widget = "contains"

    @property
    def empties(self) -> bool:
        """Whether *empty* and *not empty* are offered."""
        return not self.words_alone

    def parse(self, raws: Sequence[str]) -> str | None:
        if self.empties and (asked := emptiness(raws)):
            return asked
        text = " ".join(raws).replace("\x00", "").strip()
        if len(text) > LONGEST:
            raise FilterProblem(_("This is too long."))
        return text or None

    def q(self, value: str, actor: Actor) -> Q:
        if value in (EMPTY, FILLED):
            nothing = Q(**{self.source: ""})
            return nothing if value == EMPTY else ~nothing
        if self.words_alone:
            assert self.index is not None
            terms = self.index.terms(value)
            return Q(self._found(terms)) if terms else Q(pk__in=())
        if self.typed_as_is:
            return self._as_typed(value)
        condition = Q(**{f"{self.source}__contains": self.fold(value)})
        terms = self._leading(value) if self.index else []
        return Q(self._found(terms)) & condition if terms else condition

    def words(self, value: str) -> str:
        known = {EMPTY: pgettext("list", "empty"), FILLED: pgettext("list", "not empty")}
        return known.get(value) or _("contains %(text)s") % {"text": value}

    def _as_typed(self, value: str) -> Q:
        """SQLite compares only ASCII letters without case, so other letters are asked both ways."""
        ways = [value] if value.isascii() else [value, value.lower(), value.upper(), value.title()]
        condition = Q()
        for one in dict.fromkeys(ways):
            condition |= Q(**{f"{self.source}__icontains": one})
        return condition

    def _leading(self, value: str) -> list[str]:
        """The runs of letters and digits that the trigrams know wherever the text is.

        Signs may be stored otherwise; a leading e may have been part of an umlaut.
        """
        runs = (run.lstrip("e") for run in _RUNS.findall(folding.fold(self.fold(value))))
        return [run for run in runs if len(run) >= SHORTEST_TERM][:MOST_TERMS]

    def _found(self, terms: Sequence[str]) -> Found:
        assert self.index is not None
        found = Found(Wanted(self.index.table, (self.group,), tuple(terms), 0))
        found.pk = F(self.of)
        return found
