"""The condition "this column holds one of these texts", as one value however many they are.

With `__in` Django looks at each text by itself and the database reads a statement as long as all of
them: more than finding the rows takes, when an import asks for a thousand names at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import BooleanField, Expression, F


class _Held(Expression):
    """A condition on columns."""

    conditional = True

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(output_field=BooleanField())
        self.columns: list[Any] = [F(name) for name in names]

    def get_source_expressions(self) -> list[Any]:
        return self.columns

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        self.columns = list(exprs)

    def _compiled(self, compiler: Any) -> tuple[str, tuple[Any, ...]]:
        compiled = [compiler.compile(column) for column in self.columns]
        names = ", ".join(sql for sql, _params in compiled)
        return names, tuple(one for _sql, params in compiled for one in params)


class Among(_Held):
    """For `filter()`: column `name` holds one of `texts`, or of ids; the indexes of `__in` serve."""

    def __init__(self, name: str, texts: Iterable[str] | Iterable[int]) -> None:
        super().__init__([name])
        self.texts: list[Any] = sorted(set(texts))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self._compiled(compiler)
        if connection.vendor == "sqlite":
            said = json.dumps(self.texts, ensure_ascii=False)
            return f"{column} IN (SELECT value FROM json_each(%s))", (*params, said)  # noqa: S608 - a column
        return f"{column} = ANY (%s)", (*params, self.texts)


class Together(_Held):
    """For `filter()`: columns `names` hold, all in one row, one of `many` tuples of texts.

    An index on all of them finds each tuple at once; two `Among` would read whoever holds one text
    of each, and of common names there are the more, the more rows there are.
    """

    def __init__(self, names: Sequence[str], many: Iterable[tuple[str, ...]]) -> None:
        super().__init__(names)
        self.many = sorted(set(many))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        columns, params = self._compiled(compiler)
        parts = ", ".join(f"value ->> {at}" for at in range(len(self.columns)))
        rows = "json_each(%s)" if connection.vendor == "sqlite" else "json_array_elements(%s::json)"
        said = json.dumps(self.many, ensure_ascii=False)
        return f"({columns}) IN (SELECT {parts} FROM {rows})", (*params, said)  # noqa: S608 - ours
