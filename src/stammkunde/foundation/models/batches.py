"""Many rows that came in together, and how far that got (ADR 18)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import LongText, Text

__all__ = ["BatchState", "ImportBatch"]


class BatchState(models.TextChoices):
    """Where a batch stands. RUNNING and UNDOING are somebody's business right now, or nobody's:
    then the lock is free and the next start takes the batch back (undoes it to its end). WAITING has
    not begun: a bulk edit that was asked for (`foundation.bulkwork`)."""

    WAITING = "waiting", pgettext_lazy("import", "Waiting")
    RUNNING = "running", pgettext_lazy("import", "Running")
    DONE = "done", pgettext_lazy("import", "Brought in")
    TAKEN_BACK = "taken_back", pgettext_lazy("import", "Taken back")
    UNDOING = "undoing", pgettext_lazy("import", "Being undone")
    UNDONE = "undone", pgettext_lazy("import", "Undone")


class ImportBatch(models.Model):
    """One import, or one bulk edit. What it wrote carries its id in the journal (`JournalEntry.batch`).

    `rows` is how many there are, `done` how many are through: rows of the list while it comes in,
    journal entries (of `steps`) while it is undone. `report` is JSON, as the command prints it;
    `stayed` holds, as JSON, what an undo could not take back. Both are emptied after some weeks.
    Of a bulk edit: `params` is, as JSON, what was chosen; `ids`, as JSON, the rows that are meant,
    until it is through; `entry` the journal entry of one that went in one step, outside any batch.
    """

    kind = Text(max_length=40, personal=False)
    file = Text(max_length=255, blank=True, personal=True)
    sha256 = Text(max_length=64, blank=True, personal=False)
    mode = Text(max_length=20, personal=False)
    match = Text(max_length=200, blank=True, personal=False)
    on_match = Text(max_length=20, blank=True, personal=False)
    actor_kind = Text(max_length=10, personal=False)
    actor_id = models.BigIntegerField(null=True)
    actor_label = Text(max_length=200, personal=True)
    state = Text(
        max_length=10, choices=BatchState.choices, default=BatchState.RUNNING, personal=False
    )
    begun_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    params = LongText(personal=True)
    ids = LongText(personal=False)
    entry = models.BigIntegerField(null=True)
    report = LongText(personal=True)
    stayed = LongText(personal=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=BatchState.values), name="import_batch_state_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.kind} {self.state}"
