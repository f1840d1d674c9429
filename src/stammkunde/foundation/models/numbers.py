"""Counters for numbers that must never come twice."""

from __future__ import annotations

from django.db import models

from stammkunde.foundation.columns import Text

__all__ = ["NumberRange"]


class NumberRange(models.Model):
    """One series of numbers; `value` is the last one given out."""

    series = Text(max_length=60, unique=True, personal=False)
    value = models.BigIntegerField(default=0)
