"""The office's own words for customers: tags, customer groups, recipient groups (CLS-10, 11, 17)."""

from __future__ import annotations

from django.db import models

from stammkunde.foundation.columns import Editable, SortText, Text
from stammkunde.foundation.tones import TONES


class Label(Editable):
    """A word under which customers are gathered. Its name is unique however it is spelled.

    `archived_at`: no longer offered; who has it keeps it. A name in the archive stays taken.
    """

    name = Text(max_length=60, personal=False)
    name_folded = SortText(max_length=120, personal=False, unique=True, editable=False)
    tone = Text(max_length=1, default="n", choices=TONES, personal=False)
    order = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["order", "name_folded", "id"]


class Tag(Label):
    """A free word, many per customer (CLS-10). `merged_into`: where its customers went."""

    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")


class CustomerGroup(Label):
    """Filters, addresses notices, carries price groups (CLS-11); the office assigns (CLS-13).

    `needs_proof`: whoever is in it has shown something that holds until a day (CLS-15).
    """

    needs_proof = models.BooleanField(default=False)


class RecipientGroup(Label):
    """Only addresses messages (CLS-17)."""


# By the word that URLs, forms and operations use: the model, and the column of Customer.
LABELS: dict[str, type[Tag | CustomerGroup | RecipientGroup]] = {
    "tag": Tag,
    "group": CustomerGroup,
    "recipient_group": RecipientGroup,
}
MEMBERSHIP = {"tag": "tags", "group": "groups", "recipient_group": "recipient_groups"}
