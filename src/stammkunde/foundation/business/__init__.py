"""The business whose house this is: its data, its set-up, trial operation (ADR 30).

`business()` is what everybody may know of it. Writing is in `changing` (data, logo, retention,
set-up) and `trial` (what is held, beginning and ending trial operation).
"""

from __future__ import annotations

from stammkunde.foundation.business.reading import Business, business, logo_file, ship
from stammkunde.foundation.business.rules import RETENTION, Retention

WORD = "foundation.business"

__all__ = ["RETENTION", "WORD", "Business", "Retention", "business", "logo_file", "ship"]
