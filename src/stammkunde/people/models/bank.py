"""Bank accounts of customers (CUS-04)."""

from __future__ import annotations

from django.db import models

from stammkunde.foundation.columns import Editable, OnMerge, Text, key


class BankAccount(Editable):
    """An account from which a customer pays, or to which money goes back. IBAN without blanks."""

    customer = key("people.Customer", room="people", noun="bankaccount", on_merge=OnMerge.MOVE)
    holder = Text(max_length=120, personal=True)
    iban = Text(max_length=34, personal=True)
    added_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["customer", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "iban"], name="people_bank_account_once_per_customer"
            ),
        ]
