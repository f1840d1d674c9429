"""Rate counters: how often somebody tried something lately."""

from __future__ import annotations

from django.db import models

from stammkunde.foundation.columns import Text

__all__ = ["RateCounter"]


class RateCounter(models.Model):
    """One row per thing that is limited; who it is stands there only as a keyed hash.

    `hits` holds the times of the counted tries (seconds since 1970, oldest first), so that every
    limit is exact over any sliding window. The rows are working memory, not history: they may be
    lost, and `stammkunde.foundation.ratelimit.sweep` removes those whose time is over.
    """

    scope = Text(max_length=40, personal=False)
    key_hash = Text(max_length=64, personal=False)
    hits = models.JSONField(default=list)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "key_hash"], name="foundation_ratecounter_one_per_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope}: {len(self.hits)}"
