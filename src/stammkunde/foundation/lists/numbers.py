"""The filter from-to of numbers (LST-04)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.fields import NUMBER, Field, FieldProblem, parse_number
from stammkunde.foundation.lists.filters import EMPTY, FILLED, Filter, FilterProblem, emptiness

Ends = tuple[Decimal | None, Decimal | None]
_OPEN_END = re.compile(r"^(?:ab|von|from|>=?)\s*", re.IGNORECASE)
_OPEN_START = re.compile(r"^(?:bis|to|<=?)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:\.\.+|–|—|(?<=\d)\s*-|\bbis\b|\bto\b)\s*")
_SAID = Field("number", "", kind=NUMBER)


@dataclass(frozen=True)
class Numbers(Filter):
    """From-to of numbers, both included: `3..7` in the URL; *ab 3*, *bis 7*, *3 – 7* or *5* typed.

    path: a column that is NULL for nothing; nothing never passes (users.md 2).
    """

    placeholder: Any = gettext_lazy("from – to")
    widget = "between"
    empties = True

    def parse(self, raws: Sequence[str]) -> Ends | str | None:
        if asked := emptiness(raws):
            return asked
        typed = [raw.strip() for raw in raws if raw.strip()]
        if not typed:
            return None
        parts = typed if len(typed) > 1 else _parts(typed[0])
        try:
            first, last = (parse_number(part) for part in (parts[0], parts[-1]))
        except FieldProblem as problem:
            raise FilterProblem(f"{problem.message} {problem.hint}".strip()) from problem
        if first is not None and last is not None and last < first:
            raise FilterProblem(_("The end lies before the beginning."))
        return None if first is None and last is None else (first, last)

    def raw(self, value: Ends | str) -> list[str]:
        if isinstance(value, str):
            return [value]
        return ["..".join(_SAID.typed(end) for end in value)]

    def typed(self, value: Ends | str) -> list[str]:
        return [value if isinstance(value, str) else self.words(value)]

    def q(self, value: Ends | str, actor: Actor) -> Q:
        if isinstance(value, str):
            return Q(**{f"{self.source}__isnull": value == EMPTY})
        first, last = value
        condition = Q(**{f"{self.source}__isnull": False})
        condition &= Q(**{f"{self.source}__gte": first}) if first is not None else Q()
        return condition & (Q(**{f"{self.source}__lte": last}) if last is not None else Q())

    def words(self, value: Ends | str) -> str:
        if isinstance(value, str):
            return {EMPTY: pgettext("list", "empty"), FILLED: pgettext("list", "not empty")}[value]
        first, last = (_SAID.show(end) if end is not None else "" for end in value)
        if first and last:
            return first if first == last else f"{first} – {last}"
        return _("from %(day)s") % {"day": first} if first else _("until %(day)s") % {"day": last}


def _parts(text: str) -> list[str]:
    """The two ends of what is typed, or the one number that is meant."""
    if opened := _OPEN_START.match(text):
        return ["", text[opened.end() :]]
    opened = _OPEN_END.match(text)
    bare = text[opened.end() :] if opened else text
    parts = _BETWEEN.split(bare, maxsplit=1)
    return [*parts, ""] if opened and len(parts) == 1 else parts
