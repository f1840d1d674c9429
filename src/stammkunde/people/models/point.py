"""Further e-mail addresses and phone numbers; the first of each stands on the customer (ADR 12)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import Editable, OnMerge, SortText, Text, key


class PointKind(models.TextChoices):
    """The two ways to reach somebody that a customer may have several of."""

    PHONE = "phone", pgettext_lazy("people", "Phone")
    EMAIL = "email", pgettext_lazy("people", "E-mail")


class ContactPoint(Editable):
    """One more number or address. `folded` is derived: digits, or the address in small letters."""

    customer = key(
        "people.Customer", room="people", noun="contactpoint", on_merge=OnMerge.MOVE, db_index=False
    )
    kind = Text(max_length=5, choices=PointKind.choices, personal=False)
    value = Text(max_length=254, personal=True)
    label = Text(max_length=60, blank=True, personal=True)
    order = models.PositiveSmallIntegerField(default=0)
    folded = SortText(max_length=254, blank=True, personal=True, editable=False)

    class Meta:
        ordering = ["customer", "order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["phone", "email"]), name="people_point_kind_is_known"
            ),
            models.CheckConstraint(condition=~Q(value=""), name="people_point_has_a_value"),
        ]
        indexes = [
            models.Index(fields=["customer", "order", "id"], name="people_point_of_customer"),
            models.Index(fields=["folded"], name="people_point_by_folded"),
        ]
