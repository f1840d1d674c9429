"""The SQL of a search: one condition in three shapes, for two databases."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import BooleanField, Expression, F


class Found(Expression):
    """SQL of `SearchIndex.found`. Built from placeholders only; terms are always parameters."""

    conditional = True

    def __init__(
        self,
        table: str,
        columns: tuple[str, ...],
        terms: tuple[str, ...],
        group: int | None,
        walk: bool,
    ) -> None:
        super().__init__(output_field=BooleanField())
        self.table, self.columns = table, columns
        self.terms, self.group, self.walk = terms, group, walk
        self.pk: Any = F("pk")

    def get_source_expressions(self) -> list[Any]:
        return [self.pk]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        (self.pk,) = exprs

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        pk, params = compiler.compile(self.pk)
        table = self.table
        key = "rowid" if connection.vendor == "sqlite" else "id"
        if self.walk:
            test = "instr({}, %s) > 0" if connection.vendor == "sqlite" else "strpos({}, %s) > 0"
            where, more = self._columnwise(lambda name: test.format(f"{table}.{name}"), needle)
            return (
                f"EXISTS (SELECT 1 FROM {table} WHERE {table}.{key} = {pk} AND {where})",
                [*params, *more],
            )
        if connection.vendor == "sqlite":
            return (
                f"{pk} IN (SELECT rowid FROM {table} WHERE {table} MATCH %s)",
                [*params, self._match()],
            )
        where, more = self._columnwise(lambda name: f"{name} LIKE %s", _like)
        return f"{pk} = ANY (ARRAY (SELECT id FROM {table} WHERE {where}))", [*params, *more]

    def _columnwise(
        self, test: Callable[[str], str], value: Callable[[str], str]
    ) -> tuple[str, list[str]]:
        """All terms within the groups, not all within the groups before, column by column."""
        columns = self.columns
        upto = len(columns) if self.group is None else self.group + 1
        params: list[str] = []

        def within(names: Sequence[str]) -> str:
            for term in self.terms:
                params.extend([value(term)] * len(names))
            one = " OR ".join(test(name) for name in names)
            return " AND ".join([f"({one})"] * len(self.terms))

        where = within(columns[:upto])
        if self.group:
            where += f" AND NOT ({within(columns[: self.group])})"
        return where, params

    def _match(self) -> str:
        """The same in the query language of FTS5."""
        columns = self.columns
        terms = " AND ".join('"' + needle(term).replace('"', '""') + '"' for term in self.terms)
        if self.group is None:
            return terms
        match = f"{{{' '.join(columns[: self.group + 1])}}} : ({terms})"
        if self.group:
            match = f"({match}) NOT ({{{' '.join(columns[: self.group])}}} : ({terms}))"
        return match


def padded(text: str) -> str:
    """A folded text as it is stored: two blanks before every word."""
    return "".join(f"  {word}" for word in text.replace("\x00", " ").split())


def needle(term: str) -> str:
    """What to look for in a padded text: short terms only at the beginning of a word."""
    return term if len(term) > 2 else term.rjust(3)


def _like(term: str) -> str:
    escaped = re.sub(r"([\\%_])", r"\\\1", needle(term))
    return f"%{escaped}%"
