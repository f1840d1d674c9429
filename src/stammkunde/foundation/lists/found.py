"""The SQL of a search: one meaning, for two databases, in the shapes that are fast.

`MATCH`/`LIKE` ask the trigram index; `instr`/`strpos` test the text of one row. All names in the
SQL are checked by `SearchIndex`, all terms are parameters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Expression, F

from stammkunde.foundation import folding


@dataclass(frozen=True)
class Wanted:
    """What is looked for: terms that all must be found, in which table, in which group.

    group None: in all columns. Otherwise: rows whose terms all lie within the groups up to this
    one, and not already within the groups before it.
    """

    table: str
    columns: tuple[str, ...]
    terms: tuple[str, ...]
    group: int | None = None

    def condition(self, vendor: str) -> tuple[str, list[str]]:
        """The condition on the search table that its index answers."""
        if vendor == "sqlite":
            return f"{self.table} MATCH %s", [self._match()]
        return self._columnwise(f"{self.table}.{{}} LIKE %s", _like)

    def test(self, vendor: str) -> tuple[str, list[str]]:
        """The same condition on one row of the search table, without any index."""
        return self._columnwise(self._contains(vendor), needle)

    def rank(self, vendor: str) -> tuple[str, list[str]]:
        """The number of the group that a found row stands in."""
        if len(self.columns) == 1:
            return "0", []
        sql, params = "CASE", list[str]()
        for number in range(len(self.columns) - 1):
            upto = Wanted(self.table, self.columns[: number + 1], self.terms)
            where, more = upto.test(vendor)
            sql += f" WHEN {where} THEN {number}"
            params += more
        return f"{sql} ELSE {len(self.columns) - 1} END", params

    def _contains(self, vendor: str) -> str:
        function = "instr" if vendor == "sqlite" else "strpos"
        return f"{function}({self.table}.{{}}, %s) > 0"

    def _columnwise(self, test: str, value: Callable[[str], str]) -> tuple[str, list[str]]:
        upto = len(self.columns) if self.group is None else self.group + 1
        params: list[str] = []

        def within(names: Sequence[str]) -> str:
            for term in self.terms:
                params.extend([value(term)] * len(names))
            one = " OR ".join(test.format(name) for name in names)
            return " AND ".join([f"({one})"] * len(self.terms))

        where = within(self.columns[:upto])
        if self.group:
            where += f" AND NOT ({within(self.columns[: self.group])})"
        return where, params

    def _match(self) -> str:
        terms = " AND ".join('"' + needle(term).replace('"', '""') + '"' for term in self.terms)
        if self.group is None:
            return terms
        before, here = self.columns[: self.group], self.columns[: self.group + 1]
        if before and len(self.terms) == 1:
            return f"({here[-1]} : {terms}) NOT ({{{' '.join(before)}}} : {terms})"
        match = f"{{{' '.join(here)}}} : ({terms})"
        return f"({match}) NOT ({{{' '.join(before)}}} : ({terms}))" if before else match


class Found(Expression):
    """`Wanted` as a condition of a queryset.

    broad: many rows are found. Then the hits become a hash once (`IS TRUE` keeps both databases
    from leading with them), the rows come in the order of their index, and a page stops early.
    Otherwise the array keeps PostgreSQL from turning the condition into a join whose order it
    guesses: over a trigram match it may walk a whole name index for a page.
    """

    conditional = True

    def __init__(self, wanted: Wanted, *, broad: bool = False) -> None:
        super().__init__(output_field=BooleanField())
        self.wanted, self.broad = wanted, broad
        self.pk: Any = F("pk")

    def get_source_expressions(self) -> list[Any]:
        return [self.pk]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        (self.pk,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        pk, params = compiler.compile(self.pk)
        table, key, vendor = self.wanted.table, key_of(connection.vendor), connection.vendor
        where, more = self.wanted.condition(vendor)
        select = f"(SELECT {key} FROM {table} WHERE {where})"
        if self.broad:
            return f"({pk} IN {select}) IS TRUE", (*params, *more)
        sql = f"{pk} IN {select}" if vendor == "sqlite" else f"{pk} = ANY (ARRAY {select})"
        return sql, (*params, *more)


def key_of(vendor: str) -> str:
    """The key of the search table, the id of the row."""
    return "rowid" if vendor == "sqlite" else "id"


def padded(text: str) -> str:
    """A folded text as it is stored: two blanks before every word."""
    return "".join(f"  {word}" for word in folding.words(text.replace("\x00", " ")))


def needle(term: str) -> str:
    """What to look for in a padded text: short terms only at the beginning of a word."""
    return term if len(term) > 2 else term.rjust(3)


def _like(term: str) -> str:
    escaped = re.sub(r"([\\%_])", r"\\\1", needle(term))
    return f"%{escaped}%"
