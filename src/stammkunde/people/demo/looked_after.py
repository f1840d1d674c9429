"""Who looks after invented customers, and what those have otherwise than the house."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from random import Random

from stammkunde.accounts import queries as accounts
from stammkunde.foundation.actors import Actor
from stammkunde.people import operations
from stammkunde.people.models import Business

ROLES = ("owner", "office", "field")
USUAL = {Business.CARE.value: 85}  # percent of the customers that somebody looks after
PREFS: tuple[tuple[str, str], ...] = (
    ("address_form", "du"), ("address_form", "du"), ("channel", "letter"), ("channel", "portal"),
)  # fmt: skip
TONES = ("g", "b", "p", "o", "t")


class LookedAfter:
    """Spreads customers over the colleagues, chunk by chunk; the same ones every time."""

    def __init__(self, business: str) -> None:
        self._chance = Random(f"stammkunde looked after {business}")  # noqa: S311 - repeatable
        self._percent = USUAL.get(business, 25)
        self._care = business == Business.CARE
        found = accounts.colleagues().filter(roles__key__in=ROLES)
        self._managers = list(dict.fromkeys(found.order_by("pk").values_list("pk", flat=True)))

    def fill(self, actor: Actor, customers: Sequence[int]) -> None:
        """Give these customers their managers and their own settings, each kind at once."""
        managed: dict[tuple[int, ...], list[int]] = defaultdict(list)
        preferring: dict[tuple[str, str], list[int]] = defaultdict(list)
        for pk in customers:
            if self._chance.randrange(100) < self._percent:
                managed[self._who()].append(pk)
            if self._chance.randrange(12) == 0:
                preferring[self._chance.choice(PREFS)].append(pk)
            elif self._care and self._chance.randrange(4) == 0:
                preferring["tone", self._chance.choice(TONES)].append(pk)
        for managers, some in managed.items():
            if managers:
                operations.set_managers(actor=actor, customers=some, managers=managers)
        for (key, value), some in preferring.items():
            operations.change_prefs(actor=actor, customers=some, values={key: value})

    def _who(self) -> tuple[int, ...]:
        """One colleague, sometimes with a second one."""
        if len(self._managers) < 2:
            return tuple(self._managers)
        first, second = self._chance.sample(self._managers, 2)
        return (first,) if self._chance.randrange(10) else tuple(sorted((first, second)))
