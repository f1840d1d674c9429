"""Start page and command palette, both filled by the rooms through slots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden
from stammkunde.foundation.rooms import Hit, menu_of, slots
from stammkunde.foundation.web.fragments import page

PALETTE_HITS = 8
SHORTEST_QUERY = 2


@dataclass(frozen=True)
class ShownTile:
    """A tile with its figure read."""

    label: Any
    count: int
    url: str
    tone: str


@dataclass(frozen=True)
class HitGroup:
    """One kind of hits of the palette."""

    label: Any
    hits: list[Hit]


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The start page: what waits today, one tile per room that has something to count."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    tiles = [
        ShownTile(tile.label, tile.count(actor), tile.url(), tile.tone)
        for tile in slots.of("backoffice.dashboard.tiles", actor)
    ]
    return page(request, "backoffice/today.html", {"tiles": tiles, "today": actor.today})


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
    """Find people, actions and pages from anywhere (Ctrl-K); a plain page without JavaScript."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    query = request.GET.get("q", "").strip()[:100]
    groups = [HitGroup(None, _pages(actor, query))]
    if len(query) >= SHORTEST_QUERY:
        found = [
            HitGroup(provider.label, list(provider.search(actor, query, PALETTE_HITS)))
            for provider in slots.of("backoffice.palette", actor)
        ]
        groups = [*found, *groups]
    context = {"query": query, "groups": [group for group in groups if group.hits]}
    return page(request, "backoffice/palette.html", context, fragment="backoffice/_palette.html")


def _pages(actor: Actor, query: str) -> list[Hit]:
    """The pages of the navigation whose label contains the query."""
    wanted = query.casefold()
    return [
        Hit(label=str(entry.label), url=reverse(entry.url_name), icon=entry.icon)
        for entry in menu_of(actor)
        if wanted in str(entry.label).casefold()
    ]
