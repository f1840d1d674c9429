"""Receipts of posted forms: what came in already, so that it is not done twice (D09)."""

from __future__ import annotations

from django.db import models

from stammkunde.foundation.columns import Text

__all__ = ["FormReceipt"]


class FormReceipt(models.Model):
    """One content of one opened form that was written; `foundation.once` keeps and asks them.

    `opened` stands for person and token of the opened page, `form` for one of its forms, `content`
    for what came with it: all three are digests. `made`: something new came of it. `entry` is its
    journal entry, `url` where the answer led (a path of ours without query). Working memory: the
    nightly sweep removes them.
    """

    opened = Text(max_length=64, personal=False)
    form = Text(max_length=64, personal=False)
    content = Text(max_length=64, unique=True, personal=False)
    operation = Text(max_length=100, personal=False)
    made = models.BooleanField(default=False)
    entry = models.BigIntegerField(null=True)
    url = Text(max_length=300, blank=True, personal=False)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["opened"], name="form_receipt_by_page")]
