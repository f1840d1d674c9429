"""People with eight columns and, in a table of its own, what an upper room knows about them."""

from __future__ import annotations

from django.db import models

from stammkunde.foundation.columns import SortText, Text
from stammkunde.foundation.money import MoneyField

IN_USE = models.Q(archived_at__isnull=True)


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
    archived_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("sort_name", "id"), name="listlab_name"),
            models.Index(fields=("sort_name", "id"), condition=IN_USE, name="listlab_u_name"),
            models.Index(
                fields=("kind", "sort_name", "id"), condition=IN_USE, name="listlab_u_kind"
            ),
            models.Index(
                fields=("-postcode", "sort_name", "id"), condition=IN_USE, name="listlab_u_plz"
            ),
            models.Index(fields=("arrived_on", "id"), condition=IN_USE, name="listlab_u_arrived"),
            models.Index(fields=("created_at", "id"), condition=IN_USE, name="listlab_u_created"),
            models.Index(fields=("created_at", "id"), condition=~IN_USE, name="listlab_archive"),
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
