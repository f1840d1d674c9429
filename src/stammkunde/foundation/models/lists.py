"""How a person arranges a list."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from stammkunde.foundation.columns import LongText, Text, key

__all__ = ["ListLayout"]


class ListLayout(models.Model):
    """What one person sees of one list: column keys in their order, and a way of writing.

    `columns` "" stands for the columns that the list is born with, `variant` "" for the way that
    the business has chosen.
    """

    owner = key(settings.AUTH_USER_MODEL, room="foundation", noun="layout", db_index=False)
    list = Text(max_length=80, personal=False)
    columns = LongText(personal=False)
    variant = Text(max_length=20, blank=True, personal=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "list"], name="foundation_listlayout_one_per_person"
            )
        ]
