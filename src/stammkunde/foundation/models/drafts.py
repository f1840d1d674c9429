"""Imports that are being prepared: a list, how it is read, what was found in it (ADR 25).

They hold copies of people, so they go when the import is through, and after a week at the latest.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from stammkunde.foundation.columns import LongText, Text

__all__ = [
    "DraftState",
    "ImportCorrection",
    "ImportDraft",
    "ImportDraftKey",
    "ImportDraftRow",
    "ImportMapping",
    "RowResult",
]


class DraftState(models.TextChoices):
    """Where a draft stands. CHECKING and COMMITTING are the business of a job."""

    UPLOADED = "uploaded", pgettext_lazy("import", "Uploaded")
    MAPPED = "mapped", pgettext_lazy("import", "Columns assigned")
    CHECKING = "checking", pgettext_lazy("import", "Being checked")
    CHECKED = "checked", pgettext_lazy("import", "Checked")
    COMMITTING = "committing", pgettext_lazy("import", "Coming in")
    DONE = "done", pgettext_lazy("import", "Brought in")
    FAILED = "failed", pgettext_lazy("import", "Unreadable")
    ABANDONED = "abandoned", pgettext_lazy("import", "Abandoned")


class RowResult(models.TextChoices):
    """What would become of a row. DOUBTFUL: it asks something; ERROR: something in it is wrong."""

    CREATE = "create", pgettext_lazy("import", "Will be added")
    UPDATE = "update", pgettext_lazy("import", "Will be completed")
    SKIP = "skip", pgettext_lazy("import", "Left out")
    DOUBTFUL = "doubtful", pgettext_lazy("import", "Doubtful")
    ERROR = "error", pgettext_lazy("import", "Faulty")


class ImportDraft(models.Model):
    """One list on its way. `owner` is the id of the user whose it is.

    `chosen`, `look`, `mapping`, `tallies`, `words` are JSON: what somebody chose about the format,
    what was found (headings, samples, how the file is written), column -> what it is read as, open
    cells by column and kind of question, and the permission words that its jobs act with. `run` counts
    the jobs: only the latest may write. `beat_at`: when the job last gave a sign. `version` counts
    what people change.
    """

    kind = Text(max_length=40, personal=False)
    owner = models.BigIntegerField(null=True)
    owner_label = Text(max_length=200, personal=True)
    file = Text(max_length=64, blank=True, personal=False)
    name = Text(max_length=255, personal=True)
    sha256 = Text(max_length=64, blank=True, personal=False)
    size = models.BigIntegerField(default=0)
    chosen = LongText(personal=False)
    look = LongText(personal=True)
    mapping = LongText(personal=False)
    remembered = models.BooleanField(default=False)
    match = Text(max_length=200, blank=True, personal=False)
    on_match = Text(max_length=20, blank=True, personal=False)
    mode = Text(max_length=20, blank=True, personal=False)
    words = LongText(personal=False)
    state = Text(
        max_length=10, choices=DraftState.choices, default=DraftState.UPLOADED, personal=False
    )
    version = models.PositiveIntegerField(default=1)
    run = models.PositiveIntegerField(default=0)
    job = models.UUIDField(null=True)
    beat_at = models.DateTimeField(null=True)
    waiting = models.BooleanField(default=False)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    doubtful = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    tallies = LongText(personal=False)
    batch = models.BigIntegerField(null=True)
    trouble = LongText(personal=True)
    hint = LongText(personal=True)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=DraftState.values), name="import_draft_state_is_known"
            ),
            models.UniqueConstraint(fields=["batch"], name="import_draft_one_per_batch"),
        ]
        indexes = [models.Index(fields=["owner", "state"], name="import_draft_of_whom")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.kind} {self.state}"


class ImportDraftRow(models.Model):
    """One row as the file says it, and what would become of it.

    `cells` is a JSON list, `marks` a JSON object by position, `problems` a JSON list of what it asks
    or what is wrong, `notes` of what is told only. `asks` names its questions as " 4:zero 7:century ",
    to find all that are alike. `customer` is who the row means. `asked`: it was open once.
    """

    draft = models.ForeignKey(
        ImportDraft,
        models.CASCADE,
        related_name="+",
        related_query_name="foundation_row",
        db_index=False,
    )
    number = models.PositiveIntegerField()
    result = Text(max_length=10, choices=RowResult.choices, personal=False)
    cells = LongText(personal=True)
    marks = LongText(personal=False)
    problems = LongText(personal=True)
    notes = LongText(personal=True)
    asks = LongText(personal=False)
    customer = models.BigIntegerField(null=True)
    asked = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="import_draft_row_is_once")
        ]
        indexes = [
            models.Index(fields=["draft", "result", "number"], name="import_draft_row_by_result")
        ]


class ImportDraftKey(models.Model):
    """What a row lays claim to (an identity, a number, a customer), as a hash: rows that share one are
    looked at together when one of them changes."""

    draft = models.ForeignKey(
        ImportDraft,
        models.CASCADE,
        related_name="+",
        related_query_name="foundation_key",
        db_index=False,
    )
    number = models.PositiveIntegerField()
    hash = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["draft", "hash"], name="import_draft_key_by_hash"),
            models.Index(fields=["draft", "number"], name="import_draft_key_by_row"),
        ]


class ImportCorrection(models.Model):
    """What somebody settled about a cell, or about a row (`column` -1): lies over the file.

    `deed`: "value" (what `value` says stands there), "as_is" (the cell is right), "skip" (the row).
    """

    draft = models.ForeignKey(
        ImportDraft,
        models.CASCADE,
        related_name="+",
        related_query_name="foundation_correction",
        db_index=False,
    )
    row = models.PositiveIntegerField()
    column = models.IntegerField()
    deed = Text(max_length=10, personal=False)
    value = LongText(personal=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "row", "column"], name="import_correction_is_once"
            )
        ]


class ImportMapping(models.Model):
    """What the columns of lists with these headings were read as last time (JSON, by position)."""

    kind = Text(max_length=40, personal=False)
    fingerprint = Text(max_length=64, personal=False)
    mapping = LongText(personal=False)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "fingerprint"], name="import_mapping_one_per_headings"
            )
        ]
