"""The condition "this column holds one of these texts", as one value however many they are.

With `__in` Django looks at each text by itself and the database reads a statement as long as all of
them: more than finding the rows takes, when an import asks for a thousand names at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import BooleanField, Expression, F


class Among(Expression):
    """For `filter()`: column `name` holds one of `texts`, or of ids; the indexes of `__in` serve."""

    conditional = True

    def __init__(self, name: str, texts: Iterable[str] | Iterable[int]) -> None:
        super().__init__(output_field=BooleanField())
        self.column: Any = F(name)
        self.texts: list[Any] = sorted(set(texts))

    def get_source_expressions(self) -> list[Any]:
        return [self.column]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        (self.column,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = compiler.compile(self.column)
        if connection.vendor == "sqlite":
            said = json.dumps(self.texts, ensure_ascii=False)
            return f"{column} IN (SELECT value FROM json_each(%s))", (*params, said)  # noqa: S608 - a column
        return f"{column} = ANY (%s)", (*params, self.texts)
