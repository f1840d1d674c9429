"""A summary table of customers, and plain rows for the tests of the foundation."""

from __future__ import annotations

from typing import Any

from django.db import models

from stammkunde.foundation.columns import Editable, LongText, OnMerge, Text, key
from stammkunde.foundation.money import MoneyField


class ToyPoints(models.Model):
    """One row per customer, written by this room only (house.md 6)."""

    customer = key(
        "people.Customer",
        room="toyroom",
        noun="points",
        one=True,
        on_merge=OnMerge.JOIN,
        primary_key=True,
    )
    points = models.IntegerField(default=0)
    greeted = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["points", "customer"], name="toyroom_points_sort")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(points__gte=0), name="toyroom_points_never_below_zero"
            )
        ]


class ToyTag(models.Model):
    """Something to link things to."""

    name = Text(max_length=40, personal=False)


class ToyThing(Editable):
    """A row with every kind of column that the write helpers know."""

    name = Text(max_length=100, personal=True)
    name_folded = Text(max_length=120, blank=True, editable=False, personal=False)
    note = LongText(personal=True)
    price = MoneyField(default=0)
    unit_price = MoneyField(scale=4, null=True)
    bought_on = models.DateField(null=True)
    seen_at = models.DateTimeField(null=True)
    pin = Text(max_length=20, blank=True, personal=True)
    tags: Any = models.ManyToManyField(
        ToyTag, related_name="+", related_query_name="toyroom_thing", blank=True
    )
