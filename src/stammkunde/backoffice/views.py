"""Start page and command palette, both filled by the rooms through slots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from stammkunde.backoffice import palette as offers
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden
from stammkunde.foundation.rooms import slots
from stammkunde.foundation.web.fragments import page


@dataclass(frozen=True)
class ShownTile:
    """A tile with its figure read."""

    label: Any
    count: int
    url: str
    tone: str


@dataclass(frozen=True)
class ShownPanel:
    """A panel with its content read."""

    template: str
    content: Any


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The start page: what waits today, one tile per room that has something to count."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    tiles = [
        ShownTile(tile.label, tile.count(actor), tile.url(), tile.tone)
        for tile in slots.of("backoffice.dashboard.tiles", actor)
    ]
    panels = [
        ShownPanel(panel.template, content)
        for panel in slots.of("backoffice.dashboard.panels", actor)
        if (content := panel.content(actor)) is not None
    ]
    context = {"tiles": tiles, "panels": panels, "today": actor.today}
    return page(request, "backoffice/today.html", context)


@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """Where an office puts its own words and rules: the rooms' settings pages, for who may."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    entries = slots.of("backoffice.settings", actor)
    if not entries:
        raise Forbidden("people.settings")
    return page(request, "backoffice/settings.html", {"entries": entries})


@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """Find people, actions and pages from anywhere (Ctrl-K); a plain page without JavaScript.

    `recent`: ids of what this browser last opened; it knows no names.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:100]
    recent = request.GET.get("recent", "")[:200]
    context = {
        "query": query,
        "groups": offers.groups(actor, query, recent),
        "terms": offers.marks(query),
    }
    return page(request, "backoffice/palette.html", context, fragment="backoffice/_palette.html")
