"""One value from several levels: site, customer, house; the nearest one that says something holds.

Pure, and the same for whatever a room above lets customers have their own way: payment terms,
letterheads, prices (CUS-15).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

SITE_LEVEL, CUSTOMER_LEVEL, COMPANY_LEVEL = "site", "customer", "company"


@dataclass(frozen=True)
class Held(Generic[T]):
    """What holds, where it was said, and whether that is the level that was asked for."""

    value: T
    level: str
    own: bool


def cascade(*levels: tuple[str, T | None]) -> Held[T | None]:
    """The value of the first level that has one; the nearest comes first: site, customer, company.

    None and "" say nothing; 0 and False do. `own`: the first level itself has said it, nothing is
    inherited. Where nobody says anything, the last level holds its nothing.

    >>> cascade((CUSTOMER_LEVEL, ""), (COMPANY_LEVEL, "sie"))
    Held(value='sie', level='company', own=False)
    """
    if not levels:
        raise ValueError("a cascade needs a level")
    for place, (level, value) in enumerate(levels):
        if value is not None and value != "":
            return Held(value, level, place == 0)
    level, value = levels[-1]
    return Held(value, level, own=False)
