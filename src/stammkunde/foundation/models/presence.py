"""Who has a record open at this moment: working memory, not history."""

from __future__ import annotations

from django.db import models

from stammkunde.foundation.columns import Text

__all__ = ["Presence"]


class Presence(models.Model):
    """Somebody of the staff (by id and name) who had a record open at `at`.

    No journal knows these rows; they may be lost, and the nightly work removes them all.
    """

    kind = Text(max_length=40, personal=False)
    row = models.BigIntegerField()
    user = models.BigIntegerField()
    label = Text(max_length=120, personal=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "row", "user"], name="foundation_presence_once_per_record"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}: {self.user}"
