"""What every page's shell knows: whose house, who is there, where one can go, how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from stammkunde.foundation import actors, rooms
from stammkunde.foundation.actors import Actor
from stammkunde.foundation.business import WORD, business, trial
from stammkunde.foundation.web import assets
from stammkunde.foundation.web.links import link

THEMES = ("system", "light", "dark")
DENSITIES = ("compact", "normal", "roomy")
YEAR = 365 * 24 * 3600
# Doors above this floor whose addresses are fixed: the shell links to them without knowing them.
PALETTE = "/palette/"
LOGOUT = "/accounts/logout/"
ACCOUNT = "/account/"
TRIAL = "/trial/"
PHONE_BAR = 3  # with "search" and "more": five targets of at least 48 px


@dataclass(frozen=True)
class Entry:
    """One line of the navigation as the template needs it."""

    label: Any
    url: str
    icon: str
    group: str
    current: bool
    count: int | None
    hot: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: business, menu, theme, language. What stands in the database is read once
    per request, when a page writes it."""
    actor: Actor = getattr(request, "actor", None) or actors.visitor()
    return house(request) | {
        "actor": actor,
        "business": SimpleLazyObject(business),
        "trial": _Trial(actor),
        "menu": _Menu(request, actor),
        "palette_url": PALETTE,
        "logout_url": LOGOUT,
        "account_url": ACCOUNT,
    }


def house(request: HttpRequest) -> dict[str, Any]:
    """The part that needs nothing but the request itself: enough for an error page."""
    theme = _one_of(request.COOKIES.get("theme"), THEMES)
    return {
        "business": "Stammkunde",
        "theme": "" if theme == "system" else theme,
        "density": _one_of(request.COOKIES.get("density"), ("normal", *DENSITIES)),
        "html_lang": public_language(),
        "dist": _Dist(),
        "request_id": getattr(request, "request_id", ""),
    }


class _Dist:
    """Which built files are there; without Node there are none and the pages still work."""

    @property
    def app(self) -> bool:
        return assets.find(assets.DIST + "app.js") is not None

    @property
    def fonts(self) -> bool:
        return assets.find(assets.DIST + "fonts.css") is not None


class _Trial:
    """The banner of trial operation on every page of the staff."""

    url, end_url = TRIAL, TRIAL + "end/"

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    @property
    def on(self) -> bool:
        """Whether nothing leaves the house."""
        return self._actor.kind == "staff" and business().trial

    @property
    def held(self) -> int:
        """How many messages are held."""
        return trial.held_count()

    @property
    def may_end(self) -> bool:
        """Whether the one who looks may look into it and end it."""
        return self._actor.may(WORD)


class _Menu:
    """The navigation, worked out only on pages that show it."""

    def __init__(self, request: HttpRequest, actor: Actor) -> None:
        self._request = request
        self._actor = actor
        self._entries: list[Entry] | None = None

    def all(self) -> list[Entry]:
        """Every entry that the actor may use."""
        if self._entries is None:
            self._entries = _entries(self._request, self._actor)
        return self._entries

    def main(self) -> list[Entry]:
        """The upper part."""
        return [entry for entry in self.all() if entry.group == "main"]

    def more(self) -> list[Entry]:
        """The part under "More"."""
        return [entry for entry in self.all() if entry.group == "more"]

    def end(self) -> list[Entry]:
        """The part at the foot: help, settings."""
        return [entry for entry in self.all() if entry.group == "end"]

    def up(self) -> Entry | None:
        """The entry that a page stands below, for the way back; None on the entry's own page."""
        found = next((entry for entry in self.all() if entry.current), None)
        return found if found and found.url != self._request.path else None

    def phone(self) -> list[Entry]:
        """What fits into the bar at the bottom of a phone."""
        return self.main()[:PHONE_BAR]


def _entries(request: HttpRequest, actor: Actor) -> list[Entry]:
    listed = [
        (one, link(one.url_name, ()) or reverse(one.url_name)) for one in rooms.menu_of(actor)
    ]
    path = request.path
    above = [url for _entry, url in listed if path == url or (url != "/" and path.startswith(url))]
    here = max(above, key=len, default="")
    return [
        Entry(
            label=entry.label,
            url=url,
            icon=entry.icon,
            group=entry.group,
            current=url == here,
            count=entry.count(actor) if entry.count else None,
            hot=entry.hot,
        )
        for entry, url in listed
    ]


def public_language() -> str:
    """The code for `<html lang>`: `de-informal` is German too."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    info = translation.get_language_info(language)
    return str(info.get("public_code", info["code"]))


def _one_of(value: str | None, allowed: tuple[str, ...]) -> str:
    return value if value in allowed else allowed[0]
