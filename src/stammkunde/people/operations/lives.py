"""The life cycle inside the operations on customers: which status, which number (2.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Missing, Refusal, Refused
from stammkunde.foundation.writes import add, lock
from stammkunde.people import lifecycle, rules
from stammkunde.people.models import Customer, CustomerStatus, NumberMode
from stammkunde.people.operations.numbers import (
    NumberWish,
    free_numbers,
    number_customers,
    number_problems,
    number_taken,
)
from stammkunde.people.rules import Settings

__all__ = ["Life", "added", "merged", "number_problems", "numbered"]

TRIES = 5


@dataclass(frozen=True)
class Life:
    """The settings and statuses that one operation needs, read once; chosen statuses are locked."""

    business: Settings
    statuses: dict[int, CustomerStatus]
    default: int

    @classmethod
    def read(cls, wanted: Iterable[Any], present: Iterable[Customer] = ()) -> Life:
        """For the `wanted` status ids, those of `present` customers and the default one.

        A wanted status is locked: nobody archives it or takes its number away meanwhile.
        """
        default = lifecycle.default_status()
        chosen = {int(one) for one in wanted if one}
        found = {row.pk: row for row in lock(CustomerStatus, chosen)}
        others = {row.status_id for row in present if row.status_id} - found.keys()
        found |= {row.pk: row for row in CustomerStatus.objects.filter(pk__in=others)}
        if default is not None:
            found.setdefault(default.pk, default)
        return cls(lifecycle.business(), found, default.pk if default else 0)

    def of(self, status: Any) -> CustomerStatus:
        """The status with that id, or the default one. `Missing` for an unknown one."""
        found = self.statuses.get(int(status or self.default))
        if found is None:
            raise Missing(f"status {status}")
        return found

    def gives_number(self, status: CustomerStatus) -> bool:
        """Whether the house gives a number by itself in this status (C-03)."""
        mode = self.business.number_mode
        return mode != NumberMode.MANUAL and rules.asks_for_number(self.business, status)

    def judged(self, number: str, status: CustomerStatus, typed: str) -> list[Refusal]:
        """What speaks against `status` for somebody with `number`.

        An archived status (`status_archived`), one without number (`status_without_number`), and
        none typed where numbers are given by hand only (`number_missing`).
        """
        try:
            rules.check_step(self.business, number, status)
        except Refused as no:
            return [Refusal(None, no.code, no.message, no.field)]
        if status.with_number and not number and not typed and not self.gives_number(status):
            return [Refusal(None, "number_missing", _("This status needs a number."), "number")]
        return []


def added(life: Life, rows: Sequence[Customer]) -> list[Customer]:
    """Insert customers, with the next free numbers for those who need one and brought none."""
    waiting = [row for row in rows if not row.number and life.gives_number(row.status)]
    brought = {rules.number_key(row.number) for row in rows if row.number}
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                given = free_numbers(life.business, len(waiting), brought) if waiting else []
                for row, number in zip(waiting, given, strict=True):
                    row.number = number
                return add(rows)
        except IntegrityError as clash:
            if not (waiting or brought):
                raise
            if brought or attempt == TRIES:
                raise Refused("number_taken", number_taken(), "number") from clash
    raise AssertionError("unreachable")


def numbered(actor: Actor, wishes: Sequence[NumberWish]) -> list[Customer]:
    """Give these customers their number; a proposal that is gone by now becomes the next one."""
    typed = any(wish.typed for wish in wishes)
    for attempt in range(1, TRIES + 1) if wishes else ():
        try:
            outcome = number_customers(actor=actor, wishes=wishes)
        except IntegrityError as clash:
            if typed or attempt == TRIES:
                raise Refused("number_taken", number_taken(), "number") from clash
        else:
            for one in outcome.refused:
                raise Refused(one.code, one.message, one.field)
            return outcome.done
    return []


def merged(changed: Sequence[Customer], numbered: Sequence[Customer]) -> list[Customer]:
    """The rows of both, those with their new number instead of the older look at them."""
    newer = {row.pk: row for row in numbered}
    seen = {row.pk for row in changed}
    rest = [row for row in numbered if row.pk not in seen]
    return [*(newer.get(row.pk, row) for row in changed), *rest]
