"""The list engine: a list is declared once, as a subclass of `ListPage` (house.md 7)."""

from stammkunde.foundation.lists.cells import (
    BADGE,
    DATE,
    EMAIL,
    LINK,
    MONEY,
    NUMBER,
    PHONE,
    PILLS,
    TEXT,
    Pill,
)
from stammkunde.foundation.lists.columns import Badge, Col
from stammkunde.foundation.lists.deeds import Bulk, Deed, Variant
from stammkunde.foundation.lists.filters import Choice, Flag, Prefix
from stammkunde.foundation.lists.lenses import Lens
from stammkunde.foundation.lists.members import Member, Stored
from stammkunde.foundation.lists.page import LISTS, Action, ListPage, freeze
from stammkunde.foundation.lists.search import SearchGroup, SearchIndex
from stammkunde.foundation.lists.spans import Between
from stammkunde.foundation.lists.texts import Contains

__all__ = [
    "BADGE", "DATE", "EMAIL", "LINK", "LISTS", "MONEY", "NUMBER", "PHONE", "PILLS", "TEXT",
    "Action", "Badge", "Between", "Bulk", "Choice", "Col", "Contains", "Deed", "Flag", "Lens",
    "ListPage", "Member", "Pill", "Prefix",
    "SearchGroup", "SearchIndex", "Stored", "Variant", "freeze",
]  # fmt: skip
