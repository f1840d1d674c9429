"""Statuses, numbers and settings as the room itself looks them up: words and rules, no people.

What somebody may read about customers is in queries, and knows who asks.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from stammkunde.foundation.among import Among
from stammkunde.foundation.models import NumberRange
from stammkunde.foundation.refusals import Missing, Refused
from stammkunde.foundation.remember import once
from stammkunde.people import rules
from stammkunde.people.models import (
    AutoSelf,
    Business,
    Customer,
    CustomerSettings,
    CustomerStatus,
    NumberAlias,
    NumberMode,
)
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
    takes_part = row.auto_self == AutoSelf.YES or (
        row.auto_self == AutoSelf.PROFILE and row.profile == Business.COURSE
    )
    return Settings(
        number_mode=row.number_mode,
        number_prefix=row.number_prefix,
        number_digits=row.number_digits,
        title_shown=row.title_shown,
        number_start=row.number_start,
        unique_email=row.unique_email,
        auto_self_participant=takes_part,
        name_order=row.name_order,
        birth_dates_of_company_contacts=row.birth_dates_of_company_contacts,
        adult_check=row.adult_check,
        formal=row.formal,
    )


def house_language() -> str:
    """The language of everything that is for no customer in particular: "de" or "de-informal"."""
    return rules.language_of(business(), {})


def settings_changed() -> bool:
    """Whether somebody has ever changed the room's settings."""
    return CustomerSettings.objects.filter(pk=1, version__gt=1).exists()


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
    numbered = Customer.objects.exclude(number_key="")  # said, because the index says so
    now = numbered.filter(Among("number_key", wanted)).exclude(pk=besides)
    found = set(now.values_list("number_key", flat=True))
    before = NumberAlias.objects.filter(Among("number_key", wanted)).exclude(customer=besides)
    return found | set(before.values_list("number_key", flat=True))


def counted() -> int:
    """The last number that was counted, 0 before the first."""
    return NumberRange.objects.filter(series=SERIES).values_list("value", flat=True).first() or 0


def next_number(settings: Settings) -> str:
    """The number that would be given out now (CUS-12): a proposal, reserved for nobody."""
    start = max(counted(), settings.number_start - 1) + 1
    while True:
        ahead = [rules.written_number(settings, start + step) for step in range(50)]
        taken = taken_numbers(rules.number_key(number) for number in ahead)
        free = next((one for one in ahead if rules.number_key(one) not in taken), None)
        if free:
            return free
        start += len(ahead)


def check_numbered(statuses: Iterable[int | None]) -> None:
    """Refuse these statuses (ids) for customers who have a number (CLS-07): `status_without_number`.

    Where every customer has a number, any status will do.
    """
    wanted = {one for one in statuses if one is not None}
    if not wanted or business().number_mode == NumberMode.ON_CREATE:
        return
    if CustomerStatus.objects.filter(pk__in=wanted, with_number=False).exists():
        text = _("Who has a customer number can only get a status with number.")
        raise Refused("status_without_number", text, "status")


def status_names() -> dict[int, str]:
    """The name of every status, archived ones included, by id."""
    return {row.pk: str(row) for row in known_statuses()}


def known_statuses() -> list[CustomerStatus]:
    """All statuses in their order, archived ones included; read once per request."""
    return once(KNOWN, lambda: list(statuses(archived=True)))
