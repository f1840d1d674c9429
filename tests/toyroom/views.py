"""Pages of the toy room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from stammkunde.foundation.refusals import Forbidden
from stammkunde.foundation.web.fragments import page
from stammkunde.people import record
from tests.toyroom import queries


def points(request: HttpRequest, pk: int) -> HttpResponse:
    """The points of one customer, as a tab of their page."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.may("toyroom.see"):
        raise Forbidden("toyroom.see")
    frame = record.frame(actor, pk, tab="toyroom.points")
    found = queries.points_of(actor, pk)
    return page(request, "toyroom/points.html", {"frame": frame, "points": found})
