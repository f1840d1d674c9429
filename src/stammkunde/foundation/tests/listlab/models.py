"""People with eight columns and, in a table of its own, what an upper room knows about them."""

from __future__ import annotations

from django.db import models

from stammkunde.foundation.columns import SortText, Text
from stammkunde.foundation.money import MoneyField


class Guest(models.Model):
    """A row of the list under test."""

    name = Text(personal=True)
    sort_name = SortText(personal=True)
    kind = Text(max_length=20, default="person")
    email = Text(blank=True, personal=True)
    phone = Text(blank=True, personal=True)
    postcode = SortText(max_length=10, personal=True)
    city = Text(blank=True, personal=True)
    arrived_on = models.DateField()
    created_at = models.DateTimeField()
    archived = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=("archived", "sort_name", "id"), name="listlab_open_name"),
            models.Index(fields=("sort_name", "id"), name="listlab_name"),
            models.Index(fields=("archived", "postcode", "id"), name="listlab_open_postcode"),
            models.Index(fields=("archived", "arrived_on", "id"), name="listlab_open_arrived"),
            models.Index(fields=("archived", "-created_at", "-id"), name="listlab_open_created"),
        )


class Tab(models.Model):
    """What a guest owes: one row per guest, written with the guest."""

    guest = models.OneToOneField(
        Guest,
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="+",
        related_query_name="listlab_tab",
    )
    open = MoneyField(default=0)

    class Meta:
        indexes = (models.Index(fields=("open", "guest"), name="listlab_tab_open"),)
