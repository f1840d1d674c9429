"""Pages of the toy room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from stammkunde.foundation.refusals import Forbidden
from stammkunde.foundation.web.fragments import page
from tests.toyroom import queries


def points(request: HttpRequest, pk: int) -> HttpResponse:
    """The points of one customer."""
    if not request.actor.may("toyroom.see"):  # type: ignore[attr-defined]
        raise Forbidden("toyroom.see")
    found = queries.points_of(request.actor, pk)  # type: ignore[attr-defined]
    return page(request, "toyroom/points.html", {"title": "Punkte", "points": found})
