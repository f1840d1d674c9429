"""Writing bank accounts (CUS-04)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from stammkunde.foundation import clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.operations import CREATED, Outcome, operation
from stammkunde.foundation.refusals import Refused
from stammkunde.foundation.writes import Keeper, add, keep, lock, remove
from stammkunde.people import rules
from stammkunde.people.models import BankAccount, Customer


def _customer(account: BankAccount) -> list[tuple[str, int]]:
    return [("customer", account.customer_id)]


keep(
    BankAccount,
    Keeper(kind="bank_account", secret=frozenset({"iban"}), subjects=_customer, part_of="customer"),
)


@operation("people.add_bank_account", needs="people.bank", undo=CREATED)
def add_bank_account(
    *, actor: Actor, customer: int, iban: str, holder: str
) -> Outcome[BankAccount]:
    """Add a bank account to a customer (CUS-04); the journal never holds the IBAN.

    Refuses what is no IBAN or mistyped (`iban`, ISO 13616), an empty holder (`invalid`), and an
    account that the customer has already (`account_taken`).
    """
    number, name = rules.clean_iban(iban), rules.account_holder(holder)
    (row,) = lock(Customer, [customer])
    if BankAccount.objects.filter(customer=row, iban=number).exists():
        raise Refused("account_taken", _("The customer has this account already."), "iban")
    return Outcome(add([BankAccount(customer=row, holder=name, iban=number, added_at=clock.now())]))


@operation("people.remove_bank_accounts", needs="people.bank")
def remove_bank_accounts(
    *, actor: Actor, customer: int, accounts: Sequence[int]
) -> Outcome[BankAccount]:
    """Remove bank accounts of a customer (CUS-04). The IBAN is kept nowhere, so there is no undo.

    `Missing` for an account that is not there; accounts of somebody else stay.
    """
    rows = [row for row in lock(BankAccount, accounts) if row.customer_id == customer]
    remove(rows)
    return Outcome(rows)
