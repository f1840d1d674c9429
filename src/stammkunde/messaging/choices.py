"""Choices of the room's tables, for doors: they know no tables."""

from __future__ import annotations

from stammkunde.messaging.models import BodyPolicy, Category

CATEGORIES = tuple(Category.choices)
POLICIES = tuple(BodyPolicy.choices)
