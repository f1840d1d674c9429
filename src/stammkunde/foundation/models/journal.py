"""The journal: who did what, when, through which door. It has no keys at all (house.md 2 and 4)."""

from __future__ import annotations

from django.db import models

from stammkunde.foundation.columns import LongText, Text

__all__ = ["JournalChange", "JournalEntry", "JournalSubject", "MaintenanceWindow"]


class JournalEntry(models.Model):
    """One run of one operation. Append-only: a trigger refuses update and delete.

    `undoes` is the id of the entry that this one takes back; unique, so one entry is undone once.
    `batch` is the id of the import that wrote it (`foundation.batches`).
    """

    at = models.DateTimeField(db_index=True)
    actor_kind = Text(max_length=10, personal=False)
    actor_id = models.BigIntegerField(null=True)
    actor_label = Text(max_length=200, personal=True)
    door = Text(max_length=10, personal=False)
    operation = Text(max_length=80, personal=False)
    cause = models.BigIntegerField(null=True)
    undoes = models.BigIntegerField(null=True)
    request_id = Text(max_length=40, blank=True, personal=False)
    batch = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["undoes"], name="journal_entry_is_undone_once"),
        ]
        indexes = [
            models.Index(
                fields=["batch", "id"],
                name="journal_entry_by_batch",
                condition=models.Q(batch__isnull=False),
            ),
        ]


class JournalChange(models.Model):
    """One field of one row, or a whole row added (`field` "+") or removed (`field` "-").

    `old` and `new` are the values as JSON; secret fields store "changed". Insert-only; only
    erasure may empty them, inside a maintenance window.
    """

    entry = models.BigIntegerField()
    table = Text(max_length=80, personal=False)
    row = models.BigIntegerField()
    field = Text(max_length=80, personal=False)
    old = LongText(personal=True, null=True, default=None)
    new = LongText(personal=True, null=True, default=None)

    class Meta:
        indexes = [
            models.Index(fields=["entry"], name="journal_change_by_entry"),
            models.Index(fields=["table", "row"], name="journal_change_by_row"),
        ]


class JournalSubject(models.Model):
    """Whose timeline an entry belongs to: (kind, row), e.g. ("customer", 7)."""

    entry = models.BigIntegerField()
    kind = Text(max_length=40, personal=False)
    row = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "row", "-entry"], name="journal_subject_timeline"),
            models.Index(fields=["entry", "kind", "row"], name="journal_subject_by_entry"),
        ]


class MaintenanceWindow(models.Model):
    """While a row stands here, inside one transaction, the append-only triggers stand aside."""

    reason = Text(max_length=200, personal=False)
