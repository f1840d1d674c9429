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
from stammkunde.foundation.lists.filters import Between, Choice, Flag, Prefix
from stammkunde.foundation.lists.lenses import Lens
from stammkunde.foundation.lists.members import Member, Stored
from stammkunde.foundation.lists.page import LISTS, Action, ListPage, freeze
from stammkunde.foundation.lists.search import SearchGroup, SearchIndex

__all__ = [
    "BADGE", "DATE", "EMAIL", "LINK", "LISTS", "MONEY", "NUMBER", "PHONE", "PILLS", "TEXT",
    "Action", "Badge", "Between", "Choice", "Col", "Flag", "Lens", "ListPage",
    "Member", "Pill", "Prefix",
    "SearchGroup", "SearchIndex", "Stored", "freeze",
]  # fmt: skip
