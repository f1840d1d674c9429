"""What other programs call a customer (2.6): lists of theirs find the customer again by it."""

from __future__ import annotations

from django.db import models

from stammkunde.foundation.columns import OnMerge, SortText, Text, key


class ExternalId(models.Model):
    """A number that another program gave. `system` is its name, "" where nobody said."""

    customer = key("people.Customer", room="people", noun="externalid", on_merge=OnMerge.MOVE)
    system = Text(max_length=40, blank=True, personal=False)
    value = SortText(max_length=120, personal=True)

    class Meta:
        ordering = ["customer", "system", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["value", "system"], name="people_external_id_names_one_customer"
            ),
            models.CheckConstraint(
                condition=~models.Q(value=""), name="people_external_id_has_a_value"
            ),
        ]
