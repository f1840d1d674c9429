"""Reading bank accounts."""

from __future__ import annotations

from django.db.models import QuerySet

from stammkunde.foundation import prepared
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden
from stammkunde.people.models import BankAccount

BANK = "people.bank"


def bank_accounts_of(actor: Actor, customer: int) -> list[BankAccount]:
    """The accounts of one customer. Needs `people.bank`; the caller has fetched the customer."""
    if not actor.may(BANK):
        raise Forbidden(BANK)
    return prepared.rows(_of_customer, (customer,))


def _of_customer(numbers: tuple[int, ...]) -> QuerySet[BankAccount]:
    return BankAccount.objects.filter(customer=numbers[0])
