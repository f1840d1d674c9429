"""Statuses, numbers and settings as the room itself looks them up: words and rules, no people.

What somebody may read about customers is in queries, and knows who asks.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from stammkunde.foundation.models import NumberRange
from stammkunde.foundation.refusals import Missing
from stammkunde.foundation.remember import once
from stammkunde.people import rules
from stammkunde.people.models import Customer, CustomerSettings, CustomerStatus, NumberAlias
from stammkunde.people.rules import Settings

SERIES = "people.customers"
REMEMBERED, KNOWN = "people.settings", "people.statuses"


def business() -> Settings:
    """The room's settings, read once per request. Nobody's secret."""
    return once(REMEMBERED, _business)


def _business() -> Settings:
    row = CustomerSettings.objects.filter(pk=1).first()
    if row is None:
        return Settings()
    return Settings(row.number_mode, row.number_prefix, row.number_digits, row.title_shown)


def statuses(*, archived: bool = False) -> QuerySet[CustomerStatus]:
    """The statuses in their order; archived ones only when asked. They are words, not people."""
    found = CustomerStatus.objects.order_by("position", "pk")
    return found if archived else found.filter(archived_at__isnull=True)


def status(pk: int) -> CustomerStatus:
    """One status; `Missing` when there is none."""
    found = CustomerStatus.objects.filter(pk=pk).first()
    if found is None:
        raise Missing(f"status {pk}")
    return found


def default_status() -> CustomerStatus | None:
    """The status of new customers (CLS-02)."""
    return CustomerStatus.objects.filter(is_default=True).first()


def taken_numbers(keys: Iterable[str], *, besides: int = 0) -> set[str]:
    """Which of these number keys belong to somebody, or did once (2.1 d).

    besides: a customer whose own present and former numbers do not count. Customers are asked
    first: a number that becomes an alias between the two questions is seen by the second.
    """
    wanted = set(keys)
    now = Customer.objects.filter(number_key__in=wanted).exclude(pk=besides)
    found = set(now.values_list("number_key", flat=True))
    before = NumberAlias.objects.filter(number_key__in=wanted).exclude(customer=besides)
    return found | set(before.values_list("number_key", flat=True))


def next_number(settings: Settings) -> str:
    """The number that would be given out now (CUS-12): a proposal, reserved for nobody."""
    row = NumberRange.objects.filter(series=SERIES).first()
    counted = (row.value if row else 0) + 1
    while True:
        ahead = [rules.written_number(settings, counted + step) for step in range(50)]
        taken = taken_numbers(rules.number_key(number) for number in ahead)
        free = next((one for one in ahead if rules.number_key(one) not in taken), None)
        if free:
            return free
        counted += len(ahead)


def numbered_without_status(ids: Iterable[int]) -> bool:
    """Whether one of these customers has a number and a status that has none (CLS-07)."""
    found = Customer.objects.filter(pk__in=list(ids), status__with_number=False)
    return found.exclude(number="").exists()


def status_names() -> dict[int, str]:
    """The name of every status, archived ones included, by id."""
    return {row.pk: str(row) for row in known_statuses()}


def known_statuses() -> list[CustomerStatus]:
    """All statuses in their order, archived ones included; read once per request."""
    return once(KNOWN, lambda: list(statuses(archived=True)))
