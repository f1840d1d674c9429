"""The sub pages of *Kommunikation*: one row above each of them (`messaging/frame.html`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import slots

SLOT = "messaging.pages"


@dataclass(frozen=True)
class SubPage:
    """A page of *Kommunikation*; hung into `messaging.pages`, ten apart in the order of the menu.

    count: how many of it wait for somebody, None or 0 for nothing to say; at most one query.
    """

    key: str
    label: Any
    url_name: str
    word: str = ""
    order: int = 100
    count: Callable[[Actor], int | None] | None = None


@dataclass(frozen=True)
class ShownPage:
    """A sub page as the row shows it."""

    label: Any
    url: str
    current: bool
    count: int | None


def pages(actor: Actor, path: str) -> list[ShownPage]:
    """What the actor may open; the one that `path` lies in is the current one."""
    listed = [(one, reverse(one.url_name)) for one in slots.of(SLOT, actor)]
    here = max((url for _one, url in listed if path.startswith(url)), key=len, default="")
    return [
        ShownPage(one.label, url, url == here, one.count(actor) or None if one.count else None)
        for one, url in listed
    ]
