"""Number ranges: unique always, gapless by construction (datalayer 5; F9)."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F

from stammkunde.foundation import operations
from stammkunde.foundation.models import NumberRange


def take(series: str, count: int = 1, *, above: int = 0) -> range:
    """Take the next `count` numbers of `series`, inside the operation that uses them.

    above: a number that they shall be larger than, whatever was counted before.

    UPDATE first, then read: the row is ours until the transaction ends, so two callers never get
    the same number and a rolled-back one leaves no gap. Call it before any other query of the
    operation that needs no lock of its own.
    """
    if operations.current() is None:
        raise RuntimeError("numbers are taken inside operations only")
    if count < 1:
        raise ValueError("count must be at least 1")
    if not _advance(series, count, above):
        try:
            with transaction.atomic():
                NumberRange.objects.create(series=series, value=0)
        except IntegrityError:
            pass  # somebody opened the same series at this instant; the row is there now
        _advance(series, count, above)
    last = NumberRange.objects.values_list("value", flat=True).get(series=series)
    return range(last - count + 1, last + 1)


def _advance(series: str, count: int, above: int) -> int:
    ranges = NumberRange.objects.filter(series=series)
    if above:
        ranges.filter(value__lt=above).update(value=above)
    return ranges.update(value=F("value") + count)
