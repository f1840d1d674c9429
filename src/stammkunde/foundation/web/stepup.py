"""Step-up: what matters most asks once more who is there (reliability 3.5).

A view says `fresh_login(request)` before it does such a thing. Who has not shown for a while that it
is they is asked by a page that keeps what was posted, and the view is called again with it. How
somebody shows it is the business of the room that owns the sessions: it sets `request.freshness`
and answers `NotFresh`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.http import HttpRequest, HttpResponse

from stammkunde.foundation import clock

FRESH = timedelta(minutes=15)

View = TypeVar("View", bound=Callable[..., HttpResponse])


@dataclass(frozen=True)
class Freshness:
    """When somebody last showed that it is they: in any way, and with the second factor.

    has_factor: whether there is a second factor to show.
    """

    confirmed_at: datetime
    factor_at: datetime | None = None
    has_factor: bool = False

    def holds(self, *, factor: bool) -> bool:
        """Whether nobody needs to be asked; `factor`: by the second one, where there is one."""
        at = self.factor_at if factor and self.has_factor else self.confirmed_at
        return at is not None and clock.now() - at < FRESH


class NotFresh(Exception):
    """Who asks must show again that it is they; `factor`: with the second one."""

    def __init__(self, *, factor: bool) -> None:
        super().__init__("confirm first")
        self.factor = factor


def fresh_login(request: HttpRequest, *, factor: bool = False) -> None:
    """Let pass who showed within 15 minutes that it is they, else ask them first (`NotFresh`).

    `factor`: a password alone is not enough where the person has a second factor.
    """
    freshness: Freshness | None = getattr(request, "freshness", None)
    if freshness is None or not freshness.holds(factor=factor):
        raise NotFresh(factor=factor)


def unattended(view: View) -> View:
    """Declare a view that open pages call by themselves: no sign that somebody is still there."""
    view.unattended = True  # type: ignore[attr-defined]
    return view
