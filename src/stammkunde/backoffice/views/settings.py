"""The index of all settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from stammkunde.backoffice import palette
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.refusals import Forbidden
from stammkunde.foundation.rooms import Setting, SettingsEntry, slots
from stammkunde.foundation.web.fragments import page

# Under which heading the pages of a room stand, in this order; those of all others under the first.
_HEADINGS: dict[str, Any] = {
    "": _("Business and team"),
    "people": pgettext_lazy("backoffice: settings", "Customers"),
    "messaging": pgettext_lazy("backoffice: settings", "Communication"),
}


@dataclass(frozen=True)
class ShownEntry:
    """A page of settings with the single ones that answer the search."""

    entry: SettingsEntry
    found: list[tuple[Setting, str]]


@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """Where an office puts its own words and rules: the rooms' settings pages, for who may.

    `q` finds single settings by every word of their name and of the sentence that explains them.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    entries: list[SettingsEntry] = slots.of("backoffice.settings", actor)
    if not entries:
        raise Forbidden("people.settings")
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:100]
    shown = [one for entry in entries if (one := _shown(entry, query)) is not None]
    context = {"groups": _grouped(shown), "query": query, "terms": palette.marks(query)}
    return page(request, "backoffice/settings.html", context, "backoffice/_settings.html")


def _shown(entry: SettingsEntry, query: str) -> ShownEntry | None:
    found = [
        (one, reverse(entry.url_name) + (f"#{one.anchor}" if one.anchor else ""))
        for one in entry.holds
        if query and palette.answers(query, one.label, one.hint, one.words)
    ]
    if query and not found and not palette.answers(query, entry.label, entry.hint):
        return None
    return ShownEntry(entry, found)


def _grouped(shown: Sequence[ShownEntry]) -> list[tuple[str, Any, list[ShownEntry]]]:
    """(key, heading, pages) of each heading that has any."""
    found: dict[str, list[ShownEntry]] = {key: [] for key in _HEADINGS}
    for one in shown:
        room = one.entry.beside or one.entry.key.split(".")[0]
        found[room if room in found else ""].append(one)
    return [(key, _HEADINGS[key], pages) for key, pages in found.items() if pages]
