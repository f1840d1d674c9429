"""The start page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from stammkunde.foundation import business, clock
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.rooms import Panel, slots
from stammkunde.foundation.web.fragments import page

_NOON, _EVENING = 11, 18


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
    beside: bool


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The start page: what waits today, one tile per room that has something to count.

    Into a house that nobody has set up yet one comes through the first page.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not business.business().is_set_up and actor.may(business.WORD):
        return redirect("backoffice:setup")
    tiles = [
        ShownTile(tile.label, tile.count(actor), tile.url(), tile.tone)
        for tile in slots.of("backoffice.dashboard.tiles", actor)
    ]
    hung: list[Panel] = slots.of("backoffice.dashboard.panels", actor)
    panels = [
        ShownPanel(panel.template, content, panel.beside)
        for panel in hung
        if (content := panel.content(actor)) is not None
    ]
    context = {
        "tiles": tiles,
        "panels": [one for one in panels if not one.beside],
        "beside": [one for one in panels if one.beside],
        "today": actor.today,
        "greeting": greeting(actor.label, timezone.localtime(clock.now()).hour),
        "gos": [go for go in slots.of("backoffice.palette.actions", actor) if go.offered],
    }
    return page(request, "backoffice/today.html", context)


def greeting(name: str, hour: int) -> str:
    """A greeting by the hour of the business and the first name; titles are no first names."""
    first = next((word for word in name.split() if not word.endswith(".")), "")
    said = {"name": first}
    if hour < _NOON:
        return _("Good morning, %(name)s") % said if first else _("Good morning")
    if hour < _EVENING:
        return _("Good day, %(name)s") % said if first else _("Good day")
    return _("Good evening, %(name)s") % said if first else _("Good evening")
