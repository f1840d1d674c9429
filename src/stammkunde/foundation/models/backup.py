"""How backups went: what the start page and `doctor` say about their age."""

from __future__ import annotations

from django.db import models

from stammkunde.foundation.columns import Text

__all__ = ["BackupRun"]


class BackupRun(models.Model):
    """One attempt. `proven_at`: restored beside and found equal to what was taken."""

    begun_at = models.DateTimeField(db_index=True)
    proven_at = models.DateTimeField(null=True, db_index=True)
    file = Text(max_length=200, personal=False)
    bytes = models.BigIntegerField(default=0)
    problem = Text(max_length=500, blank=True, personal=False)
