"""Money and other exact decimals: integers in the database, Decimal in Python (ADR 8)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models


def rounded(value: Decimal, scale: int = 2) -> Decimal:
    """Round half up to `scale` places, the way German invoices do."""
    return value.quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_UP)


class DecimalAsInteger(models.BigIntegerField):
    """A Decimal with `scale` places, stored as an integer of the smallest unit.

    Sums are exact on both databases. Refuses floats and values with more places than `scale`:
    rounding is a decision, never an accident.
    """

    def __init__(self, *args: Any, scale: int = 2, **kwargs: Any) -> None:
        self.scale = scale
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), {**kwargs, "scale": self.scale}

    def from_db_value(self, value: int | None, *_: Any) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.scale)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None:
            return None
        if isinstance(value, float):
            raise TypeError("money is never a float")
        return Decimal(value).quantize(Decimal(1).scaleb(-self.scale))

    def get_prep_value(self, value: Any) -> int | None:
        exact = self._exact(value)
        return None if exact is None else int(exact.scaleb(self.scale))

    def _exact(self, value: Any) -> Decimal | None:
        if value is None:
            return None
        if isinstance(value, float):
            raise TypeError("money is never a float")
        exact = Decimal(value)
        if exact != rounded(exact, self.scale):
            raise ValueError(f"{exact} has more than {self.scale} decimal places")
        return exact


class MoneyField(DecimalAsInteger):
    """Euros: scale 2 for amounts, scale 4 for unit prices."""
